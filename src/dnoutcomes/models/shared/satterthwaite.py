"""Satterthwaite's degrees of freedom for linear functions of the coefficients."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.shared.uncertainty import Uncertainty, scaled_f, variance_gradient

Array = NDArray[np.float64]


def satterthwaite_df(functions: Array, uncertainty: Uncertainty) -> Array:
    """Match the variance of each estimated variance to that of a chi-squared.

    Parameters
    ----------
    functions : array of shape (k, p)
        One linear function c per row.
    uncertainty : Uncertainty
        Of the coefficients.

    Returns
    -------
    array of shape (k,)

    Notes
    -----
    df = 2 (c'Fc)^2 / (g'W g), g the derivative of c'Fc by the covariance parameters.

    References
    ----------
    Giesbrecht FG, Burns JC. Two-stage analysis based on a mixed model. Biometrics 1985;41:477-86.
    """
    variance, gradient = variance_gradient(functions, uncertainty)
    # g'W g: the variance of c'Fc that comes from estimating S.
    noise = np.einsum("kr,rs,ks->k", gradient, uncertainty.theta_vcov, gradient)
    with np.errstate(divide="ignore", invalid="ignore"):
        return np.asarray(np.where(noise > 0, 2.0 * variance**2 / noise, np.inf))


def satterthwaite_joint(
    functions: Array, estimates: Array, uncertainty: Uncertainty
) -> tuple[float, float, float]:
    """Test that several linear functions are all zero.

    Parameters
    ----------
    functions : array of shape (l, p)
        Independent rows L.
    estimates : array of shape (l,)
        L b.
    uncertainty : Uncertainty
        Of the coefficients.

    Returns
    -------
    (F, l, df)

    Notes
    -----
    F is the mean of l squared independent t statistics, from the eigenvectors of L V L'; the denominator df
    matches its mean: with E the sum of nu / (nu - 2) over those with nu > 2, df = 2 E / (E - l).

    References
    ----------
    Fai AH, Cornelius PL. Approximate F-tests of multiple degree of freedom hypotheses in generalized least
    squares analyses of unbalanced split-plot experiments. J Stat Comput Simul 1996;54:363-78.
    """
    # Along the eigenvectors the l functions are uncorrelated, so that each has a t statistic of its own.
    _, axes = np.linalg.eigh(functions @ uncertainty.vcov @ functions.T)
    each = satterthwaite_df(axes.T @ functions, uncertainty)
    return scaled_f(functions, estimates, uncertainty.vcov), float(len(functions)), combine_df(each)


def combine_df(each: Array) -> float:
    """Denominator df of the mean of squared t statistics with these df.

    Examples
    --------
    >>> combine_df(np.array([10.0, 10.0]))
    10.0
    """
    finite = each[np.isfinite(each)]
    if len(finite) == len(each) and np.ptp(each) < 1e-8 * each.max():
        return float(each.mean())
    shares = finite[finite > 2.0] / (finite[finite > 2.0] - 2.0)
    mean = float(shares.sum()) + len(each) - len(finite)
    if len(finite) == 0:
        return float("inf")
    return 2.0 * mean / (mean - len(each)) if mean > len(each) else 1.0
