"""One patient under two ids: the same dates with the same scores."""

from __future__ import annotations

from dataclasses import dataclass
from math import comb
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.checks.changing_patients import patients_in
from dnoutcomes.checks.context import Context
from dnoutcomes.checks.timeline import Codes
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.finding import Finding

LEAST_SCORES = 3
# Chance that the next scores of two patients agree, on the generous side, and how many pairs may agree by chance.
_AGREE = 0.35
_BY_CHANCE = 0.01
# Study days are often those of a schedule.
_BY_CHANCE_IN_STUDY_DAYS = 0.001
# So many courses of dates that differ show that dates aren't given by a schedule.
_COURSES = 4


def same_course(context: Context) -> list[Finding]:
    """Ask about ids with the same course of dates and scores, where chance hardly gives one."""
    patients, length, times, scores = _courses(context)
    if not len(patients):
        return []
    by_date = context.time_column == "session_date"
    improbable = improbable_twins(length, times, scores, by_date=by_date)
    odd = np.zeros(len(context.timeline.patients), dtype=bool)
    odd[patients[improbable]] = True
    rows = context.timeline.rows_of(odd)
    return context.findings(
        "ask",
        rows,
        f"{patients_in(rows, context)} with the same dates and scores as another: one patient under two ids?",
        "patient_id",
        remedy='Give each patient one id, in one way; if they are different patients, pass confirmed=["same_course"].',
    )


def improbable_twins(length: Codes, times: Codes, scores: Codes, *, by_date: bool) -> Mask:
    """Return which courses are those of another patient too, where chance hardly makes two alike.

    Parameters
    ----------
    length, times, scores : arrays of int, shape (courses,)
        Scores of each course, and codes of their times and of themselves: the same where all are the same.
    by_date : bool
        Whether times are dates; study days are often those of a schedule.
    """
    twins = pd.Series(times * len(times) + scores).duplicated(keep=False).to_numpy()
    same_times = np.bincount(times)
    counts = CourseCounts(
        n_times=len(same_times),
        pairs=sum(comb(int(n), 2) for n in same_times),
        n_apart=int((same_times[times[~twins]] > 1).sum()),
        twins=frozenset(int(n) for n in np.unique(length[twins])),
    )
    return np.asarray(twins & np.isin(length, improbable_lengths(counts, by_date=by_date)), dtype=bool)


@dataclass(frozen=True)
class CourseCounts:
    """What of all courses says whether two are alike by chance. Counts of courses with other times add up.

    Attributes
    ----------
    n_times : int
        Different courses of times.
    pairs : int
        Pairs of patients with the same times.
    n_apart : int
        Courses whose times are another patient's too, and whose scores with them are nobody else's.
    twins : frozenset of int
        Lengths of the courses that two patients have.
    """

    n_times: int = 0
    pairs: int = 0
    n_apart: int = 0
    twins: frozenset[int] = frozenset()

    def __add__(self, other: CourseCounts) -> CourseCounts:
        return CourseCounts(
            self.n_times + other.n_times,
            self.pairs + other.pairs,
            self.n_apart + other.n_apart,
            self.twins | other.twins,
        )


def improbable_lengths(counts: CourseCounts, *, by_date: bool) -> list[int]:
    """Return which lengths of courses that two patients have are too long for chance."""
    free = by_date and counts.n_times >= _COURSES and not counts.n_apart
    least = _BY_CHANCE if by_date else _BY_CHANCE_IN_STUDY_DAYS
    return [n for n in sorted(counts.twins) if free or counts.pairs * _AGREE**n < least]


def _courses(context: Context) -> tuple[Codes, Codes, Codes, Codes]:
    """Return patients with enough scores that aren't all the same, how many, and codes of their times and scores.

    Two patients have the same code of times where all of their times are the same, and so with scores.
    """
    time = context.columns[context.time_column].ranked.codes
    score = context.columns[context.outcome].ranked.codes
    patient = context.timeline.patient
    rows = np.flatnonzero(context.live & (patient >= 0) & (time >= 0) & (score >= 0))
    rows = rows[np.lexsort((score[rows], time[rows], patient[rows]))]
    starts = np.flatnonzero(np.diff(patient[rows], prepend=-1))
    length = np.diff(starts, append=len(rows))
    if len(rows):
        several = np.minimum.reduceat(score[rows], starts) != np.maximum.reduceat(score[rows], starts)
        judged = (length >= LEAST_SCORES) & several
        starts, length = starts[judged], length[judged]
    return (
        patient[rows[starts]],
        length,
        _codes_of_sequences(time[rows], starts, length),
        _codes_of_sequences(score[rows], starts, length),
    )


def _codes_of_sequences(values: NDArray[Any], starts: Codes, length: Codes) -> Codes:
    """Return one code per sequence of whole numbers, the same where the sequences are the same."""
    codes = np.zeros(len(starts), dtype="int64")
    values = values.astype("int64")
    n_values, n_codes = int(values.max(initial=0)) + 1, 0
    for n in np.unique(length):
        alike = np.flatnonzero(length == n)
        code = np.zeros(len(alike), dtype="int64")
        for step in range(n):
            code, different = pd.factorize(code * n_values + values[starts[alike] + step])
        codes[alike] = n_codes + code
        n_codes += len(different)
    return codes
