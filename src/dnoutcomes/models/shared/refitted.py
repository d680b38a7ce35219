"""What a fit to changed data gives."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Refitted:
    """Coefficients and covariance of a fit to changed data, in the data's own coordinates.

    Attributes
    ----------
    coefficients : array of shape (p,)
        Zero where aliased, so that X b is the fitted value.
    sigma : array of shape (G, m, m)
        Residual covariance by group.
    """

    coefficients: Array
    sigma: Array
