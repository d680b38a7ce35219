"""A small clinic in which worse patients are needled more often, with a known effect, for rooms that compare arms."""

import re
from gettext import NullTranslations

import numpy as np
import pandas as pd
import pytest
from matplotlib.text import Text

from dnoutcomes.analysis import build_analysis
from dnoutcomes.language import Language
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

VISITS = ({"name": "W4", "day": 28}, {"name": "W12", "day": 84})
SESSION_DAYS = (2, 5, 9, 12, 16, 19, 23, 26, 33, 40, 47, 54)


def draw_patients(n, seed, causes):
    rng = np.random.default_rng(seed)
    level = rng.normal(6, 1.3, n)
    severity = np.where(level + rng.normal(0, 1, n) > 6.3, "severe", "mild")
    baseline = level + rng.normal(0, 1, n)
    chance = 1 / (1 + np.exp(-0.6 * (baseline - 6) - 0.5 * (severity == "severe")))
    needled = rng.random(n) < chance
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{i:04d}" for i in range(n)],
            "arm": np.where(needled, "needling", "standard"),
            "cause": rng.choice(causes, n),
            "age": rng.normal(60, 10, n).round(),
            "severity": severity,
            "duration_months": rng.gamma(2, 14, n).round(),
            "expectation": rng.integers(0, 11, n).astype(float),
            "site_id": rng.choice(["S1", "S2"], n),
        }
    )
    return rng, patients, level, baseline, needled


def draw_scores(rng, level, baseline, needled, effect, lost):
    scores = {0: baseline}
    for day, share in ((28, 0.5), (84, 1.0)):
        scores[day] = level - 0.4 + share * effect * needled + rng.normal(0, 1, len(level))
    if lost:
        gone = rng.random(len(level)) < lost
        scores[84] = np.where(gone, np.nan, scores[84])
    return {day: np.round(values, 2) for day, values in scores.items()}


def draw_sessions(rng, patients, level, needled):
    """Twelve planned sessions of needling; those with less pain come more often, which is confounding by progress."""
    rows = []
    for patient, pain, treated in zip(patients["patient_id"], level, needled):
        keen = rng.random() < 1 / (1 + np.exp(pain - 6))
        for day in SESSION_DAYS if treated else ():
            attended = rng.random() < (0.9 if keen else 0.55)
            rows.append((patient, float(day), "attended" if attended else "missed", f"T{int(pain) % 3}"))
    return pd.DataFrame(rows, columns=["patient_id", "study_day", "status", "therapist_id"])


def clinic_of(n=240, seed=1, effect=-1.0, lost=0.2, causes=("chemotherapy", "diabetic", "traumatic"), **plan):
    """Make the analysis of a drawn clinic; `plan` changes its plan."""
    rng, patients, level, baseline, needled = draw_patients(n, seed, causes)
    scores = pd.DataFrame(
        draw_scores(rng, level, baseline, needled, effect, lost), index=patients["patient_id"]
    )
    long = scores.rename_axis("patient_id").reset_index().melt("patient_id", None, "study_day", "pain_nrs")
    visits = long.dropna(subset="pain_nrs").assign(encounter="assessment")
    sessions = draw_sessions(rng, patients, level, needled).assign(encounter="session")
    records = patients.merge(pd.concat([visits, sessions], ignore_index=True), on="patient_id")
    records = records.assign(
        study_day=records["study_day"].astype(float), source_row=np.arange(2, len(records) + 2)
    )
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    settings = {"visits": VISITS, "covariates": ["age", "severity"]} | plan
    return build_analysis(outcomes, Plan(**settings))


@pytest.fixture
def clinic_with():
    """The function that draws a clinic."""
    return clinic_of


@pytest.fixture(scope="session")
def clinic():
    return clinic_of()


def marked(message):
    """A message in brackets, but for its parts in braces, which must have been said themselves."""
    pieces = re.split(r"(\{\w+\})", message)
    return "".join(piece if piece.startswith("{") else f"⟦{piece}⟧" if piece else "" for piece in pieces)


class Marks(NullTranslations):
    """A language of which every message stands in brackets, so that what nobody could translate stands outside."""

    def gettext(self, message):
        return marked(message)

    def ngettext(self, msgid1, msgid2, n):
        return marked(msgid1 if n == 1 else msgid2)

    def pgettext(self, context, message):
        return marked(message)


@pytest.fixture(scope="session")
def marked_language():
    return Language("en", Marks())


# Letters that are the same in every language, or belong to the data: symbols, units, codes and names of methods, of
# guidelines, of authors and of packages, and hashes.
SAME_EVERYWHERE = re.compile(
    # Where a threshold comes from: "Farrar et al. Pain 2001;94:149-158".
    r"[A-Z]\w+ et al\.(?: \(\w+\)\. | 20\d\d| [A-Z][\w ]+\d{4};[\d:-]+)*|J Pain \d{4};[\d:-]+|https?://\S+"
    r"|\b(?:n|p|p′|SD|CI|NRS|df|XmR|X|CUSUM|CONSORT|STROBE|STRICTA|Brady|Boyce"
    r"|dnoutcomes report .* DIRECTORY|dnoutcomes|python|numpy|pandas|scipy|statsmodels|formulaic|matplotlib"
    r"|us|toep|toeph|ar|ar1h|cs|csh|ad|adh|[0-9a-f]{64}|data frame|[A-Za-z]?\d\w*)\b"
)


def letters_outside(text):
    depth, kept = 0, []
    for sign in text:
        depth += (sign == "⟦") - (sign == "⟧")
        kept.append(sign if depth <= 0 and sign not in "⟦⟧" else " ")
        depth = max(depth, 0)
    return re.findall(r"[^\W\d_]{2,}", SAME_EVERYWHERE.sub(" ", "".join(kept)))


@pytest.fixture(scope="session")
def unsaid():
    """Words of a text, or of a figure with its caption and its alt text, that were printed without `say`."""

    def find(shown):
        if isinstance(shown, str):
            return letters_outside(shown)
        drawn = [item.get_text() for item in shown.figure.findobj(Text)]
        # A wrapped label is several texts, so a bracket may close in another one: they are read as one.
        return letters_outside(" ".join([" ".join(drawn), shown.caption, shown.alt_text]))

    return find
