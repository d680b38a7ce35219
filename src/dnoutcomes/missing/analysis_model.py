"""The analysis of a filled grid: ANCOVA at each visit, all visits at once."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class VisitEffects:
    """Effect of the treated arm at each visit.

    Attributes
    ----------
    effect : array of shape (m,)
        Treated minus reference.
    variance : array of shape (m,)
        Squared standard error, classical.
    means : array of shape (2, m)
        LS means of reference and treated: everyone's covariates, as if all were in the arm.
    df : int
        Residual degrees of freedom.
    """

    effect: Array
    variance: Array
    means: Array
    df: int


def analyse_visits(design: Array, filled: Array) -> VisitEffects:
    """Fit the same ANCOVA to each visit of a filled grid.

    Parameters
    ----------
    design : array of shape (n, k)
        Intercept, treated (0 or 1), covariates.
    filled : array of shape (n, m)
        Scores without gaps.

    Returns
    -------
    VisitEffects

    Raises
    ------
    ModelError
        Fewer patients than coefficients, or only one arm.
    """
    n = len(design)
    coefficients, _, rank, _ = np.linalg.lstsq(design, filled, rcond=None)
    if n <= rank or np.ptp(design[:, 1]) == 0:
        raise ModelError(f"the analysis has {rank} coefficients and {n} patients, and needs both arms")
    residual = filled - design @ coefficients
    df = n - int(rank)
    unit = np.linalg.pinv(design.T @ design)[1, 1]
    everyone = design.mean(axis=0)
    as_arm = np.stack([everyone, everyone])
    as_arm[:, 1] = (0.0, 1.0)
    return VisitEffects(coefficients[1], unit * (residual**2).sum(axis=0) / df, as_arm @ coefficients, df)
