"""Between-within and residual degrees of freedom: counts, not estimates."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.shared.uncertainty import Uncertainty

Array = NDArray[np.float64]


def between_within_df(functions: Array, uncertainty: Uncertainty) -> Array:
    """Give between-subject coefficients the df of subjects, the others the df of rows within subjects.

    Parameters
    ----------
    functions : array of shape (k, p)
        One linear function per row.
    uncertainty : Uncertainty
        Of the coefficients.

    Returns
    -------
    array of shape (k,)

    Notes
    -----
    Between: subjects - between-subject coefficients (intercept included). Within: rows - subjects - within-subject
    coefficients; the intercept gets the df within, as in PROC MIXED and mmrm. A function of several coefficients
    gets the smallest of theirs. Functions count a coefficient when it moves them by more than 1e-8 of the largest.
    """
    between = uncertainty.between | uncertainty.intercept
    df_between = uncertainty.n_subjects - int(between.sum())
    df_within = uncertainty.n_observations - uncertainty.n_subjects - int((~between).sum())
    each = np.where(uncertainty.between & ~uncertainty.intercept, df_between, df_within).astype(float)
    involved = np.abs(functions) > 1e-8 * np.abs(functions).max(axis=1, keepdims=True)
    return np.asarray(np.where(involved, each, np.inf).min(axis=1))


def residual_df(functions: Array, uncertainty: Uncertainty) -> Array:
    """Rows minus coefficients, for every function.

    Parameters
    ----------
    functions : array of shape (k, p)
        One linear function per row.
    uncertainty : Uncertainty
        Of the coefficients.

    Returns
    -------
    array of shape (k,)
    """
    return np.full(len(functions), float(uncertainty.n_observations - len(uncertainty.model_vcov)))
