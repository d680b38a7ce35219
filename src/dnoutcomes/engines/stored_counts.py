"""What is asked of accepted records in numbers, counted in the database of a plain file."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.record_counts import Lines, PatientsByLevel, RecordRule


@dataclass(frozen=True, eq=False)
class StoredCounts:
    """Record counts of a plain file: those of `record_counts.CountsOfFrame` of its records.

    Attributes
    ----------
    file : TypedFile
    names : tuple of str
        Columns of its records that are columns of the file.
    """

    file: TypedFile
    names: tuple[str, ...]

    @property
    def columns(self) -> Collection[str]:
        """Columns of the records."""
        return [*self.names, "source_row"]

    @property
    def n_records(self) -> int:
        """How many there are."""
        return self.file.stored.n_rows

    @property
    def n_patients(self) -> int:
        """How many patients they're of."""
        return self.file.n_patients

    def by_value(self, column: str) -> pd.Series:
        """Count records by the value of a column, sorted; records without one aren't counted."""
        counted = self._counted(
            f"select * from ({self.file.combinations({'c0': column})}) where c0 is not null order by c0",
            [column],
        )
        return counted.set_index(column)["n"].rename("count")

    def patients_by(self, columns: Sequence[str]) -> pd.Series:
        """Count patients by columns that have one value in all rows of a patient, sorted."""
        by = ", ".join(_aliases(columns))
        stated = " and ".join(f"{alias} is not null" for alias in _aliases(columns))
        of_patients = self.file.combinations({"patient": "patient_id", **dict(_pairs(columns))})
        counted = self._counted(
            f"select {by}, count(*) as n from ({of_patients}) where {stated} group by {by} order by {by}",
            columns,
        )
        return counted.set_index(list(columns))["n"].rename(None)

    def patients_by_most_rows(self, columns: Sequence[str]) -> PatientsByLevel:
        """Count patients by the value of each column that most of their rows have, the earliest of equals."""
        aliases = _aliases(columns)
        by = ", ".join(aliases)
        rows = self._ranks(columns, with_patient=True)
        # Most patients have one value in all rows: only the rows of the others are put in order.
        one = ", ".join(f"min({alias}) as {alias}" for alias in aliases)
        several = " or ".join(f"min({alias}) <> max({alias})" for alias in aliases)
        chosen = ", ".join(self._most_rows(alias) for alias in aliases)
        self.file.database.run(
            f"create or replace table shared as select patient, {one}, ({several}) is true as several from ({rows}) "
            "group by patient"
        )
        self.file.database.run(
            f"create or replace table changing as select r.* from ({rows}) as r semi join (select patient from shared "
            f"where several) using (patient)"
        )
        counted = self._counted(
            f"select {by}, count(*) as n from (select {by} from shared where not several union all "
            f"select {chosen} from (select distinct patient from changing) as p) group by {by} order by {by}",
            columns,
        )
        texts = [
            counted[name].astype(str).astype("object").where(counted[name].notna(), None) for name in columns
        ]
        return Counter(dict(zip(zip(*texts), counted["n"].tolist())))

    def scored_patients(self, score: str) -> tuple[int, int]:
        """Count the patients with a score, and those of them whose scores are all of one day."""
        n, once = self.file.database.rows(
            "select count(*), count(*) filter (one_day) from (select min(day) = max(day) as one_day "
            f"from ({self._scored(score)}) group by patient)"
        )[0]
        return int(n), int(once)

    def lines_where(self, columns: Sequence[str], rule: RecordRule) -> Lines:
        """Return the lines of the file of the records that a rule of each record by itself marks.

        The rule judges each combination of values once; records are looked for only where it marks one.
        """
        by = ", ".join(_aliases(columns))
        database = self.file.database
        combinations = database.frame(
            f"select {by} from ({self.file.combinations(dict(_pairs(columns)))})"
        ).astype("Int64")
        values = {name: self.file.values_at(name, combinations[alias]) for alias, name in _pairs(columns)}
        marked = rule(pd.DataFrame(values)).to_numpy(dtype=bool)
        if not marked.any():
            return self._lines([])
        database.store("marked", combinations[marked].reset_index(drop=True))
        same = " and ".join(f"r.{alias} is not distinct from marked.{alias}" for alias in _aliases(columns))
        rows = self._ranks([*columns, "patient_id", self.file.time_column])
        return self._lines(
            database.rows(
                f"select row from ({rows}) as r semi join marked on {same} "
                f"order by c{len(columns)}, c{len(columns) + 1}, row"
            )
        )

    def lines_of_moves(self, score: str, *, points: float, days: int) -> Lines:
        """Return the lines of scores more than some points from the patient's last, which is at most `days` old.

        Only the scores of patients who moved so far at all are put in order.
        """
        database = self.file.database
        database.run(f"create or replace table scored as {self._scored(score)}")
        found = database.rows(
            "select row from (select row, patient, time, score - lag(score) over w as move, "
            "day - lag(day) over w as gap from scored semi join (select patient from scored group by patient "
            f"having max(score) - min(score) > {points!r}) using (patient) "
            "window w as (partition by patient order by time, row)) "
            f"where abs(move) > {points!r} and gap <= {days!r} order by patient, time, row"
        )
        database.run("drop table scored")
        return self._lines(found)

    def _lines(self, rows: Sequence[tuple[int]]) -> Lines:
        return np.array([row for (row,) in rows], dtype="int64") + self.file.stored.lines.start

    def _scored(self, score: str) -> str:
        """Write a query of the rows with a score: `row, patient, time, day, score`."""
        time = self.file.time_column
        wanted = [("patient", "patient_id", "rank"), ("time", time, "rank"), ("day", time, "value"),
                  ("score", score, "value")]  # fmt: skip
        rows = self.file.encounters() if score == self.file.outcome else f"({self.file.select(wanted)})"
        return f"select row, patient, time, day, score from {rows} where score is not null"

    def _ranks(self, columns: Sequence[str], *, with_patient: bool = False) -> str:
        wanted = [(alias, name, "rank") for alias, name in _pairs(columns)]
        people = [("patient", "patient_id", "rank"), ("time", self.file.time_column, "rank")]
        return self.file.select([*wanted, *people] if with_patient else wanted)

    def _counted(self, query: str, columns: Sequence[str]) -> pd.DataFrame:
        counted = self.file.database.frame(query)
        values = {name: self.file.values_at(name, counted[alias]) for alias, name in _pairs(columns)}
        return pd.DataFrame(values).assign(n=counted["n"].to_numpy())

    @staticmethod
    def _most_rows(alias: str) -> str:
        """Write the choice of a patient `p`: the value of most rows, the earliest of equals."""
        return (
            f"(select {alias} from changing where changing.patient = p.patient and {alias} is not null "
            f"group by {alias} order by count(*) desc, min((time, row)) limit 1) as {alias}"
        )


def _aliases(columns: Sequence[str]) -> list[str]:
    return [f"c{place}" for place in range(len(columns))]


def _pairs(columns: Sequence[str]) -> list[tuple[str, str]]:
    return list(zip(_aliases(columns), columns))
