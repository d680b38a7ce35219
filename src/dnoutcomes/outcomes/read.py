"""read_outcomes: from a file of dated encounters to records that can be analysed."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dnoutcomes.engines import Dask, DuckDB
from dnoutcomes.engines.stored_file import NotPlainError
from dnoutcomes.errors import DataError
from dnoutcomes.file_bytes import TABLE_BYTES
from dnoutcomes.outcomes.accept import accept
from dnoutcomes.outcomes.distributed import read_distributed
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.stored import read_stored
from dnoutcomes.readers import SiteMapping, read_raw
from dnoutcomes.readers.header_names import canonical_name
from dnoutcomes.registry import Registry
from dnoutcomes.schema import DEFAULT_OUTCOME

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

#: From this size on a file is read by DuckDB unless said otherwise.
LARGE_BYTES = 2**28
ENGINES: Registry[DuckDB | Dask | None] = Registry(
    "engine", [("pandas", None), ("duckdb", DuckDB()), ("dask", Dask())], error=DataError
)


def read_outcomes(
    path: str | Path | Any,
    mapping: str | Path | Mapping[str, Any] | SiteMapping | None = None,
    *,
    plan: Plan | None = None,
    date_format: str | None = None,
    decimal: str | None = None,
    thousands: str | None = None,
    missing_codes: Sequence[str | int | float] | Mapping[str, Sequence[str | int | float]] | None = None,
    scale: str | Mapping[str, str] | None = None,
    delimiter: str | None = None,
    encoding: str | None = None,
    skip_rows: int | None = None,
    member: str | None = None,
    arm_switch: str | None = None,
    cause_change: str | None = None,
    same_day: str | None = None,
    hidden_cells: str | None = None,
    confirmed: Sequence[str] | None = None,
    normalise_ids: bool | None = None,
    day_zero: str | None = None,
    engine: str | DuckDB | Dask | None = None,
) -> Outcomes:
    """Read a file of dated encounters of both arms.

    Everything is read as text and converted by the declared schema. What can mean two things isn't guessed: the error
    names the option that decides. Faulty rows are set aside and listed, never dropped in silence.

    Parameters
    ----------
    path : str, Path or data frame
        Delimited text, .xlsx, .ods, Parquet, SPSS, SAS, Stata, Arrow or a file of SQLite or DuckDB, also in gz or zip;
        the address of a database, such as "postgresql+psycopg://reader@host/clinic"; or a frame of pandas, polars,
        pyarrow, DuckDB, ...: one row per encounter with `patient_id, arm, cause`, `session_date` (or `study_day`,
        `study_week`) and the outcome. docs/reading.md says how each is read, docs/data-dictionary.md lists all columns.
    mapping : str, Path or dict, optional
        A TOML file or its content: what the site's names, codes, units and layout mean. See `SiteMapping`.
    plan : Plan, optional
        Declares outcome, arms, causes, own instruments and covariates, and the data cut-off.
    date_format : str, optional
        As in `datetime.strptime`, or "excel". ISO dates need none.
    decimal, thousands : str, optional
        Marks in numbers; the decimal mark is "." unless said otherwise.
    missing_codes : sequence, or dict of column to sequence, optional
        Values that mean missing, such as (-99, 999).
    scale : str, or dict of column to str, optional
        Range in which the site's scores run where it isn't the instrument's own, such as "0-100" for a pain score.
    delimiter, encoding : str, optional
        Found where not given.
    skip_rows : int, optional
        Lines before the header.
    member : str, optional
        Member of a zip archive, sheet of a workbook, table of a database, or data set of a SAS transport file.
    arm_switch : {"first", "censor", "exclude"}, optional
        What to do with patients in both arms.
    cause_change : {"first", "last", "exclude"}, optional
        What to do with patients with more than one cause.
    same_day : {"mean", "last", "exclude"}, optional
        What to do with different scores of a patient, instrument and day; default: what the plan says.
    hidden_cells : {"read", "leave_out"}, optional
        What to do with hidden rows and columns of a workbook.
    confirmed : sequence of str, optional
        Checks whose question is answered with yes, it is as it stands: see `SiteMapping`.
    normalise_ids : bool, optional
        Read ids such as 1.0 as 1.
    day_zero : {"day_0", "day_1"}, optional
        Which study day is time zero; "day_1" where there's no day 0, as in ADaM's ADY.
    engine : {"pandas", "duckdb", "dask"}, DuckDB or Dask, optional
        What reads the file; results are the same. DuckDB by default from 256 MB on. "dask" starts workers on this
        machine; `Dask(client)` takes those of a cluster, as does the address of its scheduler. A file of whose rows
        something is to be said (a row set aside, another spelling of a level, ...) is read by pandas in any case. See
        docs/scale.md.

    Returns
    -------
    Outcomes
        The accepted records, what was set aside, and what was noticed.

    Raises
    ------
    DataError
        `verdict` "ask" where the file can mean two things, "reject" where it can't be used; `issues` lists everything
        that was found.

    Examples
    --------
    >>> import pandas as pd
    >>> frame = pd.DataFrame({
    ...     "patient_id": ["001", "001", "002", "002"],
    ...     "arm": ["standard", "standard", "needling", "needling"],
    ...     "cause": "diabetic",
    ...     "session_date": ["2026-01-05", "2026-02-02", "2026-01-06", "2026-02-03"],
    ...     "pain": [7, 6, 8, 5],
    ... })
    >>> read_outcomes(frame).records[["patient_id", "arm", "pain_nrs", "source_row"]]
      patient_id       arm  pain_nrs  source_row
    0        001  standard       7.0           2
    1        001  standard       6.0           3
    2        002  needling       8.0           4
    3        002  needling       5.0           5
    """
    site = SiteMapping.read(
        mapping,
        date_format=date_format,
        decimal=decimal,
        thousands=thousands,
        missing_codes=missing_codes,
        scale={_outcome_of(plan, ""): scale} if isinstance(scale, str) else scale,
        delimiter=delimiter,
        encoding=encoding,
        skip_rows=skip_rows,
        member=member,
        arm_switch=arm_switch,
        cause_change=cause_change,
        same_day=same_day,
        hidden_cells=hidden_cells,
        confirmed=confirmed,
        normalise_ids=normalise_ids,
        day_zero=day_zero,
    )
    site = _with_rule_of_plan(site, plan)
    outcome = _outcome_of(plan, site.outcome)
    chosen = choose_engine(engine, path)
    if chosen is not None:
        try:
            if isinstance(chosen, Dask):
                return read_distributed(Path(str(path)), site, plan, outcome, chosen)
            return read_stored(Path(str(path)), site, plan, outcome, chosen)
        except NotPlainError as reason:
            _refuse_too_large(Path(str(path)), reason)
            read = accept(read_raw(path, site), site, plan, outcome)
            return replace(read, engine=f"pandas, not {type(chosen).__name__}: {reason}")
    return accept(read_raw(path, site), site, plan, outcome)


def _refuse_too_large(path: Path, reason: NotPlainError) -> None:
    if path.is_file() and path.stat().st_size > TABLE_BYTES:
        raise DataError(
            f"{path.name!r} is larger than pandas reads ({TABLE_BYTES:,} bytes), and other engines read files in which "
            f"nothing is to be said of any row; here: {reason}. Mend that, or split the file by patients"
        )


def choose_engine(engine: str | DuckDB | Dask | None, path: str | Path | Any) -> DuckDB | Dask | None:
    """Return an engine with its limits, or None where pandas reads: by name, or by the size of the file.

    The address of a Dask scheduler names an engine too.
    """
    if isinstance(engine, DuckDB | Dask):
        return engine
    if engine is not None and "://" in engine:
        return Dask(engine)
    if engine is None:
        large = isinstance(path, str | Path) and Path(path).is_file()
        return DuckDB() if large and Path(path).stat().st_size >= LARGE_BYTES else None
    return ENGINES[engine]


def _outcome_of(plan: Plan | None, named: str) -> str:
    chosen = plan.outcome if plan is not None else named or DEFAULT_OUTCOME
    return canonical_name(chosen) or chosen


def _with_rule_of_plan(site: SiteMapping, plan: Plan | None) -> SiteMapping:
    """Take over which of several scores of a day counts, where the plan says so."""
    if plan is None or plan.same_day is None:
        return site
    if site.same_day not in (None, plan.same_day):
        raise DataError(
            f"the plan says same_day = {plan.same_day!r}, the mapping or the call {site.same_day!r}: which of a "
            "patient's scores of one day counts is for the plan to say; take the other one out"
        )
    return site.model_copy(update={"same_day": plan.same_day})
