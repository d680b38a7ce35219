import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.attrition import fit_attrition

TERMS = ("constant", "treated", "x")


@pytest.fixture
def sample():
    rng = np.random.default_rng(4)
    matrix = np.column_stack([np.ones(400), rng.integers(0, 2, 400), rng.normal(size=400)])
    return matrix, rng.random(400) < 1 / (1 + np.exp(-(1 + matrix[:, 2])))


def test_those_observed_stand_for_all(sample):
    matrix, observed = sample
    found = fit_attrition(matrix, observed, matrix[:, 1], TERMS)
    assert (found.weights[~observed] == 0).all()
    assert (found.weights[observed] > 1).all()
    assert found.weights.sum() == pytest.approx(400, rel=0.05)
    # Their mean of x comes back to everyone's.
    assert np.average(matrix[:, 2], weights=found.weights) == pytest.approx(matrix[:, 2].mean(), abs=0.1)
    assert abs(matrix[observed, 2].mean() - matrix[:, 2].mean()) > 0.1


def test_nobody_lost_needs_no_model(sample):
    found = fit_attrition(sample[0], np.ones(400, dtype=bool), sample[0][:, 1], TERMS)
    assert (found.weights == 1).all()
    assert found.influence.shape == (400, 0)


def test_a_column_that_does_not_vary_is_dropped(sample):
    matrix, observed = sample
    doubled = np.column_stack([matrix, matrix[:, 2]])
    found, plain = (
        fit_attrition(doubled, observed, matrix[:, 1], (*TERMS, "x again")),
        fit_attrition(matrix, observed, matrix[:, 1], TERMS),
    )
    assert found.weights == pytest.approx(plain.weights)


@pytest.mark.parametrize("whole", [0, 1])
def test_an_arm_that_lost_nobody_has_weights_of_one(sample, whole):
    matrix, observed = sample
    treated = matrix[:, 1]
    observed = observed | (treated == whole)
    found = fit_attrition(matrix, observed, treated, TERMS)
    assert (found.weights[treated == whole] == 1).all()
    assert (found.influence[treated == whole] == 0).all()
    other = fit_attrition(
        matrix[treated != whole], observed[treated != whole], treated[treated != whole], TERMS
    )
    assert found.weights[treated != whole] == pytest.approx(other.weights)


def test_a_level_that_lost_nobody_needs_a_penalty(sample):
    matrix, observed = sample
    level = (np.arange(400) < 30).astype(float)
    matrix, observed = np.column_stack([matrix, level]), observed | (level == 1)
    terms = (*TERMS, "cause[traumatic]")
    with pytest.raises(ModelError, match=r"follows without error from cause\[traumatic\]"):
        fit_attrition(matrix, observed, matrix[:, 1], terms)
    found = fit_attrition(matrix, observed, matrix[:, 1], terms, penalty="firth")
    assert found.weights[level == 1].max() < 1.2
