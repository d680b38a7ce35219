import numpy as np
import pytest

from dnoutcomes.models.growth.newton import minimise, trust_step


def rosenbrock(x):
    a, b = x
    value = (1 - a) ** 2 + 100 * (b - a**2) ** 2
    gradient = np.array([-2 * (1 - a) - 400 * a * (b - a**2), 200 * (b - a**2)])
    hessian = np.array([[2 - 400 * (b - 3 * a**2), -400 * a], [-400 * a, 200.0]])
    return value, gradient, hessian


def double_well(x):
    """Minima at -1 and 1; at 0 the gradient vanishes on a maximum."""
    return float((x[0] ** 2 - 1) ** 2), 4 * x * (x**2 - 1), np.array([[12 * x[0] ** 2 - 4]])


def test_a_curved_valley_is_followed_to_its_end():
    minimum = minimise(rosenbrock, np.array([-1.2, 1.0]))
    assert minimum.converged
    np.testing.assert_allclose(minimum.theta, [1, 1], atol=1e-6)
    assert minimum.evaluations < 60


@pytest.mark.parametrize("start", [0.0, 1e-12, 0.5, -3.0])
def test_a_maximum_is_left_for_a_minimum(start):
    minimum = minimise(double_well, np.array([start]))
    assert minimum.converged
    assert abs(minimum.theta[0]) == pytest.approx(1, abs=1e-6)


def test_a_step_that_lands_on_a_maximum_goes_on():
    """From 1 with slope 1 and curvature 1 the first step ends at 0, where the second function peaks."""

    def function(x):
        value, gradient, hessian = double_well(2 * x)
        return value, 2 * gradient, 4 * hessian

    minimum = minimise(function, np.array([1.0]))
    assert abs(minimum.theta[0]) == pytest.approx(0.5, abs=1e-6)


def test_infinite_values_are_stepped_back_from():
    def barrier(x):
        if x[0] <= 0:
            return np.inf, np.zeros(1), np.eye(1)
        return float(x[0] - np.log(x[0])), 1 - 1 / x, np.array([[1 / x[0] ** 2]])

    minimum = minimise(barrier, np.array([8.0]))
    assert minimum.converged
    assert minimum.theta[0] == pytest.approx(1, abs=1e-5)


def test_an_endless_slope_is_not_called_converged():
    minimum = minimise(lambda x: (-float(x[0]), np.array([-1.0]), np.array([[0.0]])), np.zeros(1))
    assert not minimum.converged


def test_a_flat_function_stays_where_it_is():
    minimum = minimise(lambda x: (0.0, np.zeros(2), np.zeros((2, 2))), np.array([1.0, 2.0]))
    assert minimum.converged
    np.testing.assert_array_equal(minimum.theta, [1, 2])


@pytest.mark.parametrize("radius", [0.1, 1.0, 100.0])
@pytest.mark.parametrize("corner", [5.0, -5.0])
def test_step_is_the_best_within_the_ball(radius, corner):
    gradient, hessian = np.array([1.0, -2.0]), np.array([[3.0, 1.0], [1.0, corner]])
    step = trust_step(gradient, hessian, radius)
    assert np.linalg.norm(step) <= radius * (1 + 1e-9)
    angles = np.linspace(0, 2 * np.pi, 721)
    ball = np.concatenate(
        [share * radius * np.stack([np.cos(angles), np.sin(angles)]) for share in (0.25, 0.5, 1)], axis=1
    )
    others = gradient @ ball + np.einsum("ai,ab,bi->i", ball, hessian, ball) / 2
    assert gradient @ step + step @ hessian @ step / 2 <= others.min() + 1e-9 * radius**2
