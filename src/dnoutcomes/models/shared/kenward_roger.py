"""Kenward and Roger's F test and its degrees of freedom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.shared.uncertainty import Uncertainty, scaled_f

Array = NDArray[np.float64]


def kenward_roger_joint(
    functions: Array, estimates: Array, uncertainty: Uncertainty
) -> tuple[float, float, float]:
    """Test that several linear functions are all zero, with the F statistic scaled.

    Parameters
    ----------
    functions : array of shape (l, p)
        Independent rows L.
    estimates : array of shape (l,)
        L b.
    uncertainty : Uncertainty
        Of the coefficients; `vcov` is the Kenward-Roger covariance.

    Returns
    -------
    (lambda F, l, df)

    Notes
    -----
    With V = (L F L')^-1 and M_r = L F_r L', F_r the derivative of F by parameter r:
    A1 = sum_rs W_rs tr(V M_r) tr(V M_s) and A2 = sum_rs W_rs tr(V M_r V M_s). Lambda and df match the first two
    moments of F, exactly so in the cases that Kenward and Roger (1997) list. For l = 1 lambda is 1 and df is
    Satterthwaite's.
    """
    size = len(functions)
    # V and V M_r, shapes (l, l) and (r, l, l).
    inverse = np.linalg.inv(functions @ uncertainty.model_vcov @ functions.T)
    turned = inverse @ (functions @ uncertainty.vcov_derivatives @ functions.T)
    traces = np.trace(turned, axis1=1, axis2=2)
    a1 = float(traces @ uncertainty.theta_vcov @ traces)
    a2 = float(np.einsum("rs,rab,sba->", uncertainty.theta_vcov, turned, turned, optimize=True))
    scale, df = _scale_and_df(a1, a2, size)
    return scale * scaled_f(functions, estimates, uncertainty.vcov), float(size), df


def _scale_and_df(a1: float, a2: float, size: int) -> tuple[float, float]:
    """Lambda and the denominator df from A1 and A2."""
    if a2 <= 1e-14:
        return 1.0, float("inf")
    # B, g and the constants c_i of Kenward and Roger (1997), section 4.
    b = (a1 + 6.0 * a2) / (2.0 * size)
    g = ((size + 1.0) * a1 - (size + 4.0) * a2) / ((size + 2.0) * a2)
    below = 3.0 * size + 2.0 * (1.0 - g)
    c1, c2, c3 = g / below, (size - g) / below, (size + 2.0 - g) / below
    mean = 1.0 / (1.0 - a2 / size)
    variance = (2.0 / size) * (1.0 + c1 * b) / ((1.0 - c2 * b) ** 2 * (1.0 - c3 * b))
    rho = variance / (2.0 * mean**2)
    df = 4.0 + (size + 2.0) / (size * rho - 1.0)
    return df / (mean * (df - 2.0)), df
