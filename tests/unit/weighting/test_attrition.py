import numpy as np
import pytest

from dnoutcomes.weighting.attrition import fit_attrition

TERMS = ("constant", "treated", "x")


@pytest.fixture
def sample():
    rng = np.random.default_rng(4)
    matrix = np.column_stack([np.ones(400), rng.integers(0, 2, 400), rng.normal(size=400)])
    return matrix, rng.random(400) < 1 / (1 + np.exp(-(1 + matrix[:, 2])))


def test_those_observed_stand_for_all(sample):
    matrix, observed = sample
    found = fit_attrition(matrix, observed, TERMS)
    assert (found.weights[~observed] == 0).all()
    assert (found.weights[observed] > 1).all()
    assert found.weights.sum() == pytest.approx(400, rel=0.05)
    # Their mean of x comes back to everyone's.
    assert np.average(matrix[:, 2], weights=found.weights) == pytest.approx(matrix[:, 2].mean(), abs=0.1)
    assert abs(matrix[observed, 2].mean() - matrix[:, 2].mean()) > 0.1


def test_nobody_lost_needs_no_model(sample):
    found = fit_attrition(sample[0], np.ones(400, dtype=bool), TERMS)
    assert (found.weights == 1).all()
    assert found.influence.shape == (400, 0)


def test_a_column_that_does_not_vary_is_dropped(sample):
    matrix, observed = sample
    doubled = np.column_stack([matrix, matrix[:, 2]])
    found, plain = (
        fit_attrition(doubled, observed, (*TERMS, "x again")),
        fit_attrition(matrix, observed, TERMS),
    )
    assert found.weights == pytest.approx(plain.weights)
