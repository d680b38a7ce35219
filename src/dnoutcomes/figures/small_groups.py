"""Hide the numbers of small groups before anything is drawn from them."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.estimates import COLUMNS


def hide_small_groups(frame: pd.DataFrame, smallest_cell: int | None) -> pd.DataFrame:
    """Blank the rows that stand for 1 to `smallest_cell - 1` patients, and say which they are.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of `Estimates.frame`, with `n_subjects`. A boolean column `hidden` marks rows that someone else hid.
    smallest_cell : int or None
        None hides nothing more.

    Returns
    -------
    pandas.DataFrame
        The same rows with a boolean column `hidden`; hidden rows have NaN in all number columns.

    Notes
    -----
    This hides rows one by one. Whether a hidden number follows from the others by subtraction is a question about
    everything that is printed together; the report decides it and marks further rows in `hidden`.
    """
    hidden = (
        frame["hidden"].astype(bool) if "hidden" in frame.columns else pd.Series(False, index=frame.index)
    )
    if smallest_cell is not None:
        hidden = hidden | frame["n_subjects"].between(1, smallest_cell - 1)
    numbers = [column for column in frame.columns if column in COLUMNS]
    blanked = frame.assign(hidden=hidden)
    for column in numbers:
        blanked[column] = blanked[column].astype("float64").mask(hidden)
    return blanked
