import numpy as np

from dnoutcomes.models.shared.rank import estimability, independent_columns

RNG = np.random.default_rng(4)
X = RNG.normal(size=(40, 4))


def test_full_rank_keeps_all():
    assert independent_columns(X).tolist() == [0, 1, 2, 3]
    assert estimability(X, independent_columns(X)) is None


def test_later_columns_are_aliased():
    x = np.column_stack([X[:, 0], X[:, 1], X[:, 0] - 2 * X[:, 1], X[:, 2], np.zeros(40), 5 * X[:, 2]])
    assert independent_columns(x).tolist() == [0, 1, 3]


def test_scale_and_offset_dont_matter():
    x = np.column_stack([np.ones(40), 1e9 + 1e4 * X[:, 0], 1e-8 * X[:, 1]])
    assert independent_columns(x).tolist() == [0, 1, 2]


def test_more_columns_than_rows():
    assert independent_columns(X[:3]).tolist() == [0, 1, 2]


def test_functions_of_the_rows_are_estimable():
    x = np.column_stack([X[:, :2], X[:, 0] + X[:, 1]])
    check = estimability(x, independent_columns(x))
    assert check(x).all()
    assert not check(np.eye(3)).any()
