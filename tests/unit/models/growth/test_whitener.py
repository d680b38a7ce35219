import numpy as np
import pytest

from dnoutcomes.models.growth.whitener import Whitener

TIMES = (np.array([0.0]), np.array([0.0, 0.4, 2.0, 2.1]), np.array([1.0, 4.0]))
STARTS = np.array([0, 1, 5, 7])
STEPS = np.concatenate([np.diff(time, prepend=-np.inf) for time in TIMES])


def correlation(psi):
    blocks = [np.exp(-np.abs(time[:, None] - time[None]) * np.exp(-psi)) for time in TIMES]
    full = np.zeros((7, 7))
    for block, start in zip(blocks, STARTS):
        full[start : start + len(block), start : start + len(block)] = block
    return full


def derivative(function, psi, step=1e-5):
    return (function(psi + step) - function(psi - step)) / (2 * step)


@pytest.mark.parametrize("psi", [-1.5, 0.0, 2.0])
def test_whitener_is_the_inverse_cholesky_factor(psi):
    whitener = Whitener(STEPS, psi)
    u = whitener.whiten(np.eye(7))
    np.testing.assert_allclose(u.T @ u, np.linalg.inv(correlation(psi)), atol=1e-10)
    assert whitener.log_det == pytest.approx(np.linalg.slogdet(correlation(psi))[1])


@pytest.mark.parametrize("psi", [-1.5, 0.0, 2.0])
def test_derivatives_are_those_of_the_correlation(psi):
    whitener = Whitener(STEPS, psi)
    inverse = np.linalg.inv(correlation(psi))
    first, second = (
        derivative(correlation, psi),
        derivative(lambda x: derivative(correlation, x, 1e-3), psi, 1e-3),
    )
    # The differences of a difference are good to about 1e-6.
    assert whitener.trace == pytest.approx(np.trace(inverse @ first), rel=1e-7)
    assert whitener.trace_pair == pytest.approx(np.trace(inverse @ first @ inverse @ first), rel=1e-7)
    assert whitener.bend_trace == pytest.approx(np.trace(inverse @ second), rel=1e-5)
    np.testing.assert_allclose(
        whitener.whiten_slope(np.eye(7), whitener.whiten(np.eye(7))),
        derivative(lambda x: Whitener(STEPS, x).whiten(np.eye(7)), psi),
        atol=1e-8,
    )


@pytest.mark.parametrize("psi", [-1.5, 0.0, 2.0])
def test_second_derivative_is_that_of_the_first(psi):
    def slope(at):
        whitener = Whitener(STEPS, at)
        return whitener.whiten_slope(np.eye(7), whitener.whiten(np.eye(7)))

    whitener = Whitener(STEPS, psi)
    second = whitener.whiten_second(np.eye(7), slope(psi), whitener.whiten(np.eye(7)))
    np.testing.assert_allclose(second, derivative(slope, psi), atol=1e-7)


def test_transposed_slope_undoes_the_triangle():
    whitener = Whitener(STEPS, 0.3)
    u = whitener.whiten(np.eye(7))
    slope = whitener.whiten_slope(np.eye(7), u)
    columns = np.random.default_rng(4).normal(size=(7, 2))
    expected = (slope @ np.linalg.inv(u)).T @ columns
    np.testing.assert_allclose(whitener.transposed_slope(columns, STARTS), expected, atol=1e-12)
