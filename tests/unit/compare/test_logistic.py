import numpy as np
import pytest
import statsmodels.api as sm
from scipy.optimize import minimize

from dnoutcomes.compare.logistic import RIDGE, fit_logistic
from dnoutcomes.errors import ModelError

TERMS = ("constant", "x", "z")


@pytest.fixture
def data():
    rng = np.random.default_rng(8)
    matrix = np.column_stack([np.ones(120), rng.normal(50, 12, 120), rng.integers(0, 2, 120)])
    chance = 1 / (1 + np.exp(-(-2 + 0.04 * matrix[:, 1] + 0.7 * matrix[:, 2])))
    return matrix, (rng.random(120) < chance).astype(float)


def test_maximum_likelihood_equals_statsmodels(data):
    matrix, response = data
    fit = fit_logistic(matrix, response, TERMS)
    other = sm.Logit(response, matrix).fit(disp=0, tol=1e-14)
    assert fit.coefficients == pytest.approx(other.params, rel=1e-9)
    assert fit.vcov == pytest.approx(other.cov_params(), rel=1e-7)
    assert fit.log_likelihood == pytest.approx(other.llf, rel=1e-12)
    assert fit.tidy()["std_error"].to_numpy() == pytest.approx(other.bse, rel=1e-7)


def test_influence_sums_to_nothing_and_squares_to_the_sandwich(data):
    matrix, response = data
    fit = fit_logistic(matrix, response, TERMS)
    assert fit.influence.sum(axis=0) == pytest.approx(np.zeros(3), abs=1e-10)
    robust = sm.GLM(response, matrix, family=sm.families.Binomial()).fit(cov_type="HC0")
    assert fit.influence.T @ fit.influence == pytest.approx(robust.cov_params(), rel=1e-6)


def penalised(matrix, response, penalty):
    """Minus the penalised log likelihood on standardised columns, for a general-purpose optimiser."""
    z = (matrix - matrix.mean(axis=0)) / np.where(matrix.std(axis=0) > 0, matrix.std(axis=0), 1)
    z[:, 0] = 1

    def minus(beta):
        linear = z @ beta
        value = response @ linear - np.logaddexp(0, linear).sum()
        if penalty == "ridge":
            return -(value - RIDGE / 2 * beta[1:] @ beta[1:])
        p = 1 / (1 + np.exp(-linear))
        return -(value + 0.5 * np.linalg.slogdet((z * (p * (1 - p))[:, None]).T @ z)[1])

    found = minimize(minus, np.zeros(z.shape[1]), method="BFGS", options={"gtol": 1e-8})
    return 1 / (1 + np.exp(-(z @ found.x)))


@pytest.mark.parametrize("penalty", ["ridge", "firth"])
def test_penalties_equal_a_direct_maximisation(data, penalty):
    matrix, response = data
    fit = fit_logistic(matrix, response, TERMS, penalty=penalty)
    # A quasi-Newton optimiser with numerical gradients: 1e-5.
    assert fit.fitted == pytest.approx(penalised(matrix, response, penalty), abs=1e-5)


def test_firth_of_one_category_adds_half_a_patient_to_each_cell():
    # With a saturated two by two table the penalised estimate is the log odds ratio of counts plus 1/2.
    x = np.repeat([0.0, 0.0, 1.0, 1.0], [7, 3, 5, 0])
    response = np.repeat([0.0, 1.0, 0.0, 1.0], [7, 3, 5, 0])
    fit = fit_logistic(np.column_stack([np.ones(15), x]), response, ("constant", "x"), penalty="firth")
    expected = [np.log(3.5 / 7.5), np.log(0.5 / 5.5) - np.log(3.5 / 7.5)]
    assert fit.coefficients == pytest.approx(expected, rel=1e-8)


def test_separation_is_refused_and_a_penalty_answers():
    x = np.arange(20.0)
    matrix, response = np.column_stack([np.ones(20), x]), (x > 9).astype(float)
    with pytest.raises(ModelError, match=r"follows without error from x \(separation\).*penalty='firth'"):
        fit_logistic(matrix, response, ("constant", "x"))
    for penalty in ("ridge", "firth"):
        assert 0 < fit_logistic(matrix, response, ("constant", "x"), penalty=penalty).coefficients[1] < 10


def test_a_steep_but_finite_solution_is_kept():
    # Two overlapping patients keep the estimate finite, however large.
    x = np.concatenate([np.linspace(-60, -1, 60), np.linspace(1, 60, 60), [0.2, -0.2]])
    response = np.concatenate([np.zeros(60), np.ones(60), [0.0, 1.0]])
    matrix = np.column_stack([np.ones(122), x])
    fit = fit_logistic(matrix, response, ("constant", "x"))
    assert fit.influence.sum(axis=0) == pytest.approx([0, 0], abs=1e-9)


@pytest.mark.parametrize(
    ("response", "options", "message"),
    [
        (np.ones(4), {}, "all 4 rows have the response 1; both 0 and 1 are needed"),
        (np.array([0.0, 1, 0, 1]), {"penalty": "lasso"}, "unknown penalty 'lasso'"),
    ],
)
def test_what_cannot_be_fitted_is_refused(response, options, message):
    with pytest.raises(ModelError, match=message):
        fit_logistic(np.column_stack([np.ones(4), [1.0, 2, 2, 1]]), response, ("constant", "x"), **options)
