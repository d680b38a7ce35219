"""What goes into the pooling of effects and what comes out, whatever the interval."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GroupEffects:
    """What is pooled, and how.

    Attributes
    ----------
    values, variances : arrays of shape (k,)
        Estimates and their squared standard errors.
    tau2 : float
        Variance of the true effects between groups by REML.
    tau_scale : float or None
        Scale of a prior on tau, where one is asked for.
    confidence_level : float
    vcov : array of shape (k, k), optional
        Covariance of the estimates; without it they are independent.
    """

    values: Array
    variances: Array
    tau2: float
    tau_scale: float | None
    confidence_level: float
    vcov: Array | None = None


@dataclass(frozen=True, eq=False)
class PooledNumbers:
    """What comes of it.

    Attributes
    ----------
    mean, shrunken : dict of str to array
        The columns of Estimates but for n_subjects; arrays of shape (1,) and (k,).
    tau : tuple of float
        Its estimate and interval.
    prediction : tuple of float
        Interval for the effect in a new group.
    notes : tuple of str
        What a reader must know.
    """

    mean: dict[str, Array]
    shrunken: dict[str, Array]
    tau: tuple[float, float, float]
    prediction: tuple[float, float]
    notes: tuple[str, ...]
