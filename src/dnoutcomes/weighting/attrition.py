"""Weights for patients whose outcome was seen, standing in for those whose outcome wasn't."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.compare.logistic import LogisticFit, fit_logistic

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Attrition:
    """Inverse probabilities of being observed.

    Attributes
    ----------
    weights : array of shape (n,)
        1 / P(observed) for those observed, 0 for the others.
    slopes : array of shape (n, q)
        Derivatives of `weights` in the q coefficients of the regression.
    influence : array of shape (n, q)
        What each row adds to the estimated coefficients, to first order.
    fit : LogisticFit or None
        The regression; None where nobody was lost.
    """

    weights: Array
    slopes: Array
    influence: Array
    fit: LogisticFit | None = None


def fit_attrition(
    matrix: Array,
    observed: NDArray[np.bool_],
    treated: Array,
    terms: tuple[str, ...],
    *,
    penalty: str = "none",
    near: LogisticFit | None = None,
) -> Attrition:
    """Regress being observed on treatment and covariates.

    Parameters
    ----------
    matrix : array of shape (n, q)
        A constant, treatment and covariates.
    observed : boolean array of shape (n,)
        Whether the outcome was seen.
    treated : array of shape (n,)
        1 for the treated, 0 for the reference arm. An arm that lost nobody keeps weights of 1 and stays out of the
        regression, which would have no finite solution with it.
    terms : tuple of str
        Names of the columns.
    penalty, near
        As in `fit_logistic`.

    Raises
    ------
    ModelError
        If a covariate tells without error who was lost.
    """
    everyone = no_attrition(len(observed))
    # Rows of the arms that lost somebody: an arm that is complete keeps weights of 1.
    lost = np.isin(treated, treated[~observed])
    if not lost.any():
        return everyone
    keep = independent_columns(matrix[lost])
    design = matrix[np.ix_(lost, keep)]
    names = tuple(name for name, stays in zip(terms, keep) if stays)
    fit = fit_logistic(design, observed[lost].astype(float), names, penalty=penalty, near=near)
    weights = everyone.weights.copy()
    slopes, influence = np.zeros((2, len(matrix), len(names)))
    # 1 / P(seen) for patients who were seen, 0 for the others.
    weights[lost] = observed[lost] / fit.fitted
    slopes[lost] = design * (-weights[lost] * (1 - fit.fitted))[:, None]
    influence[lost] = fit.influence
    return Attrition(weights, slopes, influence, fit)


def no_attrition(n: int) -> Attrition:
    """Everyone observed: weights of 1 that nothing was estimated for."""
    return Attrition(np.ones(n), np.zeros((n, 0)), np.zeros((n, 0)))
