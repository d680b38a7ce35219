"""From a growth model at its estimates to inference on linear functions of its coefficients."""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models.growth.likelihood import GrowthLikelihood
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.df import DF_METHODS
from dnoutcomes.models.shared.rank import estimability, independent_columns
from dnoutcomes.models.shared.uncertainty import Uncertainty

Array = NDArray[np.float64]

#: Directions in which the likelihood is flatter than this share of the steepest count as known.
FLAT = 1e-8


def growth_inference(design: ModelDesign, state: GrowthState, df: str) -> Inference:
    """Build the inference of a growth model.

    Parameters
    ----------
    design : ModelDesign
        What the formula made of the data.
    state : GrowthState
        The fit.
    df : str
        A name of `UNCERTAINTIES`.

    Returns
    -------
    Inference
    """
    method, prepared = DF_METHODS[df], state.model.prepared
    model, vcov, derivatives, spread = UNCERTAINTY[df](state)
    to_data = prepared.to_data
    uncertainty = Uncertainty(
        to_data(model), to_data(vcov), to_data(derivatives), spread, design.n_observations, design.n_subjects,
        *design.constant_columns(prepared.estimated),
    )  # fmt: skip
    coefficients = np.full(len(design.terms), np.nan)
    coefficients[prepared.estimated] = state.coefficients
    full = np.zeros((len(coefficients), len(coefficients)))
    full[np.ix_(prepared.estimated, prepared.estimated)] = uncertainty.vcov

    def joint(functions: Array) -> tuple[float, float, float]:
        rows = functions[:, prepared.estimated]
        rows = rows[independent_columns(rows.T)]
        if len(rows) == 0:
            raise ModelError(
                "a joint test of no function, or of functions that are zero for every coefficient"
            )
        return method.joint(rows, rows @ state.coefficients, uncertainty)

    return Inference(
        design.terms,
        coefficients,
        full,
        lambda functions: method.single(functions[:, prepared.estimated], uncertainty),
        joint,
        method.label,
        estimability(design.x, prepared.estimated),
    )


def observed(state: GrowthState) -> tuple[Array, Array, Array, Array]:
    """Uncertainty from the observed information, as lmerTest has it.

    Returns
    -------
    tuple of arrays
        Covariance of the coefficients, the one that standard errors use, derivatives of the first by the
        covariance parameters (and log s2), and the covariance of these.

    Notes
    -----
    The covariance of the parameters is twice the inverse of the Hessian of -2 logL. At a maximum Satterthwaite's
    df don't depend on how the parameters are written. Where a variance is 0, or two can't be told apart, the
    flat direction counts as known.
    """
    model = state.likelihood.sigma2 * state.likelihood.f
    jacobian = state.jacobian
    spread = jacobian @ (2 * inverse_of_positive_part(state.hessian)) @ jacobian.T
    return model, model, _derivatives(state.likelihood), spread


def kenward_roger(state: GrowthState) -> tuple[Array, Array, Array, Array]:
    """Kenward and Roger's covariance with the expected information, as pbkrtest has it; returns as `observed`.

    Notes
    -----
    With F = inv(X'V^-1X), P_k = -X'V^-1 dV_k V^-1 X, Q_kl = X'V^-1 dV_k V^-1 dV_l V^-1 X and W the inverse of the
    expected restricted information, the covariance is F + 2F{sum W_kl (Q_kl - P_k F P_l)}F. With independent
    residuals V is linear in variances and covariances, nothing is left out, and how they are written doesn't
    matter. With car1 the second derivative by phi is left out ("linear").
    """
    likelihood = state.likelihood
    if not likelihood.reml:
        raise ModelError("Kenward-Roger is defined for REML: fit with reml=True, or use df='satterthwaite'")
    f, sigma2 = likelihood.f, likelihood.sigma2
    spread = inverse_of_positive_part(likelihood.expected_information)
    adjusted = f + 2 * _bias(likelihood, spread)
    return sigma2 * f, sigma2 * adjusted, _derivatives(likelihood), spread


#: What each df method knows of the coefficients; the df themselves are those of `dnoutcomes.models.shared.df`.
UNCERTAINTY: dict[str, Callable[[GrowthState], tuple[Array, Array, Array, Array]]] = {
    "satterthwaite": observed,
    "kenward-roger": kenward_roger,
    "between-within": observed,
    "residual": observed,
}


def inverse_of_positive_part(matrix: Array) -> Array:
    """Inverse on the directions of clearly positive curvature, zero on the others.

    Examples
    --------
    >>> inverse_of_positive_part(np.diag([4.0, 0.0])).tolist()
    [[0.25, 0.0], [0.0, 0.0]]
    """
    size = np.sqrt(np.maximum(np.diag(matrix), FLAT * max(float(np.diag(matrix).max()), 1e-300)))
    values, vectors = np.linalg.eigh(matrix / np.outer(size, size))
    inverse = np.where(values > FLAT, 1 / np.where(values > FLAT, values, 1.0), 0.0)
    return np.asarray((vectors * inverse) @ vectors.T / np.outer(size, size))


def _derivatives(likelihood: GrowthLikelihood) -> Array:
    """Derivative of s2 F by the natural parameters and log s2; shape (K + 1, p, p)."""
    f = likelihood.f
    inner = f @ likelihood.terms.first[:, :-1, :-1] @ f
    return np.asarray(likelihood.sigma2 * np.concatenate([inner, f[None]]))


def _bias(likelihood: GrowthLikelihood, spread: Array) -> Array:
    """F{sum W_kl (Q_kl - P_k F P_l)}F; the terms of log s2 cancel, for its dV is V itself."""
    f, terms = likelihood.f, likelihood.terms
    second = terms.second_summed(spread[:-1, :-1])[:-1, :-1]
    first = terms.first[:, :-1, :-1]
    given = np.einsum("kl,kxy,yz,lzw->xw", spread[:-1, :-1], first, f, first, optimize=True)
    return np.asarray(f @ (second - (given + given.T) / 2) @ f)
