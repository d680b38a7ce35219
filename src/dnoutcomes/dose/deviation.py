"""When a clone leaves its strategy, how likely that was, and the weight of those who stay."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.compare.covariates import independent_columns
from dnoutcomes.compare.logistic import fit_logistic
from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]
Counts = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Attendance:
    """What is known of N patients over T weeks.

    Attributes
    ----------
    counts : array of int, shape (N, T)
        Sessions attended by the end of each week.
    capacity : array of int, shape (T,)
        Sessions that can be attended in each week.
    covariates : array of shape (N, p)
        Known at time zero.
    progress : array of shape (N, T)
        Last change from baseline before each week.
    """

    counts: Counts
    capacity: Counts
    covariates: Array
    progress: Array

    def rows(self, index: NDArray[np.intp]) -> Attendance:
        """Return these patients."""
        return Attendance(self.counts[index], self.capacity, self.covariates[index], self.progress[index])


def margins(attendance: Attendance, at_least: int, *, many: bool) -> Counts:
    """Return how many sessions each clone is from deviating, before and after each week.

    Parameters
    ----------
    attendance : Attendance
    at_least : int
        Sessions by the end of the last week.
    many : bool
        Whether the strategy is to have at least so many, or fewer.

    Returns
    -------
    array of int, shape (N, T + 1)
        0 or less: the clone has deviated. With fewer sessions planned, the sessions missing to the number; with at
        least so many planned, one more than the sessions that can be missed and still be made up for.
    """
    counts = np.column_stack([np.zeros(len(attendance.counts), dtype=np.intp), attendance.counts])
    if not many:
        return np.asarray(at_least - counts)
    left = np.concatenate([np.cumsum(attendance.capacity[::-1])[::-1], [0]])
    return np.asarray(counts + left - at_least + 1)


def staying_weights(attendance: Attendance, at_least: int, *, many: bool) -> Array:
    """Weight the clones that keep to a strategy by the inverse of their chance of keeping to it.

    Parameters
    ----------
    attendance : Attendance
    at_least : int
    many : bool
        As in `margins`.

    Returns
    -------
    array of shape (N,)
        0 for clones that deviate.

    Raises
    ------
    ModelError
        Everybody deviates.

    Notes
    -----
    Deviating in a week, among clones that hadn't and could that week, is regressed (logistic, with a weak ridge
    penalty, pooled over weeks) on the margin, its square, the week, the change so far and the covariates. The weight is
    the product over weeks of 1 / (1 - chance).
    """
    margin = margins(attendance, at_least, many=many)
    before, after = margin[:, :-1], margin[:, 1:]
    # In one week a clone can come at most `capacity` closer, by sessions attended or by sessions missed.
    at_risk = (before > 0) & (before <= attendance.capacity)
    stayed = (after > 0).all(axis=1) & (before[:, 0] > 0)
    if not stayed.any():
        raise ModelError(f"nobody kept to {'at least' if many else 'fewer than'} {at_least} sessions")
    who, week = np.nonzero(at_risk)
    deviates = (after[who, week] <= 0).astype(float)
    log_staying = np.zeros(at_risk.shape)
    if 0 < deviates.sum() < len(deviates):
        columns = [
            np.ones(len(who)), before[who, week], before[who, week] ** 2, week, attendance.progress[who, week],
            attendance.covariates[who],
        ]  # fmt: skip
        design = np.column_stack(columns).astype(float)
        keep = independent_columns(design)
        names = tuple(f"column {index}" for index in range(int(keep.sum())))
        fit = fit_logistic(design[:, keep], deviates, names, penalty="ridge")
        log_staying[who, week] = np.log1p(-fit.fitted)
    return np.where(stayed, np.exp(-log_staying.sum(axis=1)), 0.0)
