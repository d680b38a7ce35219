"""Newton's method with a trust region, for a handful of parameters and exact second derivatives."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: Stop when the quadratic model promises less than this; in units of -2 logL it is far below what can matter.
PROMISE = 1e-9
MAX_EVALUATIONS = 200
#: Curvature below minus this share of the largest is a way down, not rounding.
NEGATIVE = 1e-7


@dataclass(frozen=True, eq=False)
class Minimum:
    """Where the search ended.

    Attributes
    ----------
    theta : array of shape (k,)
        The point.
    gradient : array of shape (k,)
        Gradient there.
    hessian : array of shape (k, k)
        Hessian there.
    evaluations : int
        Points tried.
    converged : bool
        Whether the next step would change the function by next to nothing.
    """

    theta: Array
    gradient: Array
    hessian: Array
    evaluations: int
    converged: bool


def minimise(function: Callable[[Array], tuple[float, Array, Array]], start: Array) -> Minimum:
    """Find a local minimum.

    Parameters
    ----------
    function : callable
        Point to value, gradient and Hessian; the value may be infinite outside the domain.
    start : array of shape (k,)
        Where to begin.

    Returns
    -------
    Minimum

    Examples
    --------
    >>> def bowl(x):
    ...     return float((x[0] - 3) ** 2), 2 * (x - 3), np.array([[2.0]])
    >>> minimise(bowl, np.array([0.0])).theta.round(6).tolist()
    [3.0]
    """
    theta, radius = start, 1.0
    value, gradient, hessian = function(theta)
    for evaluation in range(1, MAX_EVALUATIONS):
        step = trust_step(gradient, hessian, radius)
        promised = -float(gradient @ step + step @ hessian @ step / 2)
        trial = theta + step
        new_value, new_gradient, new_hessian = function(trial)
        gained = value - new_value
        good = gained > 0.1 * promised
        done = promised < PROMISE
        flatter = np.isfinite(new_value) and np.linalg.norm(new_gradient) <= np.linalg.norm(gradient)
        if good or (done and flatter):
            theta, value, gradient, hessian = trial, new_value, new_gradient, new_hessian
        if done:
            return Minimum(theta, gradient, hessian, evaluation + 1, True)
        if good and gained > 0.75 * promised:
            radius = max(radius, 3 * float(np.linalg.norm(step)))
        elif not good:
            radius = 0.3 * float(np.linalg.norm(step))
    return Minimum(theta, gradient, hessian, MAX_EVALUATIONS, False)


def trust_step(gradient: Array, hessian: Array, radius: float) -> Array:
    """Minimise the quadratic model within a ball.

    Notes
    -----
    The step is -(H + m I)^-1 g with the smallest m that makes H + m I positive definite and the step no longer
    than the radius; m is found by bisection on the eigenvalues, which costs nothing for so few parameters. On a
    saddle or a ridge, where the gradient has no part along the direction of negative curvature, the step goes along
    that direction to the edge of the ball: a variance of zero is such a point when a positive one fits better.
    """
    values, vectors = np.linalg.eigh(hessian)
    slopes = vectors.T @ gradient
    floor = 1e-10 * max(float(np.abs(values).max()), 1e-10)

    def step_for(shift: float) -> Array:
        return -slopes / np.maximum(values + shift, floor)

    low = max(0.0, -float(values[0]) + floor)
    step = step_for(low)
    length = float(np.linalg.norm(step))
    if length <= radius:
        if values[0] < -NEGATIVE * np.abs(values).max():
            step[0] += np.copysign(np.sqrt(radius**2 - length**2), step[0])
        return np.asarray(vectors @ step)
    high = low + float(np.linalg.norm(slopes)) / radius
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if np.linalg.norm(step_for(middle)) > radius else (low, middle)
    return np.asarray(vectors @ step_for(high))
