"""Small estimates and analyses by hand, and labels that try to be more than text."""

from functools import cache, lru_cache

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.disclosure import State
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.figures import (
    plot_course,
    plot_covariance_map,
    plot_diagnostics,
    plot_flow,
    plot_forest,
    plot_individual_courses,
    plot_love,
    plot_missingness,
    plot_outcomes,
    plot_positivity,
    plot_residuals,
    plot_responders,
    plot_sensitivity,
    plot_tipping,
    plot_waterfall,
)
from dnoutcomes.models import Diagnostics, mmrm
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.sensitivity import METHODS, SensitivityPanel
from dnoutcomes.weighting import propensity

HOSTILE = (
    r"$\frac{1}{0$ \alpha_{",
    "x_1^2 & <b>bold</b> {{ 7*7 }}",
    "direction \u202eoverride\u202c and \x1b[31mred\x1b[0m and\nlines",
    "אבחנה עצבית של כף הרגל",
    "a very long label that nobody would write but some export of a hospital system does write",
    "Pneumonoultramicroscopicsilicovolcanoconiosis" * 2,
    "末梢神経障害",
    "=cmd|' /C calc'!A0 -->",
)


def numbers(estimate, std_error, n):
    """The number columns of a row of estimates, with an interval of two standard errors."""
    return {
        "estimate": estimate,
        "std_error": std_error,
        "df": 200.0,
        "statistic": estimate / std_error,
        "p_value": 0.04,
        "conf_low": estimate - 2 * std_error,
        "conf_high": estimate + 2 * std_error,
        "n_subjects": float(n),
    }


def course_means(panels=("",), arms=("standard", "needling"), visits=("W02", "W04", "W12"), smallest=40):
    """LS means by arm and visit; the n of a panel grow by 20 from `smallest`."""
    rows = [
        {"cause": panel, "arm": arm, "visit": visit}
        | numbers(-0.2 * (step + 1) - 0.4 * step * which, 0.21, smallest + 20 * place - step)
        for place, panel in enumerate(panels)
        for which, arm in enumerate(arms)
        for step, visit in enumerate(visits)
    ]
    frame = pd.DataFrame(rows)
    return Estimates(frame if len(panels) > 1 else frame.drop(columns="cause"), kind="LS mean")


def forest_effects(causes=("diabetic", "chemotherapy", "idiopathic"), counts=(180, 80, 9)):
    """Effects by cause at W12 with the effect in everybody as `compare_arms` labels it."""
    rows = [
        {"cause": cause, "population": None, "visit": "W12", "contrast": "needling - standard"}
        | numbers(-0.5 - 0.2 * k, 3.0 / n**0.5, n)
        for k, (cause, n) in enumerate(zip(causes, counts))
    ]
    overall = (
        rows[0]
        | {"cause": None, "population": "all patients, main effect"}
        | numbers(-0.62, 0.18, sum(counts))
    )
    return Estimates(pd.DataFrame([*rows, overall]), kind="adjusted difference")


def analysis_of(n=160, causes=("diabetic", "chemotherapy"), seed=1, **plan):
    """An analysis of whole-number pain scores at weeks 4 and 12, a fifth of them missing, three without a baseline."""
    rng = np.random.default_rng(seed)
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{i:04d}" for i in range(n)],
            "arm": np.where(np.arange(n) % 2 == 0, *plan.get("arms", ("standard", "needling"))),
            "cause": rng.choice(list(causes), n),
        }
    )
    level = rng.normal(6, 1.2, n)
    effect = np.where(np.arange(n) % 2 == 0, -0.4, -1.6)
    scores = {
        day: np.clip(np.round(level + rng.normal(0, 1.2, n) + effect * (day > 0)), 0, 10)
        for day in (0, 28, 84)
    }
    wide = pd.DataFrame(scores, index=patients["patient_id"])
    for day in (28, 84):
        wide.loc[rng.random(n) < 0.2, day] = np.nan
    wide.iloc[:3, 0] = np.nan
    long = (
        wide.rename_axis("patient_id")
        .reset_index()
        .melt("patient_id", var_name="study_day", value_name="pain_nrs")
    )
    records = patients.merge(long.dropna(subset="pain_nrs"), on="patient_id")
    records = records.assign(
        study_day=records["study_day"].astype(float), source_row=np.arange(2, len(records) + 2)
    )
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    visits = ({"name": "W04", "day": 28}, {"name": "W12", "day": 84})
    return build_analysis(outcomes, Plan(**({"visits": visits, "pool_causes_below": 0} | plan)))


@lru_cache(maxsize=1)
def usual_analysis():
    return analysis_of()


def hiding(estimates, fewer_than):
    """The same estimates with a column that hides rows of few patients, as a report passes them."""
    frame = estimates.frame
    states = (frame["n_subjects"] < fewer_than).map({True: State.HIDDEN, False: State.SHOWN})
    return Estimates(frame.assign(state=states), kind=estimates.kind, details=estimates.details)


INTERACTION = JointTest(0.83, 6.0, 431.2, 0.5471, "arm:cause", "Kenward-Roger (linear)")


def covariance_of(visits=("W02", "W04", "W12")):
    """A covariance with standard deviations 1.5, 2, 2.5, ... and correlations that fall with distance, one below 0."""
    place = np.arange(len(visits))
    correlation = 0.8 ** np.abs(place[:, None] - place)
    correlation[0, -1] = correlation[-1, 0] = -0.1 if len(visits) > 1 else 1.0
    spread = 1.5 + 0.5 * place
    return pd.DataFrame(correlation * np.outer(spread, spread), index=list(visits), columns=list(visits))


def balance_of(covariates=("age", "sex", "baseline")):
    before = np.linspace(-0.4, 0.3, len(covariates))
    levels = ["F" if name == "sex" else "" for name in covariates]
    return pd.DataFrame(
        {"covariate": covariates, "level": levels, "smd_before": before, "smd_after": before / 10}
    )


def outcomes_of(codes=("isi", "bbs", "vpt"), directions=("lower", "higher", "lower")):
    """Outcomes as `compare_outcomes` has them: SDs of 4, 5, 6, ..., differences of one unit for the better."""
    signs = [-1.0 if direction == "lower" else 1.0 for direction in directions]
    frame = pd.DataFrame({
        "outcome": codes, "role": ["secondary", *["exploratory"] * (len(codes) - 1)], "measure": "mean change",
        "better": directions, "baseline_sd": [4.0 + place for place in range(len(codes))], "visit": "W12",
        "contrast": "needling - standard", "estimate": signs, "std_error": 0.4, "conf_low": [x - 0.8 for x in signs],
        "conf_high": [x + 0.8 for x in signs], "n_subjects": [150.0 - 70 * place for place in range(len(codes))],
    })  # fmt: skip
    return Estimates(frame)


def tipping_of(deltas=(0.0, 0.5, 1.0, 2.0, 5.0)):
    rows = [
        {
            "delta_treated": one,
            "delta_reference": other,
            "estimate": -0.9 + 0.3 * one - 0.3 * other,
            "std_error": 0.2,
        }
        for one in deltas
        for other in deltas
    ]
    frame = pd.DataFrame(rows)
    return frame.assign(conf_low=frame["estimate"] - 0.4, conf_high=frame["estimate"] + 0.4)


def diagnostics_of(n=300):
    rng = np.random.default_rng(3)
    normalized = np.sort(rng.normal(size=n))
    quantile = np.sort(rng.normal(size=n))
    residuals = pd.DataFrame({"fitted": rng.normal(size=n), "normalized": normalized, "quantile": quantile})
    lags = pd.DataFrame({"lag": [0, 1, 2], "correlation": [1.0, 0.5, 0.3], "implied": [1.0, 0.55, 0.28]})
    distances = pd.DataFrame(
        {"distance": [4.0, 8.0], "semivariance": [1.1, 1.5], "implied": [1.0, 1.6], "n_pairs": [100, 80]}
    )
    return Diagnostics(residuals, lags, distances, pd.DataFrame())


@lru_cache(maxsize=2)
def repeated_fit(group=None):
    """An MMRM of three visits."""
    rng = np.random.default_rng(4)
    frame = pd.DataFrame({"patient": np.repeat(np.arange(60), 3), "visit": ["W02", "W04", "W12"] * 60})
    frame["arm"] = np.where(frame["patient"] % 2, "needling", "standard")
    frame["change"] = rng.normal(size=180) + np.repeat(rng.normal(size=60), 3)
    return mmrm("change ~ arm * visit", frame, subject="patient", visit="visit", covariance="cs", group=group)


def panel_of(without=()):
    """A panel with effects of -0.9 points, and no answer of the methods in `without`."""
    rows = []
    for place, (name, method) in enumerate(METHODS.items()):
        found = numbers(-0.9 + 0.05 * place, 0.2, 300)
        if method.scale != "points":
            found = numbers(0.2, 0.05, 300)
        if name in without:
            found = dict.fromkeys(found, np.nan)
        labels = {
            "name": name,
            "method": method.label,
            "population": "p",
            "missing_scores": "m",
            "scale": method.scale,
        }
        rows.append(
            {"outcome": "pain_nrs", "visit": "W12", "contrast": "needling - standard"}
            | labels
            | {"reason": ""}
            | found
        )
    return SensitivityPanel(Estimates(pd.DataFrame(rows)), ("words",), None, None, Plan())


def score_of(n=200, seed=2):
    rng = np.random.default_rng(seed)
    age = rng.normal(60, 10, n)
    arm = np.where(rng.random(n) < 1 / (1 + np.exp(-(age - 60) / 10)), "needling", "standard")
    frame = pd.DataFrame({"age": age, "arm": pd.Categorical(arm, ["standard", "needling"])})
    return propensity(frame, treatment="arm", covariates=["age"])


# Every figure with ordinary labels, for the tests that hold for all of them.
MAKERS = {
    "course": lambda **look: plot_course(course_means(), plan=Plan(), **look),
    "course by cause": lambda **look: plot_course(
        course_means(("diabetic", "chemotherapy", "idiopathic", "hereditary")), plan=Plan(), **look
    ),
    "observed course": lambda **look: plot_course(usual_analysis(), **look),
    "forest": lambda **look: plot_forest(forest_effects(), plan=Plan(), interaction=INTERACTION, **look),
    "outcomes": lambda **look: plot_outcomes(outcomes_of(), plan=Plan(), **look),
    "responders": lambda **look: plot_responders(usual_analysis(), **look),
    "flow": lambda **look: plot_flow(usual_analysis(), **look),
    "missingness": lambda **look: plot_missingness(usual_analysis(), **look),
    "waterfall": lambda **look: plot_waterfall(usual_analysis(), **look),
    "individual courses": lambda **look: plot_individual_courses(usual_analysis(), **look),
    "covariance map": lambda **look: plot_covariance_map(
        {"a": covariance_of(), "b": covariance_of()}, **look
    ),
    "love plot": lambda **look: plot_love(balance_of(), **look),
    "tipping map": lambda **look: plot_tipping(tipping_of(), plan=Plan(), **look),
    "sensitivity panel": lambda **look: plot_sensitivity(panel_of(), **look),
    "positivity": lambda **look: plot_positivity(score_of(), **look),
    "diagnostics": lambda **look: plot_diagnostics(repeated_fit(), **look),
    "residuals": lambda **look: plot_residuals(diagnostics_of(), **look),
}


@pytest.fixture(params=list(MAKERS))
def figure_name(request):
    return request.param


@pytest.fixture
def make_figure(figure_name):
    """A function that makes one of the figures; it takes width and theme."""
    return MAKERS[figure_name]


class Usual:
    """A figure drawn once at each width for all tests that look at it, with what was written of it before they did."""

    def __init__(self, name):
        self._drawn = {width: MAKERS[name](width=width) for width in ("wide", "narrow")}
        self.svg, self.png = self._drawn["wide"].to_svg(), self._drawn["wide"].to_png()

    def __call__(self, width):
        return self._drawn[width]


usual_figure = cache(Usual)


@pytest.fixture
def usual(figure_name):
    return usual_figure(figure_name)


@pytest.fixture(params=HOSTILE)
def hostile(request):
    return request.param


@pytest.fixture
def all_hostile():
    return HOSTILE


@pytest.fixture
def means_of():
    return course_means


@pytest.fixture
def effects_of():
    return forest_effects


@pytest.fixture
def analysis_with():
    return analysis_of


@pytest.fixture(scope="session")
def analysis():
    return usual_analysis()


@pytest.fixture
def covariance():
    return covariance_of


@pytest.fixture
def balance():
    return balance_of


@pytest.fixture
def outcomes():
    return outcomes_of


@pytest.fixture
def tipping():
    return tipping_of


@pytest.fixture
def diagnostics():
    return diagnostics_of


@pytest.fixture
def fit_of():
    return repeated_fit


@pytest.fixture
def panel():
    return panel_of


@pytest.fixture
def score():
    return score_of


@pytest.fixture
def hide():
    return hiding


@pytest.fixture
def interaction():
    return INTERACTION


@pytest.fixture
def line_of():
    """The points of the line with a label."""

    def points(figure, label, axes=0):
        (line,) = [line for line in figure.axes[axes].get_lines() if line.get_label() == label]
        return line.get_xydata()

    return points


@pytest.fixture
def texts_of():
    """Every text that is written on a figure."""
    return lambda figure: [text.get_text() for part in (figure.figure, *figure.axes) for text in part.texts]
