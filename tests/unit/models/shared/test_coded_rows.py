import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_array_equal

from dnoutcomes.models import mmrm
from dnoutcomes.models.shared.design import build_design

RNG = np.random.default_rng(8)
N, VISITS = 30, 4
FORMULA = "pain ~ visit * before + arm:visit + site"


def trial():
    """Thirty patients of two arms and three sites, some visits missed, a number that varies within patients."""
    patient = np.repeat(RNG.permutation(N), VISITS)
    frame = pd.DataFrame(
        {
            "patient": patient,
            "visit": [f"V{visit}" for visit in range(VISITS)] * N,
            "arm": np.where(patient % 3 == 0, "needling", "standard"),
            "site": np.array(["a", "b", "c"])[patient % 5 % 3],
            "before": RNG.normal(6, 1, N)[patient],
            "dose": RNG.normal(size=len(patient)),
            "pain": RNG.normal(size=len(patient)) + RNG.normal(size=N)[patient],
        },
        index=RNG.permutation(len(patient)),
    )
    return frame[RNG.random(len(frame)) > 0.15]


@pytest.fixture
def small_blocks(monkeypatch):
    for module in ("standardise", "coded_rows", "rank"):
        monkeypatch.setattr(f"dnoutcomes.models.shared.{module}.BLOCK", 16)


@pytest.mark.parametrize(
    ("formula", "equal"),
    [(FORMULA, None), (FORMULA, ("arm", "visit")), ("pain ~ 0 + arm:visit:dose", None), ("pain ~ 1", None)],
)
def test_any_rows_and_columns_are_those_of_the_whole_matrix(small_blocks, monkeypatch, formula, equal):
    frame = trial()
    many = build_design(formula, frame, subject="patient", equal_at_first=equal)
    monkeypatch.setattr("dnoutcomes.models.shared.coded_rows.BLOCK", 10**6)
    few = build_design(formula, frame, subject="patient", equal_at_first=equal)
    assert isinstance(few.covariates, np.ndarray)
    assert not isinstance(many.covariates, np.ndarray)
    for which in (slice(None), slice(13, 40), np.array([70, 3, 3, 51])):
        assert_array_equal(many.read(which), few.x[which])
    for position in range(len(many.terms)):
        assert_array_equal(many.covariates.column(position), few.x[:, position])
    estimated = many.independent_columns()
    assert_array_equal(estimated, few.independent_columns())
    for of_many, of_few in zip(many.constant_columns(estimated), few.constant_columns(estimated)):
        assert_array_equal(of_many, of_few)


def test_functions_of_a_formula_see_all_rows(small_blocks):
    design = build_design("pain ~ scale(dose) + arm", trial(), subject="patient")
    assert isinstance(design.covariates, np.ndarray)
    assert design.x[:, 1].mean() == pytest.approx(0, abs=1e-12)


@pytest.mark.parametrize(
    "formula", [FORMULA, FORMULA + " + arm"], ids=["all columns estimated", "one column aliased"]
)
@pytest.mark.parametrize("df", ["kenward-roger", "between-within"])
def test_a_fit_of_many_rows_is_that_of_few(small_blocks, monkeypatch, formula, df):
    frame = trial()
    fit_of_many = mmrm(formula, frame, subject="patient", visit="visit", df=df)
    held = vars(fit_of_many.design)
    assert ("x" in held) == (len(fit_of_many.design.terms) > len(fit_of_many.design.independent_columns()))
    for module in ("standardise", "coded_rows", "rank"):
        monkeypatch.setattr(f"dnoutcomes.models.shared.{module}.BLOCK", 10**6)
    few = mmrm(formula, frame, subject="patient", visit="visit", df=df)
    pd.testing.assert_frame_equal(fit_of_many.tidy(), few.tidy(), rtol=1e-9)
    pd.testing.assert_frame_equal(fit_of_many.augment(), few.augment(), rtol=1e-9)
