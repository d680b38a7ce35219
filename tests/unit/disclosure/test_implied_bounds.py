import numpy as np
import pytest
from numpy.testing import assert_array_equal
from scipy.optimize import linprog
from scipy.sparse import csr_array

from dnoutcomes.disclosure.implied_bounds import implied_bounds

INFINITE = np.inf


def test_a_total_bounds_its_parts_and_they_bound_it():
    """all = a + b + c with a of 1 to 4, b of 2 to 3 and c not known; all is at most 20 and is twice a further count."""
    matrix = csr_array([[-1.0, 1, 1, 1, 0], [1, 0, 0, 0, -2]])
    bounds = np.array([[0, 20], [1, 4], [2, 3], [0, INFINITE], [0, INFINITE]])
    found = implied_bounds(matrix, np.zeros((2, 2)), bounds, whole=True)
    assert_array_equal(found, [[4, 20], [1, 4], [2, 3], [0, 17], [2, 10]])
    found = implied_bounds(matrix, np.zeros((2, 2)), bounds, whole=False)
    assert_array_equal(found[[0, 4]], [[3, 20], [1.5, 10]])


def test_two_without_an_end_leave_each_other_free():
    matrix = csr_array([[1.0, -1.0, 1.0]])
    bounds = np.array([[0, INFINITE], [0, INFINITE], [3, 3]])
    found = implied_bounds(matrix, np.zeros((1, 2)), bounds, whole=True)
    assert_array_equal(found, [[0, INFINITE], [3, INFINITE], [3, 3]])


def test_what_contradicts_itself_stays_as_it_was_given():
    bounds = np.array([[1.0, 10.0], [20.0, 30.0]])
    assert_array_equal(implied_bounds(csr_array([[1.0, -1.0]]), np.zeros((1, 2)), bounds, whole=True), bounds)


@pytest.mark.parametrize("seed", range(6))
def test_nothing_possible_is_ruled_out(seed):
    """Against linear programmes over all rows together, on rows with weights of both signs and open ends."""
    rng = np.random.default_rng(seed)
    matrix = rng.integers(-2, 3, (5, 7)) * (rng.random((5, 7)) < 0.6) * 1.0
    truth = rng.integers(0, 15, 7)
    slack = rng.integers(0, 3, (5, 2)) * [[-1, 1]]
    ends = (matrix @ truth)[:, None] + slack.astype(float)
    bounds = np.column_stack(
        [np.maximum(truth - 6.0, 0), np.where(rng.random(7) < 0.4, INFINITE, truth + 5.0)]
    )
    found = implied_bounds(csr_array(matrix), ends, bounds, whole=False)
    for column in range(7):
        for sign, bound in ((1.0, found[column, 0]), (-1.0, found[column, 1])):
            costs = np.eye(7)[column] * sign
            best = linprog(
                costs, np.vstack([matrix, -matrix]), np.concatenate([ends[:, 1], -ends[:, 0]]), bounds=bounds
            )
            if best.status == 0:
                assert sign * bound <= best.fun + 1e-7
            else:
                assert not np.isfinite(bound)
    assert (found[:, 0] >= bounds[:, 0]).all()
    assert (found[:, 1] <= bounds[:, 1]).all()
