"""Record counts: what is asked of accepted records in numbers, whether they are in memory or in a database."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Collection, Sequence
from dataclasses import dataclass
from typing import Any, Protocol, TypeAlias

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.clusters import cluster_names

#: Marks the records that are meant, given the columns that it looks at.
RecordRule = Callable[[pd.DataFrame], pd.Series]
Lines = NDArray[np.int64]
#: Patients by the text of each column, None where they have none.
PatientsByLevel: TypeAlias = Counter[tuple[str | None, ...]]


class RecordCounts(Protocol):
    """Accepted records, as counts that add up over parts of a file that share no patient.

    Attributes
    ----------
    columns : collection of str
        Columns of the records.
    n_records, n_patients : int
    """

    @property
    def columns(self) -> Collection[str]: ...
    @property
    def n_records(self) -> int: ...
    @property
    def n_patients(self) -> int: ...

    def by_value(self, column: str) -> pd.Series:
        """Count records by the value of a column, sorted; records without one aren't counted."""

    def patients_by(self, columns: Sequence[str]) -> pd.Series:
        """Count patients by columns that have one value in all rows of a patient, sorted."""

    def patients_by_most_rows(self, columns: Sequence[str]) -> PatientsByLevel:
        """Count patients by the value of each column that most of their rows have, the earliest of equals."""

    def scored_patients(self, score: str) -> tuple[int, int]:
        """Count the patients with a score, and those of them whose scores are all of one day."""

    def lines_where(self, columns: Sequence[str], rule: RecordRule) -> Lines:
        """Return the lines of the file of the records that a rule of each record by itself marks."""

    def lines_of_moves(self, score: str, *, points: float, days: int) -> Lines:
        """Return the lines of scores more than some points from the patient's last, which is at most `days` old."""


@dataclass(frozen=True, eq=False)
class CountsOfFrame:
    """Record counts of a frame.

    Attributes
    ----------
    records : pandas.DataFrame
        As in `Outcomes.records`.
    time_column : str
        The column of their time.

    Examples
    --------
    >>> records = pd.DataFrame({"patient_id": ["A", "A", "B"], "study_day": [0, 1, 0], "pain_nrs": [9.0, 2.0, 4.0],
    ...                         "source_row": [2, 3, 4]})
    >>> counts = CountsOfFrame(records, "study_day")
    >>> counts.scored_patients("pain_nrs"), counts.lines_of_moves("pain_nrs", points=6, days=2).tolist()
    ((2, 1), [3])
    """

    records: pd.DataFrame
    time_column: str

    @property
    def columns(self) -> Collection[str]:
        """Columns of the records."""
        return list(self.records.columns)

    @property
    def n_records(self) -> int:
        """How many there are."""
        return len(self.records)

    @property
    def n_patients(self) -> int:
        """How many patients they're of."""
        return int(self.records["patient_id"].nunique())

    def by_value(self, column: str) -> pd.Series:
        """Count records by the value of a column, sorted; records without one aren't counted."""
        return self.records[column].value_counts().sort_index()

    def patients_by(self, columns: Sequence[str]) -> pd.Series:
        """Count patients by columns that have one value in all rows of a patient, sorted."""
        first = ~self.records["patient_id"].duplicated()
        return self.records.loc[first, list(columns)].groupby(list(columns)).size()

    def patients_by_most_rows(self, columns: Sequence[str]) -> PatientsByLevel:
        """Count patients by the value of each column that most of their rows have, the earliest of equals."""
        # Only these: a copy of all columns in the order of time would be as large as the records. Patients are numbers
        # here, which are grouped faster than texts.
        patients, different = pd.factorize(self.records["patient_id"])
        ordered = self.records[[self.time_column, "source_row", *columns]].assign(patient_id=patients)
        ordered = ordered.sort_values([self.time_column, "source_row"], kind="stable")
        levels = [
            cluster_names(ordered, name)[0].reindex(range(len(different))).astype("object")
            for name in columns
        ]
        return Counter(zip(*(names.where(names.notna(), None) for names in levels)))

    def scored_patients(self, score: str) -> tuple[int, int]:
        """Count the patients with a score, and those of them whose scores are all of one day."""
        scored = self.records.dropna(subset=[score])
        days = scored.groupby("patient_id")[self._day].nunique()
        return len(days), int((days < 2).sum())

    def lines_where(self, columns: Sequence[str], rule: RecordRule) -> Lines:
        """Return the lines of the file of the records that a rule of each record by itself marks."""
        marked = rule(self.records[list(columns)])
        return np.asarray(self.records.loc[marked, "source_row"], dtype="int64")

    def lines_of_moves(self, score: str, *, points: float, days: int) -> Lines:
        """Return the lines of scores more than some points from the patient's last, which is at most `days` old."""
        scored = self.records.dropna(subset=[score])
        by_patient = scored.groupby("patient_id")
        move, gap = by_patient[score].diff().abs(), by_patient[self._day].diff()
        limit: Any = pd.Timedelta(days=days) if self._day == "session_date" else days
        return np.asarray(scored.loc[(move > points) & (gap <= limit), "source_row"], dtype="int64")

    @property
    def _day(self) -> str:
        return "session_date" if "session_date" in self.records.columns else "study_day"
