import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.plan import Responder

POINTS = Responder(value=2, scale="points")


def rows_of(n=4000, seed=7):
    """Patients with more pain are needled more often and respond more often; needling adds 10 points of a hundred."""
    rng = np.random.default_rng(seed)
    severe = rng.random(n) < 0.5
    needled = rng.random(n) < np.where(severe, 0.75, 0.25)
    response = rng.random(n) < 0.2 + 0.3 * severe + 0.1 * needled
    return pd.DataFrame({
        "arm": pd.Categorical(np.where(needled, "needling", "standard"), ["standard", "needling"]),
        "severe": np.where(severe, "yes", "no"), "baseline": rng.normal(6, 1, n),
        POINTS.column: response.astype(float),
    })  # fmt: skip


def test_confounding_is_taken_out():
    rows = rows_of()
    share = rows.groupby("arm", observed=True)[POINTS.column].mean()
    assert share["needling"] - share["standard"] > 0.2
    row, note = adjusted_responders(rows, POINTS, ["severe"], "HC3", 0.95)
    # The logistic model isn't quite the additive truth; 0.03 is two standard errors of this sample.
    assert row["estimate"] == pytest.approx(0.1, abs=0.03)
    assert row["conf_low"] < 0.1 < row["conf_high"]
    assert (row["n_subjects"], note) == (4000, None)


def test_within_strata_it_is_the_average_of_the_differences():
    # arm x severe saturates the model when the effect is the same on the logit scale; equal cells make it exact.
    cells = pd.DataFrame({"arm": ["standard", "needling"] * 2, "severe": ["no", "no", "yes", "yes"]})
    events = {0: [1, 2, 2, 3], 1: [3, 2, 2, 1]}
    rows = pd.concat(
        [
            cells.loc[cells.index.repeat(counts)].assign(**{POINTS.column: float(answer)})
            for answer, counts in events.items()
        ]
    ).reset_index(drop=True)
    rows["arm"] = pd.Categorical(rows["arm"], ["standard", "needling"])
    row, _ = adjusted_responders(rows, POINTS, ["severe"], "classical", 0.95)
    shares = rows.groupby(["severe", "arm"], observed=True)[POINTS.column].mean().unstack()
    assert row["estimate"] == pytest.approx((shares["needling"] - shares["standard"]).mean(), abs=1e-6)


def test_the_errors_go_with_those_of_the_ancova():
    rows = rows_of(300)
    robust, _ = adjusted_responders(rows, POINTS, ["severe", "baseline"], "HC3", 0.95)
    classical, _ = adjusted_responders(rows, POINTS, ["severe", "baseline"], "classical", 0.95)
    assert robust["estimate"] == classical["estimate"]
    assert robust["std_error"] != classical["std_error"]


def test_a_level_in_which_nobody_responds_is_answered_with_a_penalty_and_said():
    rows = rows_of(300)
    rows.loc[rows["severe"] == "no", POINTS.column] = 0.0
    row, note = adjusted_responders(rows, POINTS, ["severe"], "HC3", 0.95)
    assert np.isfinite(row["estimate"])
    assert "Firth's penalty" in note


def test_nobody_responding_leaves_an_empty_row_and_the_reason():
    rows = rows_of(100).assign(**{POINTS.column: 0.0})
    rows.loc[:4, POINTS.column] = np.nan
    row, note = adjusted_responders(rows, POINTS, ["severe"], "HC3", 0.95)
    assert np.isnan(row["estimate"])
    assert row["n_subjects"] == 95
    assert note.startswith("No adjusted difference in 2 points responders: ")


def test_compare_arms_has_one_row_per_threshold(make, trial):
    analysis = make(*trial, covariates=["age", "sex"])
    frame = compare_arms(analysis).frame
    found = frame[frame["analysis"].str.endswith("responders: risk difference, adjusted")]
    assert found["population"].tolist() == ["all patients together"] * 3
    rows = analysis.at_visit("W12").assign(cause=lambda frame: frame["cause_modelled"])
    expected, _ = adjusted_responders(
        rows, analysis.plan.responders[0], ["cause", "baseline", "age", "sex"], "HC3", 0.95
    )
    assert found["estimate"].iloc[0] == pytest.approx(expected["estimate"])
