"""StoredOutcomes: the accepted encounters of a plain file that stay in a database until they're asked for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import pandas as pd

from dnoutcomes.checks import (
    HEADER_CHECKS,
    RECORD_CHECKS,
    Context,
    run_header_checks,
    run_record_checks,
)
from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import Tally
from dnoutcomes.checks.run import count_for_checks
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.plain import prove_plain
from dnoutcomes.engines.stored_counts import StoredCounts
from dnoutcomes.engines.stored_file import NotPlainError, StoredFile, store_file
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.outcomes.accept import context_of, raise_if_grave, record_context
from dnoutcomes.outcomes.columns import columns_left_out, declared_columns, wanted_columns
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.settle import ordered_names
from dnoutcomes.readers import SiteMapping
from dnoutcomes.readers.cells import TEXT_DTYPE
from dnoutcomes.readers.delimited import delimiter_findings
from dnoutcomes.readers.finding import Finding, issues_frame, rejects_frame
from dnoutcomes.readers.mapped_table import MappedTable, map_table

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


Reduced = TypeVar("Reduced")


@dataclass(frozen=True, eq=False)
class StoredOutcomes(Outcomes):
    """The accepted encounters of a plain file, in a database.

    It's an `Outcomes` in every respect; `records` and `rows` are made when first asked for, and take the memory that
    they take there.

    Attributes
    ----------
    file : TypedFile
        The database.
    """

    records: pd.DataFrame = field(init=False)
    rows: pd.DataFrame = field(init=False)
    file: TypedFile = field(kw_only=True)
    names: tuple[str, ...] = field(kw_only=True)

    def __getattr__(self, name: str) -> Any:
        # Only what isn't there yet comes here.
        if name not in _LATER:
            raise AttributeError(f"{type(self).__name__!r} object has no attribute {name!r}")
        object.__setattr__(self, name, _LATER[name](self))
        return self.__dict__[name]

    def stored_here(self) -> TypedFile:
        """Return the database that has the rows of all patients, on this machine."""
        return self.file

    def reduce(self, reduction: Callable[[TypedFile], Reduced]) -> list[Reduced]:
        """Reduce the file; of one in several parts, no patient in two of them, return what each is reduced to."""
        return [reduction(self.file)]

    @property
    def column_names(self) -> tuple[str, ...]:
        """Columns of `records`, which needn't be made for it."""
        return (*self.names, "source_row")

    def has_values(self, name: str) -> bool:
        """Whether records have a column, and a value in any row of it."""
        return name in self.names and len(self.file.columns[name].ranked.values) > 0

    @property
    def last_date(self) -> pd.Timestamp:
        """Date of the last encounter, of data that have dates."""
        return pd.Timestamp(self.file.columns["session_date"].ranked.values[-1])

    def in_memory(self) -> Outcomes:
        """Return them with their rows in memory, so that a part of them can take their place."""
        return Outcomes(**{name: getattr(self, name) for name in Outcomes.__dataclass_fields__})

    def of_patients_with(self, name: str, value: str | None) -> Outcomes:
        """Return the records and rows of the patients who have a value of a patient-level column, or None, in memory.

        All else is of the whole file. Only these rows leave the database.
        """
        parts = {name_of: of(self, (name, value)) for name_of, of in _LATER.items()}
        whole = {
            field_name: getattr(self, field_name)
            for field_name in Outcomes.__dataclass_fields__
            if field_name not in _LATER
        }
        return Outcomes(**whole, **parts)

    def __reduce__(self) -> tuple[type[Outcomes], tuple[Any, ...]]:
        # A database can't travel to another process; what stands in it can.
        return Outcomes, tuple(getattr(self, name) for name in Outcomes.__dataclass_fields__)

    @property
    def n_patients(self) -> int:
        """Patients with an accepted encounter."""
        return self.file.n_patients

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {arm}" for arm, n in patients_by_arm(self.file).items())
        verdict = "ok" if self.issues.empty else self.issues["severity"].iloc[0]
        return (
            f"Outcomes of {self.source.name}, in DuckDB: {self.source.n_records} encounters of {self.n_patients} "
            f"patients ({counts}), outcome {self.outcome}, 0 rows set aside, verdict "
            f"{'ok' if verdict == 'info' else verdict}"
        )


Only = tuple[str, str | None] | None


def _records(outcomes: StoredOutcomes, only: Only = None) -> pd.DataFrame:
    return frame_of(outcomes.stored_here(), outcomes.names, by_patient=True, only=only)


def _rows(outcomes: StoredOutcomes, only: Only = None) -> pd.DataFrame:
    file = outcomes.stored_here()
    names = [name for name in ("patient_id", "site_id") if name in file.columns]
    frame = frame_of(file, names, by_patient=False, only=only)
    return frame[["source_row", *names]]


_LATER: dict[str, Callable[..., pd.DataFrame]] = {"records": _records, "rows": _rows}


def read_stored(
    path: Path, site: SiteMapping, plan: Plan | None, outcome: str, engine: DuckDB
) -> StoredOutcomes:
    """Read a plain file into a database.

    Parameters
    ----------
    path : Path
    site : SiteMapping
        What the caller says of the file.
    plan : Plan, optional
    outcome : str
        Column of the outcome.
    engine : DuckDB
        Its limits.

    Returns
    -------
    StoredOutcomes

    Raises
    ------
    NotPlainError
        Something is to be said of the file's rows: pandas must read it.
    DataError
        As `accept`, by the names of the columns or by the records.
    """
    stored = store_file(path, site, engine)
    raw = stored.witness()
    raw = replace(raw, findings=(*raw.findings, *delimiter_findings(raw.source.delimiter)))
    table = map_table(raw, site, wanted_columns(plan), declared_columns(site, plan))
    findings = [*raw.findings, *table.findings, *run_header_checks(HEADER_CHECKS, table, outcome)]
    raise_if_grave(findings, raw)
    context = context_of(table, site, plan, outcome)
    file = typed_file(stored, table, context)
    prove_plain(file, context, plan.covariates if plan else ())
    if RECORD_CHECKS.registered():
        raise NotPlainError("checks of a script's own look at all records")
    names = names_of_records(context)
    asked = replace(columns_of_records(context, plan, site), stored=StoredCounts(file, names))
    findings += run_record_checks(RECORD_CHECKS, asked)
    raise_if_grave(findings, raw)
    return StoredOutcomes(
        **said_of_file(stored, context, findings, table), engine=engine.name, file=file, names=names
    )


def said_of_file(
    stored: StoredFile, context: Context, findings: list[Finding], table: MappedTable
) -> dict[str, Any]:
    """Return what outcomes say of a plain file beside its records."""
    site = context.mapping
    return {
        "rejects": rejects_frame(findings),
        "issues": issues_frame(findings),
        "source": replace(stored.source, n_rows_read=stored.n_rows, n_records=stored.n_rows),
        "outcome": context.outcome,
        "time_column": context.time_column,
        "arms": context.arms,
        "without_records": pd.DataFrame(
            {name: pd.Series(dtype=TEXT_DTYPE) for name in ("patient_id", "arm", "cause")}
        ),
        "left_out": columns_left_out(table),
        "findings": tuple(findings),
        "declared_outcomes": tuple(
            name
            for name in site.instruments
            if name in context.columns
            and context.columns[name].column.kept
            and len(context.columns[name].ranked.values)
        ),
        "confirmed": site.confirmed,
        "same_day": site.same_day,
    }


def names_of_records(context: Context) -> tuple[str, ...]:
    """Return the columns of a file that its accepted records have."""
    return tuple(name for name in ordered_names(context) if context.columns[name].column.kept)


def columns_of_records(context: Context, plan: Plan | None, site: SiteMapping) -> RecordContext:
    """Return what checks may look at where records are counted in a database: their columns, and no row."""
    columns = pd.DataFrame(columns=[*names_of_records(context), "source_row"])
    return record_context(columns, context, plan, site)


def count_records(file: TypedFile, asked: RecordContext) -> dict[str, Tally]:
    """Return what each check of records counts of a file, or of one of its parts.

    Parameters
    ----------
    file : TypedFile
    asked : RecordContext
        Its records are the columns alone, as from `columns_of_records`.
    """
    names = tuple(name for name in asked.records.columns if name != "source_row")
    return count_for_checks(RECORD_CHECKS, replace(asked, stored=StoredCounts(file, names)))


def typed_file(stored: StoredFile, table: MappedTable, context: Context) -> TypedFile:
    """Return a stored file with what its different texts were found to be."""
    sites = {name: table.renamed.get(name, name) for name in table.frame.columns}
    return TypedFile(stored, context.columns, sites, context.time_column, context.outcome)


def frame_of(
    file: TypedFile, names: tuple[str, ...] | list[str], *, by_patient: bool, only: Only = None
) -> pd.DataFrame:
    """Return columns of a file as those of records, in the order of records or of the file; `only` as in `series`."""
    series = file.series(names, by_patient=by_patient, only=only)
    rows = series.pop("row")
    frame = pd.DataFrame({**series, "source_row": rows + file.stored.lines.start}, copy=False)
    weeks = file.time_column == "study_week" and by_patient
    if weeks and "study_day" not in frame.columns:
        frame.insert(frame.columns.get_loc("study_week"), "study_day", frame["study_week"] * 7)
    return frame


def patients_by_arm(file: TypedFile) -> dict[str, int]:
    """Count the patients of each arm."""
    wanted = [("patient", "patient_id", "rank"), ("arm", "arm", "rank")]
    counts = file.database.rows(
        f"select arm, count(distinct patient) from ({file.select(wanted)}) group by arm order by arm"
    )
    arms = file.columns["arm"].ranked.values
    return {str(arms[rank]): int(n) for rank, n in counts}
