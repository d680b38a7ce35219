"""Weights for patients whose outcome was seen, standing in for those whose outcome wasn't."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.compare.logistic import fit_logistic

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
    """

    weights: Array
    slopes: Array
    influence: Array


def fit_attrition(matrix: Array, observed: NDArray[np.bool_], terms: tuple[str, ...]) -> Attrition:
    """Regress being observed on treatment and covariates, by maximum likelihood.

    Parameters
    ----------
    matrix : array of shape (n, q)
        A constant, treatment and covariates.
    observed : boolean array of shape (n,)
        Whether the outcome was seen.
    terms : tuple of str
        Names of the columns.
    """
    if observed.all():
        return no_attrition(len(observed))
    keep = independent_columns(matrix)
    matrix = matrix[:, keep]
    names = tuple(name for name, kept in zip(terms, keep) if kept)
    fit = fit_logistic(matrix, observed.astype(float), names)
    weights = observed / fit.fitted
    slopes = matrix * (-weights * (1 - fit.fitted))[:, None]
    return Attrition(weights, slopes, fit.influence)


def no_attrition(n: int) -> Attrition:
    """Everyone observed: weights of 1 that nothing was estimated for."""
    return Attrition(np.ones(n), np.zeros((n, 0)), np.zeros((n, 0)))
