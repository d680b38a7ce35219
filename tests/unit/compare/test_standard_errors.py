import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.least_squares import least_squares
from dnoutcomes.compare.standard_errors import ERRORS, CoefficientErrors, StandardErrors, require_contract
from dnoutcomes.errors import ModelError, PlanError


def hc2(solved, clusters):
    weighted = solved.influence * (solved.residuals / np.sqrt(1 - solved.leverage))[:, None]
    return CoefficientErrors(weighted.T @ weighted)


HC2 = StandardErrors("HC2", "robust errors (HC2)", hc2, "sandwich")


@pytest.fixture
def data():
    rng = np.random.default_rng(4)
    frame = pd.DataFrame(
        {"arm": pd.Categorical(["usual", "needling", "usual"] * 9), "baseline": rng.normal(6, 1, 27)}
    )
    return frame.assign(change=rng.normal(-1, 1, 27) * frame["baseline"])


@pytest.mark.parametrize("name", ERRORS)
def test_those_of_the_package_keep_the_contract_and_have_their_words(name):
    require_contract(ERRORS[name])
    assert "errors" in ERRORS[name].words


def test_hc3_is_the_sum_over_rows_of_squared_changes_when_each_is_left_out():
    x = np.column_stack([np.ones(9), np.arange(9.0) ** 2])
    y = np.array([3.0, 1.0, 4.0, 1.0, 5.0, 9.0, 2.0, 6.0, 5.0])
    solved = least_squares(x, y)
    changes = [
        solved.coefficients - least_squares(np.delete(x, i, 0), np.delete(y, i)).coefficients
        for i in range(9)
    ]
    expected = sum(np.outer(change, change) for change in changes)
    np.testing.assert_allclose(ERRORS["HC3"].covariance(solved, None).vcov, expected)


def test_one_from_outside_lies_between_and_is_planned_by_its_name(data):
    def errors_of(kind):
        return ancova(data, outcome="change", treatment="arm", covariates=["baseline"], errors=kind).tidy()[
            "std_error"
        ]

    with pytest.raises(PlanError, match="errors: unknown kind of standard error 'HC2'; did you mean 'HC3'"):
        dn.Plan(errors="HC2")
    ERRORS.register(HC2)
    try:
        assert dn.Plan(errors="HC2").errors == "HC2"
        assert (errors_of("HC2") < errors_of("HC3")).all()
        assert errors_of("HC2").tolist() == errors_of(HC2).tolist()
    finally:
        ERRORS.withdraw("HC2")


def test_a_plan_names_no_errors_by_cluster():
    with pytest.raises(
        PlanError, match=r"errors: .*CR2 errors need clusters, and come by themselves where `clusters`"
    ):
        dn.Plan(errors="CR2")


@pytest.mark.parametrize(
    ("covariance", "message"),
    [
        (lambda solved, clusters: CoefficientErrors(np.eye(2)), "must be symmetric, 3 by 3"),
        (lambda solved, clusters: CoefficientErrors(-np.eye(3)), "without a negative variance"),
        (lambda solved, clusters: CoefficientErrors(np.eye(3)), "aren't ten times as large"),
    ],
)
def test_what_is_no_covariance_of_the_coefficients_is_refused(covariance, message):
    with pytest.raises(ModelError, match=message):
        ERRORS.register(StandardErrors("mine", "mine", covariance))
