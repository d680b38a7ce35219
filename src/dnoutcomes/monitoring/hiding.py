"""Which points stand for too few patients to be shown."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.disclosure import State
from dnoutcomes.disclosure.small_groups import SmallGroups, with_complements


def hide_small_points(points: pd.DataFrame, small: SmallGroups) -> pd.DataFrame:
    """Mark the points that stand for too few patients, and those that would give one away.

    Parameters
    ----------
    points : pandas.DataFrame
        `n_patients`, `n_with` and `n_without`, as from `reduce_to_periods`. Where the latter are missing (means), only
        the patients of a point count.
    small : SmallGroups

    Returns
    -------
    pandas.DataFrame
        The same rows with a column `state` (`State`): zero where there was nobody, hidden where they are few, withheld
        where the point would give another away, else shown. The numbers are still there; a chart leaves them out.

    Notes
    -----
    A point is hidden where its patients, or those with or without the event, are a small group. Where the
    hidden points together come to so few, the point with the fewest patients is hidden too, until they don't: a
    reader who knows the total of all points learns no small number from it. What other tables give away is for the
    report to see, which knows them all.
    """
    counted = [name for name in ("n_patients", "n_with", "n_without") if points[name].notna().all()]
    numbers = points[counted].astype("float64")
    few = np.array([small.holds(*point) for point in numbers.to_numpy()], dtype=bool)
    others = points.loc[~few & (points["n_patients"] > 0), "n_patients"].astype("float64")
    held_back = with_complements(
        points.index[few],
        others.sort_values(kind="stable").index,
        lambda chosen: small.holds(*numbers.loc[chosen].sum()),
    )
    state = np.select(
        [few, points.index.isin(held_back), points["n_patients"] == 0],
        [State.HIDDEN, State.WITHHELD, State.ZERO],
        default=State.SHOWN,
    )
    return points.assign(state=[State(word) for word in state])
