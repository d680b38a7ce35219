"""Bad use of the models gets an error that says what was got and what would do."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.models import growth, mmrm

FORMULA = "change ~ baseline + arm * visit"


def trial(n=20):
    rng = np.random.default_rng(0)
    return pd.DataFrame(
        {
            "patient": np.repeat(np.arange(n), 3),
            "visit": ["W02", "W04", "W08"] * n,
            "day": [14, 28, 56] * n,
            "arm": np.repeat(np.where(np.arange(n) % 2 == 0, "standard", "needling"), 3),
            "baseline": np.repeat(rng.normal(6, 1, n), 3),
            "weight": 1.0,
            "change": rng.normal(size=3 * n),
        }
    )


CASES = {
    "duplicated patient-visit rows": (lambda d: pd.concat([d, d.iloc[[0]]]), {}, "1 rows repeat a subject and visit"),
    "one visit": (lambda d: d[d["visit"] == "W02"], {}, r"has one level, 'W02'.*use ANCOVA \(compare_arms\)"),
    "more coefficients than rows": (
        lambda d: d.iloc[:6],
        {"formula": "change ~ baseline * visit * arm"},
        "more parameters than data",
    ),
    "more covariance parameters than rows": (lambda d: d.iloc[:12], {}, "more parameters than data: 6 covariance"),
    "weights of zero": (lambda d: d.assign(weight=0.0), {"weights": "weight"}, "weights must be positive"),
    "weights below zero": (lambda d: d.assign(weight=-1.0), {"weights": "weight"}, "weights must be positive"),
    "a missing column": (lambda d: d.drop(columns="baseline"), {}, "no column 'baseline'"),
    "a missing visit column": (lambda d: d, {"visit": "viist"}, "no column 'viist'.*did you mean 'visit'"),
    "a constant outcome": (lambda d: d.assign(change=2.0), {}, "'change' is 2 in all 60 rows"),
    "an infinite outcome": (lambda d: d.assign(change=d["change"] / 0), {}, "60 infinite values"),
    "an infinite covariate": (lambda d: d.assign(baseline=np.inf), {}, "'baseline' has 60 infinite values"),
    "no outcome at all": (lambda d: d.assign(change=np.nan), {}, "no row has the outcome and every covariate"),
    "no rows": (lambda d: d.iloc[:0], {}, "no row has the outcome and every covariate"),
    "a time that differs between patients": (
        lambda d: d.assign(day=d["day"] + d["patient"] % 2),
        {"time": "day", "covariance": "sp_exp"},
        r"isn't the same in all rows of visit.*growth\(..., residual='car1'\)",
    ),
    "an outcome made of a covariate": (lambda d: d.assign(change=2 * d["baseline"]), {}, "explain the outcome exactly"),
    "an unknown structure": (lambda d: d, {"covariance": "uns"}, "unknown covariance structure 'uns'.*Known: us, toep"),
    "an unknown df method": (lambda d: d, {"df": "kr"}, "unknown df method 'kr'"),
    "no formula": (lambda d: d, {"formula": "change"}, "must have one outcome on its left side"),
    "a percentage for a share": (lambda d: d, {"confidence_level": 95}, "confidence_level must lie between 0 and 1"),
    "no frame": (lambda d: d.to_dict(), {}, "must be a pandas DataFrame"),
}  # fmt: skip


@pytest.mark.parametrize("case", CASES)
def test_bad_use_is_refused(case):
    change, options, message = CASES[case]
    settings = {"formula": FORMULA, "subject": "patient", "visit": "visit"} | options
    formula = settings.pop("formula")
    with pytest.raises(ModelError, match=message), np.errstate(divide="ignore"):
        mmrm(formula, change(trial()), **settings)


GROWTH_CASES = {
    "one row per patient": (lambda d: d[d["visit"] == "W02"], {}, "a growth model needs repeated sessions"),
    "more coefficients than rows": (
        lambda d: d.iloc[:6],
        {"formula": "change ~ baseline + C(day) * arm + I(day**2) * baseline"},
        "more parameters than data|too few for",
    ),
    "more variances than rows": (
        lambda d: d.iloc[:6], {"formula": "change ~ baseline + day"}, "more parameters than data: 4 variances",
    ),
    "a missing column": (lambda d: d.drop(columns="baseline"), {}, "no column 'baseline'"),
    "a missing random column": (lambda d: d, {"random": "1 + dya"}, "no column 'dya'.*did you mean 'day'"),
    "a constant outcome": (lambda d: d.assign(change=2.0), {}, "'change' is 2 in all 60 rows"),
    "an infinite outcome": (lambda d: d.assign(change=d["change"] / 0), {}, "60 infinite values"),
    "an infinite time": (lambda d: d.assign(day=np.inf), {}, "'day' has 60 infinite values"),
    "no outcome at all": (lambda d: d.assign(change=np.nan), {}, "no row has the outcome and every covariate"),
    "a time that doesn't vary within patients": (
        lambda d: d.assign(day=d["patient"]), {}, "'day' in random='1 \\+ day' doesn't vary within any patient",
    ),
    "duplicated patient-time rows with autocorrelation": (
        lambda d: pd.concat([d, d.iloc[[0]]]),
        {"random": "1", "residual": "car1", "time": "day"},
        "needs different times within a patient; 1 sessions",
    ),
    "autocorrelation with two times to choose from": (
        lambda d: d.assign(late=1.0 * (d["day"] > 20)),
        {"residual": "car1", "formula": "change ~ day + late"},
        "needs the time of each session",
    ),
    "an outcome made of a covariate": (lambda d: d.assign(change=2 * d["baseline"]), {}, "explain the outcome exactly"),
    "an unknown df method": (lambda d: d, {"df": "kr"}, "df='kr' isn't offered"),
    "a percentage for a share": (lambda d: d, {"confidence_level": 95}, "confidence_level must lie between 0 and 1"),
    "no frame": (lambda d: d.to_dict(), {}, "must be a pandas DataFrame"),
}  # fmt: skip


@pytest.mark.parametrize("case", GROWTH_CASES)
def test_bad_use_of_the_growth_model_is_refused(case):
    change, options, message = GROWTH_CASES[case]
    settings = {
        "formula": "change ~ baseline + arm * day",
        "subject": "patient",
        "random": "1 + day",
    } | options
    formula = settings.pop("formula")
    with pytest.raises(ModelError, match=message), np.errstate(divide="ignore"):
        growth(formula, change(trial()), **settings)


def test_the_data_themselves_are_fine():
    assert mmrm(FORMULA, trial(), subject="patient", visit="visit").converged
    assert growth("change ~ baseline + arm * day", trial(), subject="patient", random="1 + day").converged


def test_a_fit_that_fails_is_a_convergence_error():
    apart = trial()
    apart = apart[(apart["visit"] == "W02") == (apart["patient"] % 2 == 0)]
    with pytest.raises(ConvergenceError, match="nobody was seen at both W02 and W04"):
        mmrm("change ~ visit", apart, subject="patient", visit="visit")
