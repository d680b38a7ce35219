import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.compare.logistic import fit_logistic
from dnoutcomes.compare.logistic_without import keeps_columns, logistic_without


@pytest.mark.parametrize("penalty", ["none", "firth"])
def test_probabilities_are_those_of_the_rows_left(penalty):
    rng = np.random.default_rng(8)
    matrix = np.column_stack([np.ones(60), rng.normal(50, 12, 60), rng.random(60) < 0.3])
    response = (rng.random(60) < 1 / (1 + np.exp(-0.05 * (matrix[:, 1] - 55)))).astype(float)
    keep = np.ones((3, 60), dtype=bool)
    keep[0, 7], keep[1, [3, 20, 41, 50]], keep[2, ::9] = False, False, False
    terms = ("constant", "age", "opioid")
    near = fit_logistic(matrix, response, terms, penalty=penalty)
    found = logistic_without(matrix, response, keep, near)
    assert found.settled.all()
    for rows, fitted in zip(keep, found.fitted):
        again = fit_logistic(matrix[rows], response[rows], terms, penalty=penalty)
        assert_allclose(fitted[rows], again.fitted, rtol=1e-8)
        assert not np.allclose(fitted, near.fitted, rtol=1e-4)


def test_a_response_or_a_column_that_no_longer_varies_is_not_settled():
    matrix = np.column_stack([np.ones(8), [0, 1, 0, 1, 0, 1, 1, 0], [2.0, 1, 0, 3, 1, 2, 0, 4]])
    response = np.array([1.0, 0, 0, 1, 1, 0, 0, 0])
    keep = np.ones((3, 8), dtype=bool)
    keep[0, [0, 3, 4]] = False  # only 0 is left
    keep[1, [1, 3, 5, 6]] = False  # the second column is 0
    near = fit_logistic(matrix, response, ("constant", "a", "b"), penalty="firth")
    assert logistic_without(matrix, response, keep, near).settled.tolist() == [False, False, True]
    assert keeps_columns(matrix, keep).tolist() == [True, False, True]
