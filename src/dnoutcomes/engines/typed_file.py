"""The values of a stored file: what the package's own readers make of each different text, joined in SQL."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.engines.database import Database, plain_array, quoted
from dnoutcomes.engines.stored_file import ROW, StoredFile
from dnoutcomes.readers.cells import ParsedColumn


@dataclass(frozen=True, eq=False)
class TypedFile:
    """A stored file whose different texts have been read.

    Attributes
    ----------
    stored : StoredFile
    columns : mapping of str to ParsedColumn
        By canonical name, read from the witness: row k of it holds text k of the column.
    sites : mapping of str to str
        The file's name of each canonical one.
    time_column, outcome : str
        Canonical names.
    """

    stored: StoredFile
    columns: Mapping[str, ParsedColumn]
    sites: Mapping[str, str]
    time_column: str
    outcome: str

    @property
    def database(self) -> Database:
        """Where it stands."""
        return self.stored.database

    def cell(self, name: str) -> str:
        """Name a column of `cells` by its canonical name, as SQL writes it."""
        return quoted(self.sites[name])

    @cached_property
    def n_patients(self) -> int:
        """Different patients."""
        return len(self.columns["patient_id"].ranked.values)

    def select(self, wanted: Iterable[tuple[str, str, str]], where: str = "") -> str:
        """Write a query of values.

        Parameters
        ----------
        wanted : iterable of (alias, name, kind)
            Kind is "rank" (place among the sorted values of the column) or "value" (a number; for a date the days since
            1970-01-01).
        where : str
            Condition on `cells`.

        Returns
        -------
        str
            A row per row of the file: `row`, and the aliases; NULL where there's no value.
        """
        shown, joins = self._joined(wanted)
        return f"select cells.{quoted(ROW)} as row, {shown} from cells {joins} {where}"

    def combinations(self, aliases: Mapping[str, str]) -> str:
        """Write a query of the different combinations of ranks of columns, given by alias: with `n`, their rows.

        Rows are grouped as they stand, before their values are looked up.
        """
        shown, joins = self._joined((alias, name, "rank") for alias, name in aliases.items())
        cells = ", ".join({self.cell(name): None for name in aliases.values()})
        grouped = f"(select {cells}, count(*) as n from cells group by all) as cells"
        ranks = f"(select {shown}, n from {grouped} {joins})"
        return f"select {', '.join(aliases)}, cast(sum(n) as bigint) as n from {ranks} group by all"

    def _joined(self, wanted: Iterable[tuple[str, str, str]]) -> tuple[str, str]:
        """Write columns of values and the joins that look them up."""
        joins, shown = [], []
        for place, (alias, name, kind) in enumerate(wanted):
            table = f"read_{place}"
            joins.append(
                f"left join {self._read(name)} as {table} on cells.{self.cell(name)} is not distinct from {table}.v"
            )
            shown.append(f"{table}.{kind} as {alias}")
        return ", ".join(shown), " ".join(joins)

    def values_of(self, name: str) -> str:
        """Write a query of the values of a column: `rank, value`, each once."""
        return f"(select distinct rank, value from {self._read(name)} where rank is not null)"

    def encounters(self) -> str:
        """Name the table of encounters: `row, patient, time, day, score, score_rank`, made when first asked for."""
        if "encounters" not in self._made:
            time = self.time_column
            wanted = [("patient", "patient_id", "rank"), ("time", time, "rank"), ("day", time, "value"),
                      ("score", self.outcome, "value"), ("score_rank", self.outcome, "rank")]  # fmt: skip
            self.database.run(f"create table encounters as {self.select(wanted)}")
            self._made.add("encounters")
        return "encounters"

    def values_at(self, name: str, ranks: pd.Series) -> pd.Series:
        """Return the values of ranks of a column in the type of records; missing where the rank is."""
        parsed = self.columns[name]
        codes = pd.array(ranks, dtype="Int64").fillna(-1).to_numpy(dtype="int64")
        return parsed.values_of(codes, parsed.ranked.values)

    def series(
        self, names: Iterable[str], *, by_patient: bool, only: tuple[str, str | None] | None = None
    ) -> dict[str, pd.Series]:
        """Return columns in the types of records, in the order of the file or by patient, time and row; and `row`.

        Parameters
        ----------
        names : iterable of str
        by_patient : bool
        only : (str, str or None), optional
            A column, and the value that rows must have in it; None for those that have none.
        """
        names = list(dict.fromkeys(names))
        wanted = [(f"c{place}", name, "rank") for place, name in enumerate(names)]
        aliases = {name: alias for alias, name, _ in wanted}
        # What is asked for is joined once, for its values and for the order.
        order = [(f"by_{name}", name, "rank") for name in ("patient_id", self.time_column)
                 if by_patient and name not in aliases]  # fmt: skip
        aliases |= {name: alias for alias, name, _ in order}
        where = ""
        if only is not None:
            order.append(("limited_to", only[0], "rank"))
            where = f"where limited_to {self._is_value(*only)}"
        by = f"{aliases['patient_id']}, {aliases[self.time_column]} nulls last, row" if by_patient else "row"
        found = self.database.columns(
            f"select row, {', '.join(alias for alias, *_ in wanted)} "
            f"from ({self.select([*wanted, *order])}) {where} order by {by}"
        )
        series = {
            name: self.columns[name].values_of(
                plain_array(found[alias], -1), self.columns[name].ranked.values
            )
            for alias, name, _ in wanted
        }
        return series | {"row": pd.Series(found["row"])}

    def _is_value(self, name: str, value: str | None) -> str:
        """Write that a rank of a column is that of a value."""
        return "is null" if value is None else f"= {self.columns[name].ranked.values.tolist().index(value)}"

    @cached_property
    def _made(self) -> set[str]:
        return set()

    def _read(self, name: str) -> str:
        """Name the table of what the texts of a column were found to be: `v, rank, value`."""
        table = f"read_of_{self.stored.names.index(self.sites[name])}"
        if table not in self._made:
            values = self.stored.values_table(self.sites[name])
            self.database.store("told", self._told(name))
            self.database.run(
                f"create table {table} as select v, rank, value from {values} join told using (k)"
            )
            self._made.add(table)
        return table

    def _told(self, name: str) -> pd.DataFrame:
        parsed = self.columns[name]
        n = len(self.stored.texts[self.sites[name]])
        ranks = parsed.ranked.codes[:n].astype("int64")
        frame = pd.DataFrame({"k": np.arange(n), "rank": pd.array(ranks, dtype="Int64")})
        frame["rank"] = frame["rank"].mask(ranks < 0)
        return frame.assign(value=np.append(_as_numbers(parsed), np.nan)[ranks])


def _as_numbers(parsed: ParsedColumn) -> NDArray[np.float64]:
    """Ranked values as numbers; dates as days since 1970-01-01, yes as 1, texts as their ranks."""
    values: NDArray[Any] = parsed.ranked.values
    if parsed.column.type == "date":
        return values.astype("datetime64[D]").astype("int64").astype("float64")
    if parsed.column.is_number or parsed.column.type == "yes_no":
        return values.astype("float64")
    return np.arange(len(values), dtype="float64")
