"""A table as the text that is written: the same for the file and for its check."""

from __future__ import annotations

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
    if pd.api.types.is_bool_dtype(column.dtype):
        return ["" if pd.isna(value) else "yes" if value else "no" for value in column]
    if pd.api.types.is_numeric_dtype(column.dtype):
        return ["" if pd.isna(value) else f"{value:.15g}" for value in column]
    return ["" if pd.isna(value) else spreadsheet_safe(str(value)) for value in column]
