import numpy as np
import pytest
from scipy.optimize import minimize_scalar

from dnoutcomes.compare.between_variance import between_variance


def restricted_likelihood(tau2, values, variances):
    """From the dense normal density, without the closed forms of the package."""
    covariance, design = np.diag(variances + tau2), np.ones((len(values), 1))
    inverse = np.linalg.inv(covariance)
    information = design.T @ inverse @ design
    mean = np.linalg.solve(information, design.T @ inverse @ values)
    rest = values - design @ mean
    determinants = np.linalg.slogdet(covariance)[1] + np.linalg.slogdet(information)[1]
    return -0.5 * (determinants + rest @ inverse @ rest)


@pytest.mark.parametrize("seed", range(12))
def test_variance_between_groups_equals_a_direct_maximisation(seed):
    rng = np.random.default_rng(seed)
    variances = rng.uniform(0.01, 1, rng.integers(2, 9))
    values = rng.normal(0, rng.choice([0.1, 1.0, 5.0]), len(variances)) + rng.normal(0, np.sqrt(variances))
    found = between_variance(values, variances)
    best = minimize_scalar(
        lambda tau2: -restricted_likelihood(tau2, values, variances), bounds=(0, 200), method="bounded",
        options={"xatol": 1e-10},
    )  # fmt: skip
    best_value = max(-best.fun, restricted_likelihood(0, values, variances))
    assert restricted_likelihood(found, values, variances) >= best_value - 1e-9
    if found > 0:
        assert found == pytest.approx(best.x, rel=1e-4, abs=1e-5)


def test_equal_errors_have_a_closed_form():
    # With one common variance v the REML estimate is max(0, s^2 - v).
    values = np.array([0.1, 1.4, 2.2, -0.8])
    assert between_variance(values, np.full(4, 0.3)) == pytest.approx(values.var(ddof=1) - 0.3, rel=1e-10)
    assert between_variance(values, np.full(4, 3.0)) == 0
