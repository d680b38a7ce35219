"""A table as the text that is written: the same for the file and for its check."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.outcomes.rejects import spreadsheet_safe


def as_text(frame: pd.DataFrame) -> pd.DataFrame:
    """Return the cells as they're written: numbers in full, yes and no, empty where missing.

    Parameters
    ----------
    frame : pandas.DataFrame

    Returns
    -------
    pandas.DataFrame
        The same rows and columns; every cell is str, and none that a spreadsheet would run as a formula.

    Examples
    --------
    >>> as_text(pd.DataFrame({"arm": ["=1+1"], "opioid": [True], "tug": [8.9], "age": [71.0]})).values.tolist()
    [["'=1+1", 'yes', '8.9', '71']]
    """
    return pd.DataFrame({name: _column_as_text(frame[name]) for name in frame.columns}, dtype=object)


def _column_as_text(column: pd.Series) -> list[str]:
    """Write each different value once: files repeat few of them in many rows."""
    codes, different = pd.factorize(column)
    # A missing value has the code -1, which is the last text.
    texts = [*(_cell_as_text(value) for value in different), ""]
    return [texts[code] for code in codes]


def _cell_as_text(value: object) -> str:
    if isinstance(value, bool | np.bool_):
        return "yes" if value else "no"
    if isinstance(value, int | float | np.integer | np.floating):
        return f"{value:.15g}"
    return spreadsheet_safe(str(value))
