"""Timeline: the rows of a file by patient and time, sorted once for all that is asked of patients."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.readers.cells import Mask, ParsedColumn

# Earlier dates are placeholders.
EARLIEST = np.datetime64("1950-01-01")
Codes = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class Timeline:
    """The rows of a file by patient and time.

    Attributes
    ----------
    patients : array of str, shape (patients,)
        Their ids, sorted.
    patient : array of int, shape (rows,)
        Which of them each row is of; -1 where it has no id.
    time : array of int, shape (rows,)
        Rank of each row's time; -1 where it has none that can be right.
    order : array of int, shape (rows with an id,)
        Places of the rows sorted by patient and time; those without a usable time come last of their patient, and rows
        of one time stand in the order of the file.
    starts : array of int, shape (patients,)
        Where in `order` each patient's rows begin.
    """

    patients: NDArray[np.object_]
    patient: Codes
    time: Codes
    order: Codes
    starts: Codes

    @property
    def undated(self) -> Mask:
        """Rows without a time that can be right, shape (rows,)."""
        return self.time < 0

    def range_of(self, codes: Codes) -> tuple[Codes, Codes]:
        """Return each patient's lowest and highest code, -1 where all are negative; two arrays of shape (patients,)."""
        if not len(self.starts):
            return self.starts, self.starts
        ordered = codes[self.order].astype("int64")
        highest = np.maximum.reduceat(ordered, self.starts)
        none = np.iinfo("int64").max
        lowest = np.minimum.reduceat(np.where(ordered < 0, none, ordered), self.starts)
        return np.where(highest < 0, -1, lowest), highest

    def rows_of(self, patients: Mask) -> Mask:
        """Return the rows of some patients, given one mark per patient."""
        # The last mark is that of code -1.
        return np.append(patients, False)[self.patient]

    def marks_of(self, rows: Mask) -> Mask:
        """Return the patients of some rows, one mark per patient."""
        marks = np.zeros(len(self.patients) + 1, dtype=bool)
        marks[self.patient[rows]] = True
        return marks[:-1]

    def patients_in(self, rows: Mask) -> list[str]:
        """Return the ids of the patients of some rows, in the order of the file."""
        return [str(self.patients[code]) for code in pd.unique(self.patient[rows]) if code >= 0]


def timeline_of(patient_id: ParsedColumn, time: ParsedColumn, cutoff: date) -> Timeline:
    """Sort the rows of a file by patient and time.

    Parameters
    ----------
    patient_id, time : ParsedColumn
    cutoff : date
        A later date can't be right.
    """
    ids, times = patient_id.ranked, time.ranked
    usable = np.ones(len(times.values), dtype=bool)
    if time.column.type == "date":
        days = times.values.astype("datetime64[us]")
        usable = (days >= EARLIEST) & (days <= np.datetime64(cutoff))
    patient = ids.codes.astype("int64")
    # The last mark is that of code -1.
    rank = np.where(np.append(usable, False)[times.codes], times.codes, -1).astype("int64")
    n_times = len(times.values) + 1
    key = patient * n_times + np.where(rank < 0, n_times - 1, rank)
    order = np.argsort(key, kind="stable") if (key[1:] < key[:-1]).any() else np.arange(len(key))
    order = order[np.searchsorted(patient[order], 0) :]
    of_patient = patient[order]
    starts = np.flatnonzero(np.diff(of_patient, prepend=-1))
    return Timeline(ids.values, patient, rank, order, starts)
