"""Planned visits told from the spread of the days on which scores were taken."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import Any

import numpy as np
from numpy.typing import NDArray

# Days apart at least, and as a share of the day, for two days of scores to be of different visits.
_LEAST_GAP = 4
_SHARE_OF_DAY = 0.12
# A visit is one at which this share of the patients was scored.
_LEAST_PATIENTS = 0.15
# A group of days spread wider than this share of the way to its neighbours isn't one visit.
_WIDEST = 0.6
# Days from whole weeks within which a visit is called by its week.
_NEAR_WEEK = 3


def visits_of(days: Sequence[float], n_patients: int) -> list[dict[str, Any]]:
    """Return the visits that days of scores gather around, or none where they don't.

    Parameters
    ----------
    days : sequence of float
        Days after time zero, one per score.
    n_patients : int
        Patients with a score at any time.

    Returns
    -------
    list of dict
        As `visits` of a plan: `name` and `day`. Empty where groups of days run into each other.

    Examples
    --------
    >>> visits_of([27, 28, 30, 83, 84, 86, 84], 4)
    [{'name': 'W04', 'day': 28}, {'name': 'W12', 'day': 84}]
    >>> visits_of(list(range(1, 100)), 10)
    []
    """
    later = np.sort(np.asarray([day for day in days if day > 0], dtype=float))
    groups = [group for group in _groups(later) if len(group) >= max(2, _LEAST_PATIENTS * n_patients)]
    if not groups or sum(map(len, groups)) < 0.9 * len(later) or not _are_apart(groups):
        return []
    planned = [_visit(float(np.median(group))) for group in groups]
    names = [visit["name"] for visit in planned]
    return planned if len(set(names)) == len(names) else []


def _groups(days: NDArray[np.float64]) -> list[NDArray[np.float64]]:
    """Cut sorted days where the next one is further away than days of one visit are."""
    if not len(days):
        return []
    cuts = [
        place
        for place, (before, after) in enumerate(pairwise(days), start=1)
        if after - before > max(_LEAST_GAP, _SHARE_OF_DAY * before)
    ]
    return np.split(days, cuts)


def _are_apart(groups: list[NDArray[np.float64]]) -> bool:
    """Whether each group is narrow beside its distance from time zero and its neighbours."""
    centres = [0.0, *(float(np.median(group)) for group in groups)]
    ways = [after - before for before, after in pairwise(centres)]
    nearest = [min(pair) for pair in zip(ways, [*ways[1:], ways[-1]])]
    return all(float(group[-1] - group[0]) <= 2 * _WIDEST * way for group, way in zip(groups, nearest))


def _visit(day: float) -> dict[str, Any]:
    week = round(day / 7)
    if week and abs(day - 7 * week) <= _NEAR_WEEK:
        return {"name": f"W{week:02d}", "day": 7 * week}
    return {"name": f"D{round(day):03d}", "day": round(day)}
