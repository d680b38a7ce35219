"""Find the covariance that maximises the likelihood: Fisher scoring, then Newton to machine precision."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.likelihood import (
    Evaluation,
    SecondOrder,
    evaluate,
    fisher_information,
    second_order,
)
from dnoutcomes.models.mmrm.parameters import CovarianceParameters
from dnoutcomes.models.mmrm.slopes import Slopes
from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]

MAX_SCORING, MAX_NEWTON = 30, 80
#: The decrement g' H^-1 g is the gain in -2 logL that a quadratic model still promises, twice over.
SCORING_DECREMENT = 1e-5
#: Scoring that leaves more than this share of the decrement is slow: expected and observed Hessian differ.
SLOW = 0.3
FINAL_DECREMENT = 1e-16


@dataclass(frozen=True, eq=False)
class Maximum:
    """Where the search ended, and all that is known there.

    Attributes
    ----------
    parameters : CovarianceParameters
        The structure.
    theta : array of shape (G r,)
        Its parameters.
    at : Evaluation
        The likelihood there.
    gradient : array of shape (G r,)
        Of -2 logL by theta.
    hessian : array of shape (G r, G r)
        Observed, of -2 logL by theta.
    slopes : Slopes
        Derivatives of S by theta.
    p_matrices : array of shape (G r, p, p)
        Derivatives of X'OX by theta.
    decrement : float
        g' H^-1 g; NaN when H isn't positive definite.
    evaluations : int
        Evaluations of the likelihood that were needed.
    """

    parameters: CovarianceParameters
    theta: Array
    at: Evaluation
    gradient: Array
    hessian: Array
    slopes: Slopes
    p_matrices: Array
    decrement: float
    evaluations: int

    @property
    def sigma(self) -> Array:
        """Covariances, shape (G, m, m)."""
        return self.parameters.sigma(self.theta)


@dataclass(frozen=True, eq=False)
class _Point:
    theta: Array
    at: Evaluation
    evaluations: int


def maximise(moments: Sums, parameters: CovarianceParameters, start: Array, *, reml: bool) -> Maximum | None:
    """Maximise the likelihood over the parameters of a structure.

    Parameters
    ----------
    moments : Sums
        Of the data.
    parameters : CovarianceParameters
        The structure.
    start : array of shape (G r,)
        Where to begin.
    reml : bool
        Restricted or full likelihood.

    Returns
    -------
    Maximum or None
        None when the likelihood can't be evaluated at the start. Whether the end is a maximum is for the caller
        to judge from gradient and Hessian.

    Notes
    -----
    Steps solve I step = g with I the expected Hessian without the part from the coefficients (cheap), until the
    promised gain is below 1e-5 or falls slowly; then Newton steps with the exact Hessian, or again scoring steps
    where that isn't positive definite. Every step is halved until -2 logL falls.
    """
    at = evaluate(moments, parameters.covariances(start), reml=reml)
    if at is None:
        return None
    return _newton(_score(_Point(start, at, 1), parameters), parameters)


def _score(point: _Point, parameters: CovarianceParameters) -> _Point:
    """Fisher scoring, as long as it is fast."""
    before = np.inf
    for iteration in range(MAX_SCORING):
        slopes = parameters.slopes(point.theta)
        gradient = slopes.chain(point.at.gradient)
        step = _solve(fisher_information(point.at, slopes), gradient)
        if step is None or gradient @ step < SCORING_DECREMENT:
            break
        if iteration > 3 and SLOW * before < gradient @ step < 1.0:
            break
        before = float(gradient @ step)
        moved = _descend(point, parameters, gradient, step)
        if moved is point:
            break
        point = moved
    return point


def _newton(point: _Point, parameters: CovarianceParameters) -> Maximum:
    for iteration in range(MAX_NEWTON):
        slopes = parameters.slopes(point.theta)
        gradient = slopes.chain(point.at.gradient)
        second = second_order(point.at, slopes)
        hessian = second.hessian
        if not parameters.structure.saturated:
            hessian = hessian + parameters.curvature(point.theta, point.at.gradient)
        step, decrement = _newton_step(hessian, second, gradient)
        done = step is None or decrement < FINAL_DECREMENT or iteration == MAX_NEWTON - 1
        moved = point if done or step is None else _descend(point, parameters, gradient, step)
        if moved is point:
            return Maximum(
                parameters,
                point.theta,
                point.at,
                gradient,
                hessian,
                slopes,
                second.p_matrices,
                decrement,
                point.evaluations,
            )
        point = moved
    raise AssertionError("the loop returns at its last iteration")


def _newton_step(hessian: Array, second: SecondOrder, gradient: Array) -> tuple[Array | None, float]:
    """Newton's step and the decrement; a scoring step and NaN where the Hessian isn't positive definite."""
    step = _solve(hessian, gradient)
    if step is not None:
        return step, float(gradient @ step)
    return _solve(second.scoring, gradient), float("nan")


def _solve(curvature: Array, gradient: Array) -> Array | None:
    """Solve with a positive definite matrix; None when it isn't."""
    diagonal = np.diag(curvature)
    if not (diagonal > 0).all():
        return None
    scale = np.sqrt(diagonal)
    try:
        factor = np.linalg.cholesky(curvature / np.outer(scale, scale))
    except np.linalg.LinAlgError:
        return None
    if not np.diag(factor).min() >= 1e-7:
        return None
    return np.asarray(np.linalg.solve(factor.T, np.linalg.solve(factor, gradient / scale)) / scale)


def _descend(point: _Point, parameters: CovarianceParameters, gradient: Array, step: Array) -> _Point:
    """Halve the step until -2 logL falls; the same point when no step helps."""
    promised = float(gradient @ step)
    # A step that promises less than rounding can show is taken as it is: Newton's method is past its dangers there.
    digits = 1e-12 if promised > 1e-8 else 1e-10
    rounding = digits * (abs(point.at.value) + point.at.moments.n_observations)
    share = min(1.0, 3.0 / float((np.abs(step) / (1.0 + np.abs(point.theta))).max()))
    evaluations = point.evaluations
    for _ in range(30):
        theta = point.theta - share * step
        at = evaluate(point.at.moments, parameters.covariances(theta), reml=point.at.reml)
        evaluations += 1
        if at is not None and at.value <= point.at.value - 1e-4 * share * promised + rounding:
            return _Point(theta, at, evaluations)
        share *= 0.5
    return point
