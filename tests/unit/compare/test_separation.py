import numpy as np
import pytest

from dnoutcomes.compare.separation import find_separation, refuse_separation
from dnoutcomes.errors import ModelError

TERMS = ("constant", "x", "z")


def design(n, seed):
    rng = np.random.default_rng(seed)
    return np.column_stack([np.ones(n), rng.normal(size=(n, 2))])


@pytest.mark.parametrize("n", [20, 2000])
@pytest.mark.parametrize("sign", [1, -1])
def test_one_separating_column_is_named_alone(n, sign):
    matrix = design(n, 2)
    found = find_separation(matrix, (sign * matrix[:, 1] > 0.1).astype(float), TERMS)
    assert found.terms == ("x",)
    assert found.n_rows >= n - 2  # the patients at the border may sit on it


def test_a_small_level_with_one_response_separates_its_patients_only():
    matrix = design(80, 3)
    matrix[:, 2] = np.arange(80) < 4
    response = (np.random.default_rng(4).random(80) < 0.5).astype(float)
    response[:4] = 1
    found = find_separation(matrix, response, TERMS)
    assert (found.terms, found.n_rows) == (("z",), 4)


def test_columns_that_separate_only_together():
    matrix = design(200, 5)
    found = find_separation(matrix, (matrix[:, 1] + matrix[:, 2] > 0).astype(float), TERMS)
    assert found.terms == ("x", "z")


def test_units_do_not_matter():
    matrix = design(60, 6) * [1, 1e-5, 1e5]
    found = find_separation(matrix, (matrix[:, 1] > 0).astype(float), TERMS)
    assert found.terms == ("x",)


def test_one_exception_on_each_side_is_no_separation():
    x = np.concatenate([np.linspace(-60, -1, 60), np.linspace(1, 60, 60), [0.2, -0.2]])
    response = np.concatenate([np.zeros(60), np.ones(60), [0.0, 1.0]])
    matrix = np.column_stack([np.ones(122), x])
    assert find_separation(matrix, response, TERMS[:2]) is None
    refuse_separation(matrix, response, TERMS[:2])


def test_the_refusal_counts_and_advises():
    matrix = np.column_stack([np.ones(4), [1.0, 2, 3, 4]])
    message = r"at least \d of 4 rows follows without error from x \(separation\). Leave such a covariate out"
    with pytest.raises(ModelError, match=message):
        refuse_separation(matrix, np.array([0.0, 0, 1, 1]), TERMS[:2])
