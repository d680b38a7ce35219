"""The coded covariates of many rows, made when they are asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.models.shared.coding import Coding
from dnoutcomes.models.shared.standardise import BLOCK

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class CodedRows:
    """A design matrix of which only the parts asked for are ever made.

    Attributes
    ----------
    coding : Coding
        Of plain columns, so that what a row becomes depends on that row alone.
    frame : pandas.DataFrame
        The variables of the coding; a row per row of the matrix.
    """

    coding: Coding
    frame: pd.DataFrame

    def rows(self, which: Codes | slice) -> Array:
        """Code some of the rows: shape (k, p)."""
        return self.coding.matrix(self.frame.iloc[which])

    def column(self, position: int) -> Array:
        """Code one column of all rows: shape (n,)."""
        products = self.coding.products
        chosen = None if products is None else (products[position],)
        return np.asarray(replace(self.coding, products=chosen).matrix(self.frame)[:, 0])


def code_rows(coding: Coding, frame: pd.DataFrame) -> Array | CodedRows:
    """Code a frame: at once where its rows are few or a formula's functions need all of them, else when asked."""
    if coding.products is None or len(frame) <= BLOCK:
        return coding.matrix(frame)
    variables = sorted({name for _, parts in coding.products for name, _, _ in parts})
    return CodedRows(coding, frame[variables].reset_index(drop=True))
