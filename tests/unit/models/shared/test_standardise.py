import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.shared.standardise import standardise

RNG = np.random.default_rng(5)
X = np.column_stack([np.ones(50), 2020 + RNG.integers(0, 5, 50), RNG.normal(size=(50, 2)) * [1e6, 1e-6]])
Y = X @ [1.0, 2.0, 3e-6, 4e5] + RNG.normal(size=50)


@pytest.mark.parametrize("weights", [None, RNG.uniform(0.5, 2.0, 50)], ids=["plain", "weighted"])
def test_coordinates(weights):
    rows = standardise(X, Y, weights)
    root = np.ones(50) if weights is None else np.sqrt(weights)
    x, y = rows.rows[:, :-1], rows.rows[:, -1]
    assert_allclose(x, (X * root[:, None]) @ rows.transform, atol=1e-6)
    assert_allclose(x.T @ x / 50, np.eye(4), atol=1e-6)
    assert_allclose(x.T @ y / 50, 0.0, atol=1e-9)
    assert_allclose(np.mean(y**2), 1.0)
    expected = np.linalg.lstsq(X * root[:, None] / [1, 2020, 1e6, 1e-6], Y * root, rcond=None)[0] / [
        1,
        2020,
        1e6,
        1e-6,
    ]
    assert_allclose(rows.offset, expected, rtol=1e-6)
    assert_allclose(np.linalg.norm((Y - X @ rows.offset) * root), rows.scale * np.sqrt(50), rtol=1e-9)


def test_shift_of_the_likelihood():
    weights = RNG.uniform(0.5, 2.0, 50)
    rows = standardise(X, Y, weights)
    log_det = np.linalg.slogdet(rows.transform)[1]
    reml, ml = rows.log_likelihood_shift
    assert_allclose(reml, 2 * 46 * np.log(rows.scale) - 2 * log_det - np.log(weights).sum())
    assert_allclose(ml, 2 * 50 * np.log(rows.scale) - np.log(weights).sum())


def test_nearly_dependent_columns_go_through_qr():
    x = np.column_stack([np.ones(50), X[:, 2], X[:, 2] + 1e-1 * RNG.normal(size=50)])
    rows = standardise(x, Y)
    assert_allclose(rows.rows[:, :-1].T @ rows.rows[:, :-1] / 50, np.eye(3), atol=1e-4)


@pytest.mark.parametrize("weights", [None, RNG.uniform(0.5, 2.0, 50)], ids=["plain", "weighted"])
def test_rows_in_blocks_are_those_at_once(monkeypatch, weights):
    """Blocks of 16, 16, 16 and 2 rows; positions that cross them come in the order asked for."""
    whole = standardise(X, Y, weights)
    monkeypatch.setattr("dnoutcomes.models.shared.standardise.BLOCK", 16)
    blocks = standardise(X, Y, weights)
    assert_allclose(blocks.transform, whole.transform, rtol=1e-8)
    assert_allclose(blocks.scale, whole.scale, rtol=1e-12)
    some = np.array([49, 3, 17, 15, 16])
    assert_allclose(blocks.take(some), whole.rows[some], atol=1e-7)
    assert_allclose(blocks.take(slice(14, 40)), whole.rows[14:40], atol=1e-7)
    assert "rows" not in vars(blocks)
    assert_allclose(blocks.rows, whole.rows, atol=1e-7)
