"""Small analyses made of numbers chosen by hand or drawn, so that every expected value has an arithmetic."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import derive_analysis
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.plan import Plan

TWO_VISITS = ({"name": "W4", "day": 28}, {"name": "W12", "day": 84})


def analysis_of(patients, scores, **plan):
    """Make an analysis of `patients` (patient_id, arm, cause, ...) with scores by day in columns of `scores`."""
    long = (
        scores.rename_axis("patient_id")
        .reset_index()
        .melt("patient_id", var_name="study_day", value_name="pain_nrs")
    )
    records = patients.merge(long.dropna(subset="pain_nrs"), on="patient_id").assign(
        source_row=lambda frame: np.arange(2, len(frame) + 2)
    )
    records["study_day"] = records["study_day"].astype(float)
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    settings = {"visits": TWO_VISITS, "pool_causes_below": 0} | plan
    return derive_analysis(outcomes, Plan(**settings))


def draw(n=120, seed=1, effect=-1.0, effects=None, causes=("chemotherapy", "diabetic", "traumatic")):
    """Draw a trial: the effect of needling at both visits is `effect`, or by cause as `effects` says."""
    rng = np.random.default_rng(seed)
    patients = pd.DataFrame(
        {
            "patient_id": [f"P{i:04d}" for i in range(n)],
            "arm": np.where(np.arange(n) % 2 == 0, "needling", "standard"),
            "cause": rng.choice(causes, n),
            "age": rng.normal(60, 10, n).round(),
            "sex": rng.choice(["F", "M"], n),
        }
    )
    level = rng.normal(6.5, 1.2, n)
    true = patients["cause"].map(effects or {}).fillna(effect).astype(float).to_numpy()
    shift = np.where(patients["arm"] == "needling", true, 0.0)
    scores = pd.DataFrame(
        {day: level + rng.normal(0, 1, n) + shift * (day > 0) - 0.3 * (day > 0) for day in (0, 28, 84)},
        index=patients["patient_id"],
    )
    return patients, scores.round(2)


@pytest.fixture
def trial():
    return draw()


@pytest.fixture
def make():
    """The function that makes an analysis of patients and scores."""
    return analysis_of


@pytest.fixture
def drawn():
    """The function that draws patients and scores."""
    return draw
