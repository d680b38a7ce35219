"""Cells of the file that are empty where they don't apply."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.simulation.patients import Bools


def only_where(there: Bools, values: Any) -> pd.Series:
    """Keep the values where they apply; booleans become nullable.

    Examples
    --------
    >>> only_where(np.array([True, False]), np.array([False, False])).tolist()
    [False, <NA>]
    """
    column = pd.Series(values)
    if column.dtype == np.bool_:
        column = column.astype("boolean")
    return column.where(pd.Series(there))
