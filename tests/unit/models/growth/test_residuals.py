import numpy as np
import pytest
from scipy import sparse

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.blocks import PatientRows
from dnoutcomes.models.growth.residuals import RESIDUALS, car1, independent

STARTS = np.array([0, 3, 5])
TIME = np.array([0.0, 1.0, 4.0, 2.0, 4.0])


@pytest.fixture
def rows():
    rng = np.random.default_rng(2)
    return PatientRows(np.ones((5, 1)), rng.normal(size=(5, 2)), sparse.csr_array((5, 0)), STARTS)


def test_registry_names_both_kinds(rows):
    assert list(RESIDUALS) == ["iid", "car1"]
    with pytest.raises(ModelError, match="unknown residual correlation of a growth model 'ar'"):
        RESIDUALS["ar"]


def test_independent_residuals_have_no_parameters(rows):
    residuals = independent(rows, None)
    assert residuals.start == ()
    assert residuals.facts(np.array([])) == {}
    assert residuals.whitener(np.array([])) is None


def test_gaps_are_counted_in_typical_ones(rows):
    residuals = car1(rows, TIME)
    assert residuals.gap == 2.0
    np.testing.assert_array_equal(residuals.steps, [np.inf, 0.5, 1.5, np.inf, 1.0])


def test_facts_are_in_the_unit_of_time(rows):
    facts = car1(rows, TIME).facts(np.array([0.0]))
    assert facts["phi"] == pytest.approx(np.exp(-0.5))
    assert facts["correlation over the shortest gap"] == pytest.approx(np.exp(-0.5))
    assert facts["correlation over the longest gap"] == pytest.approx(np.exp(-1.5))


def test_vanishing_autocorrelation_is_independence(rows):
    factor, direction = np.array([[0.7]]), np.ones((1, 1, 1))
    far = car1(rows, TIME).terms(factor, direction, np.array([-5.0]))
    near = independent(rows, None).terms(factor, direction, np.array([]))
    assert far.log_det == pytest.approx(near.log_det, abs=1e-12)
    np.testing.assert_allclose(far.gram, near.gram, atol=1e-12)


def test_car1_needs_times(rows):
    with pytest.raises(ModelError, match="needs the time of each session"):
        car1(rows, None)


def test_car1_refuses_two_sessions_at_one_time(rows):
    with pytest.raises(ModelError, match=r"1 sessions fall on the time of the session before"):
        car1(rows, np.array([0.0, 1.0, 1.0, 2.0, 4.0]))


def test_car1_needs_two_sessions_somewhere():
    alone = PatientRows(np.ones((2, 1)), np.ones((2, 1)), sparse.csr_array((2, 0)), np.array([0, 1, 2]))
    with pytest.raises(ModelError, match="at least two sessions"):
        car1(alone, np.array([1.0, 2.0]))
