"""The repeated-measures side of an MMRM's data: visits, groups and weights, checked."""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import ModelDesign

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class VisitData:
    """Visits, groups and weights of the rows used.

    Attributes
    ----------
    visit : str
        Name of the visit column.
    levels : tuple
        Visits in order.
    codes : array of int, shape (n,)
        Visit of each row.
    times : array of shape (m,)
        Times of the visits; 0, 1, 2, ... when none are known.
    timed : bool
        Whether the times are real.
    group : str or None
        Name of the group column.
    group_levels : tuple
        Groups in order; one, None, without groups.
    subject_group : array of int, shape (N,)
        Group of each subject.
    weights : array of shape (n,), or None
        Positive.
    """

    visit: str
    levels: tuple[Any, ...]
    codes: Codes
    times: Array
    timed: bool
    group: str | None
    group_levels: tuple[Any, ...]
    subject_group: Codes
    weights: Array | None

    @property
    def order_note(self) -> str | None:
        """A sentence when the numbers in the names of the visits don't grow: "W12" before "W2"."""
        if self.timed:
            return None
        numbers = [re.findall(r"\d+(?:\.\d+)?", str(level)) for level in self.levels]
        if any(len(numbers_of_level) != 1 for numbers_of_level in numbers):
            return None
        values = [float(numbers_of_level[0]) for numbers_of_level in numbers]
        if values == sorted(values):
            return None
        order = ", ".join(map(str, self.levels))
        return (
            f"Visits are taken in the order {order}; if time runs otherwise, make {self.visit} a categorical."
        )


def read_visits(
    design: ModelDesign,
    visit: str,
    *,
    group: str | None = None,
    weights: str | None = None,
    time: str | None = None,
) -> VisitData:
    """Check and code the columns of a design that say when, in which group and with what weight.

    Parameters
    ----------
    design : ModelDesign
        Its frame has the columns.
    visit, group, weights, time : str
        Names of columns; all but visit may be None.

    Returns
    -------
    VisitData

    Raises
    ------
    ModelError
        Two rows of a subject at one visit, one visit only, a group that changes within a subject, weights that
        aren't positive, or a time that differs between rows of one visit.
    """
    coded = _coded(design.frame[visit])
    levels = tuple(coded.cat.categories.tolist())
    codes = coded.cat.codes.to_numpy().astype(np.intp)
    if len(levels) < 2:
        raise ModelError(
            f"the visit column {visit!r} has one level, {levels[0]!r}: with one outcome per subject there is no "
            "covariance over visits to model; use ANCOVA (compare_arms) for a single follow-up"
        )
    _refuse_duplicates(design, visit, codes, len(levels))
    times, timed = _times(design.frame, visit, codes, levels, time)
    group_levels, subject_group = _groups(design, group)
    return VisitData(
        visit,
        levels,
        codes,
        times,
        timed,
        group,
        group_levels,
        subject_group,
        _weights(design.frame, weights),
    )


def _coded(column: pd.Series) -> pd.Series:
    """As a categorical without unused levels; other columns get their values in sorted order."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return column.cat.remove_unused_categories()
    return column.astype("category")


def _refuse_duplicates(design: ModelDesign, visit: str, codes: Codes, n_visits: int) -> None:
    cell = design.subject_codes * n_visits + codes
    order = np.argsort(cell, kind="stable")
    twice = np.flatnonzero(cell[order][1:] == cell[order][:-1])
    if len(twice):
        rows = [design.frame.index[order[twice[0]]], design.frame.index[order[twice[0] + 1]]]
        raise ModelError(
            f"{len(twice)} rows repeat a subject and visit ({design.subject!r} and {visit!r}), first rows "
            f"{rows[0]} and {rows[1]}; keep one outcome per subject and visit"
        )


def _times(
    frame: pd.DataFrame, visit: str, codes: Codes, levels: tuple[Any, ...], time: str | None
) -> tuple[Array, bool]:
    if time is None:
        if pd.api.types.is_numeric_dtype(frame[visit]):
            return np.asarray(levels, dtype=float), True
        return np.arange(len(levels), dtype=float), False
    if not pd.api.types.is_numeric_dtype(frame[time]):
        raise ModelError(f"the time column {time!r} isn't numeric (type {frame[time].dtype})")
    spans = frame[time].groupby(codes).agg(["min", "max"])
    mixed = np.flatnonzero((spans["min"] != spans["max"]).to_numpy())
    if len(mixed):
        raise ModelError(
            f"{time!r} isn't the same in all rows of visit {levels[mixed[0]]!r}; give the nominal time of each "
            f"visit, pass {time!r} itself as the visit, or use growth(..., residual='car1') for sessions at any day"
        )
    times = spans["min"].to_numpy(dtype=float)
    if (np.diff(times) <= 0).any():
        raise ModelError(
            f"{time!r} must grow with the visits, which are in the order {list(levels)}; got "
            f"{times.tolist()}. Make {visit!r} a categorical with its levels in order of time"
        )
    return times, True


def _groups(design: ModelDesign, group: str | None) -> tuple[tuple[Any, ...], Codes]:
    if group is None:
        return (None,), np.zeros(design.n_subjects, dtype=np.intp)
    coded = _coded(design.frame[group])
    codes = coded.cat.codes.to_numpy().astype(np.intp)
    by_subject = np.zeros(design.n_subjects, dtype=np.intp)
    by_subject[design.subject_codes] = codes
    changes = by_subject[design.subject_codes] != codes
    if changes.any():
        raise ModelError(
            f"the group {group!r} changes within the subject of row "
            f"{design.frame.index[int(np.argmax(changes))]}; a subject has one "
            "covariance matrix"
        )
    return tuple(coded.cat.categories.tolist()), by_subject


def _weights(frame: pd.DataFrame, weights: str | None) -> Array | None:
    if weights is None:
        return None
    if not pd.api.types.is_numeric_dtype(frame[weights]):
        raise ModelError(f"the weights {weights!r} aren't numeric (type {frame[weights].dtype})")
    values: Array = frame[weights].to_numpy(dtype=float)
    wrong = ~(values > 0)
    if wrong.any():
        raise ModelError(
            f"weights must be positive; {weights!r} is {values[int(np.argmax(wrong))]:g} at row "
            f"{frame.index[int(np.argmax(wrong))]} and {int(wrong.sum())} rows in all"
        )
    return values
