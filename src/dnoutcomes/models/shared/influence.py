"""What leaving out each patient does to a fit."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Influence:
    """What leaving out each patient does, the covariance held at its estimate.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per patient: `row` (index of the patient's first row used, never an identifier), `n_rows`, `leverage`
        (trace of the patient's part of the hat matrix), `cooks_distance`, and `change` in the effect of interest with
        `change_in_std_errors` when one was named.
    coefficients : array of shape (N, p)
        Coefficients without each patient; NaN for a patient without whom a coefficient can't be estimated.
    threshold : float
        Cook's distance above which a patient is worth a look: 4 / number of patients.
    """

    frame: pd.DataFrame
    coefficients: Array
    threshold: float

    def to_look_at(self, most: int = 10) -> pd.DataFrame:
        """Return the rows above the threshold, largest Cook's distance first."""
        above = self.frame[~(self.frame["cooks_distance"] <= self.threshold)]
        return above.sort_values("cooks_distance", ascending=False, na_position="first").head(most)
