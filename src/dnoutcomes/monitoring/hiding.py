"""Which points stand for too few patients to be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd


def hide_small_points(points: pd.DataFrame, smallest_cell: int) -> pd.DataFrame:
    """Mark the points that stand for 1 to `smallest_cell - 1` patients, and those that would give one away.

    Parameters
    ----------
    points : pandas.DataFrame
        `n_patients`, `n_with` and `n_without`, as from `reduce_to_periods`. Where the latter are missing (means), only
        the patients of a point count.
    smallest_cell : int

    Returns
    -------
    pandas.DataFrame
        The same rows with a boolean column `hidden`. The numbers are still there; a chart leaves them out.

    Notes
    -----
    A point is hidden where its patients, or those with or without the event, are 1 to `smallest_cell - 1`. Where the
    hidden points together come to so few, the point with the fewest patients is hidden too, until they don't: a
    reader who knows the total of all points learns no small number from it. What other tables give away is for the
    report to see, which knows them all.
    """
    counted = [name for name in ("n_patients", "n_with", "n_without") if points[name].notna().all()]
    hidden = np.any([_small(points[name], smallest_cell) for name in counted], axis=0)
    hidden = pd.Series(hidden, index=points.index)
    while hidden.any() and not hidden.all():
        together = points.loc[hidden, counted].sum()
        if not _small(together, smallest_cell).any():
            break
        shown = points.loc[~hidden & (points["n_patients"] > 0), "n_patients"]
        if shown.empty:
            break
        hidden[shown.astype("float64").idxmin()] = True
    return points.assign(hidden=hidden)


def _small(counts: pd.Series, smallest_cell: int) -> pd.Series:
    return counts.astype("float64").between(1, smallest_cell - 1)
