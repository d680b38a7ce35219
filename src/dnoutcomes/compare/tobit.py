"""Tobit regression: scores at an end of the scale say no more than that the true one lies there or beyond."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.compare.two_arms import TwoArms, require_columns, two_arms
from dnoutcomes.errors import ConvergenceError, ModelError
from dnoutcomes.estimates import Estimates, Inference, linear_estimates

Array = NDArray[np.float64]

_STEPS = 100


def tobit(
    data: pd.DataFrame,
    *,
    outcome: str,
    treatment: str,
    covariates: Sequence[str],
    minimum: float = -np.inf,
    maximum: float = np.inf,
    confidence_level: float = 0.95,
) -> Estimates:
    """Estimate the difference between two arms in a score that is cut off at its ends.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient. Rows without an outcome or a treatment are left out and counted.
    outcome : str
        A number; at or beyond an end it counts as censored there.
    treatment : str
        Column with two levels: a Categorical with the reference first, or 0 and 1 or booleans, of which 0 and False
        are the reference. Text is refused, as the alphabet would choose the reference.
    covariates : sequence of str
        As in `covariates.covariate_design`.
    minimum, maximum : float
        Ends of the scale. Without ends this is least squares with the maximum-likelihood variance.
    confidence_level : float
        Coverage of the interval.

    Returns
    -------
    Estimates
        One row: outcome, contrast ("treated - reference") and the columns of every estimate.

    Raises
    ------
    ModelError
        There aren't two arms, the ends are in the wrong order, or an arm has no score between them.
    ConvergenceError
        The likelihood has no maximum, as with every score of a level of a covariate at an end.

    Notes
    -----
    y* = x'b + s e with normal e; y = y* between the ends. Maximised by Newton's method in g = b / s and h = 1 / s, in
    which the log-likelihood is concave. Variance from the inverse of the observed information, normal intervals.

    References
    ----------
    Tobin J. Econometrica 1958;26:24-36. Olsen RJ. Econometrica 1978;46:1211-1215.

    Examples
    --------
    >>> rng = np.random.default_rng(1)
    >>> frame = pd.DataFrame({"arm": [0, 1] * 200})
    >>> frame["pain"] = (1 - 2.0 * frame["arm"] + rng.normal(0, 1, 400)).clip(lower=0)
    >>> cut = tobit(frame, outcome="pain", treatment="arm", covariates=[], minimum=0)
    >>> plain = tobit(frame, outcome="pain", treatment="arm", covariates=[])
    >>> [round(float(found.frame["estimate"].iloc[0]), 1) for found in (cut, plain)]
    [-2.0, -0.9]
    """
    require_columns(data, outcome=outcome, treatment=treatment)
    if not minimum < maximum:
        raise ModelError(f"minimum {minimum:g} must be below maximum {maximum:g}")
    used = data[data[outcome].notna() & data[treatment].notna()]
    arms = two_arms(used[treatment])
    design = covariate_design(used, list(covariates))
    x = np.column_stack([design.matrix[:, :1], arms.is_treated, design.matrix[:, 1:]])
    scores = _Scores(x, used[outcome].to_numpy(dtype=float), minimum, maximum)
    _refuse_all_at_ends(scores, arms)
    coefficients, vcov = _maximise(scores)
    terms = (design.columns[0], "treated", *design.columns[1:])
    inference = Inference(
        terms,
        coefficients,
        vcov,
        lambda rows: np.full(len(rows), np.inf),
        _wald(coefficients, vcov),
        "normal (Tobit)",
    )
    function = np.zeros((1, len(terms)))
    function[0, 1] = 1.0
    left_out = len(data) - len(used)
    notes = (
        f"Scores at the minimum: {int(scores.low.sum())}, at the maximum: {int(scores.high.sum())}.",
        *design.notes,
        *((f"{left_out} rows without an outcome or a treatment left out.",) if left_out else ()),
    )
    return linear_estimates(
        function, inference, pd.DataFrame({"outcome": [outcome], "contrast": [arms.contrast]}),
        confidence_level=confidence_level, n_subjects=np.array([len(used)]), kind="Tobit difference", notes=notes,
    )  # fmt: skip


@dataclass(frozen=True, eq=False)
class _Scores:
    """Design, scores and ends."""

    x: Array
    y: Array
    minimum: float
    maximum: float

    @property
    def low(self) -> NDArray[np.bool_]:
        return np.asarray(self.y <= self.minimum)

    @property
    def high(self) -> NDArray[np.bool_]:
        return np.asarray(self.y >= self.maximum)

    def likelihood(self, parameters: Array) -> tuple[float, Array, Array]:
        """Log-likelihood, gradient and Hessian in (b / s, 1 / s)."""
        from scipy.special import log_ndtr

        gamma, h = parameters[:-1], parameters[-1]
        mean = self.x @ gamma
        inside = ~(self.low | self.high)
        # Rows of -dz/d(gamma, h), z the standardised residual; a censored row stands at its end.
        at = np.where(self.low, self.minimum, np.where(self.high, self.maximum, self.y))
        slopes = np.column_stack([-self.x, at])
        z = h * at - mean
        sign = np.where(self.low, 1.0, -1.0)
        # Mills' ratio phi(z) / Phi(sign z), in logarithms, as both vanish far beyond an end.
        mills = np.exp(-0.5 * z**2 - 0.5 * np.log(2 * np.pi) - log_ndtr(sign * z))
        # Inside: the normal density of z times h. At an end: the chance of lying beyond it.
        value = np.where(inside, np.log(h) - 0.5 * z**2 - 0.5 * np.log(2 * np.pi), log_ndtr(sign * z)).sum()
        first = np.where(inside, -z, sign * mills)
        second = np.where(inside, -1.0, -mills * (sign * z + mills))
        gradient = slopes.T @ first
        # Each row inside adds log h besides, which depends on h alone.
        gradient[-1] += inside.sum() / h
        hessian = (slopes * second[:, None]).T @ slopes
        hessian[-1, -1] -= inside.sum() / h**2
        return float(value), gradient, hessian


def _refuse_all_at_ends(scores: _Scores, arms: TwoArms) -> None:
    inside = ~(scores.low | scores.high)
    for level, arm in ((arms.reference, 0), (arms.treated, 1)):
        if not inside[arms.is_treated == arm].any():
            raise ModelError(
                f"every score of {level!r} stands at an end of the scale; nothing tells how far beyond it they lie"
            )


def _maximise(scores: _Scores) -> tuple[Array, Array]:
    """Return coefficients and their covariance."""
    start, *_ = np.linalg.lstsq(scores.x, scores.y, rcond=None)
    spread = float(np.sqrt(((scores.y - scores.x @ start) ** 2).mean()))
    if spread < 1e-10 * max(float(np.std(scores.y)), 1e-300):
        raise ModelError("the covariates explain every score exactly; nothing is left to vary")
    parameters = np.append(start, 1.0) / spread
    value, gradient, hessian = scores.likelihood(parameters)
    for _ in range(_STEPS):
        step = np.linalg.solve(hessian, -gradient)
        if gradient @ step < 1e-12 * (1 + abs(value)):
            break
        # The likelihood is concave in (gamma, h), so that halving the step is enough to climb.
        size = 1.0
        while True:
            tried = parameters + size * step
            evaluated = scores.likelihood(tried) if tried[-1] > 0 else (-np.inf, gradient, hessian)
            if evaluated[0] >= value or size < 1e-10:
                break
            size /= 2
        parameters, (value, gradient, hessian) = tried, evaluated
    else:
        raise ConvergenceError(
            "the Tobit likelihood has no maximum: every score of a level of a covariate stands at an end of the scale; "
            "merge that level with another"
        )
    gamma, h = parameters[:-1], parameters[-1]
    # b = gamma / h.
    jacobian = np.column_stack([np.eye(len(gamma)) / h, -gamma / h**2])
    vcov = jacobian @ np.linalg.inv(-hessian) @ jacobian.T
    return np.asarray(gamma / h), np.asarray(vcov)


def _wald(coefficients: Array, vcov: Array) -> Callable[[Array], tuple[float, float, float]]:
    def joint(functions: Array) -> tuple[float, float, float]:
        values, covariance = functions @ coefficients, functions @ vcov @ functions.T
        return (
            float(values @ np.linalg.solve(covariance, values)) / len(functions),
            float(len(functions)),
            np.inf,
        )

    return joint
