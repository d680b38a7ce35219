"""DistributedOutcomes: the accepted encounters of a plain file in buckets of patients, on the workers of a cluster."""

from __future__ import annotations

import hashlib
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

import numpy as np
import pandas as pd

from dnoutcomes.checks import HEADER_CHECKS, RECORD_CHECKS, run_header_checks
from dnoutcomes.checks.of_counts import OfCounts
from dnoutcomes.checks.run import add_tallies, judge_counts
from dnoutcomes.checks.same_course import CourseCounts
from dnoutcomes.engines.across_patients import judge_courses, judge_scales, judge_undeclared
from dnoutcomes.engines.blocks import BlockCounts, blocks_of, rows_before, split_block
from dnoutcomes.engines.buckets import BUCKET, Split, merge_levels
from dnoutcomes.engines.dask_engine import Dask, Workers, limits_in_task
from dnoutcomes.engines.database import Database, EngineError, literal
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.plain import prove_texts, require_proofs
from dnoutcomes.engines.stored_file import (
    NotPlainError,
    StoredFile,
    head_of,
    layout_of,
    parquet_names,
    refuse_mapping,
)
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes.accept import context_of, data_cutoff, raise_if_grave
from dnoutcomes.outcomes.buckets import BucketCounts, Buckets, check_bucket, check_courses, reduce_bucket
from dnoutcomes.outcomes.columns import wanted_columns
from dnoutcomes.outcomes.stored import (
    StoredOutcomes,
    columns_of_records,
    names_of_records,
    read_stored,
    said_of_file,
)
from dnoutcomes.readers import RawTable, SiteMapping, Source
from dnoutcomes.readers.coded_text import coded_frame
from dnoutcomes.readers.delimited import delimiter_findings
from dnoutcomes.readers.formats import PARQUET
from dnoutcomes.readers.mapped_table import map_table

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

Reduced = TypeVar("Reduced")


@dataclass(frozen=True, eq=False)
class DistributedOutcomes(StoredOutcomes):
    """The accepted encounters of a plain file, in buckets of patients.

    It's an `Outcomes` in every respect; `records` and `rows` are made when first asked for, on this machine and by
    DuckDB, from the file as it was read.

    Attributes
    ----------
    buckets : Buckets
    workers : Workers
    """

    buckets: Buckets = field(kw_only=True)
    workers: Workers = field(kw_only=True)
    patients_by_arm: Counter[str] = field(kw_only=True)

    @property
    def n_patients(self) -> int:
        """Patients with an accepted encounter."""
        return self.patients_by_arm.total()

    def __repr__(self) -> str:
        arms = self.patients_by_arm
        counts = ", ".join(f"{arms[arm]} {arm}" for arm in sorted(arms))
        verdict = "ok" if self.issues.empty else self.issues["severity"].iloc[0]
        return (
            f"Outcomes of {self.source.name}, in {self.buckets.split.n_buckets} buckets of patients: "
            f"{self.source.n_records} encounters of {self.n_patients} patients ({counts}), outcome {self.outcome}, "
            f"0 rows set aside, verdict {'ok' if verdict == 'info' else verdict}"
        )

    def reduce(self, reduction: Callable[[TypedFile], Reduced]) -> list[Reduced]:
        """Return what each bucket of patients is reduced to, on the workers."""
        n_buckets = self.buckets.split.n_buckets
        parts = self.workers.map(reduce_bucket, range(n_buckets), self.buckets, reduction)
        return [part for part in parts if part is not None]

    def stored_here(self) -> TypedFile:
        """Return the database that has the rows of all patients, made on this machine when first asked for."""
        return self._stored.file

    @cached_property
    def _stored(self) -> StoredOutcomes:
        asked = self.buckets
        stored = read_stored(asked.split.path, asked.site, asked.plan, asked.outcome, DuckDB())
        if stored.source.sha256 != self.source.sha256:
            raise DataError(f"{self.source.name} has changed since it was read: read it again")
        return stored


def read_distributed(
    path: Path, site: SiteMapping, plan: Plan | None, outcome: str, engine: Dask
) -> DistributedOutcomes:
    """Read a plain file into buckets of patients on the workers of a cluster.

    Parameters
    ----------
    path, site, plan, outcome
        As for `read_stored`.
    engine : Dask

    Returns
    -------
    DistributedOutcomes

    Raises
    ------
    NotPlainError
        Something is to be said of the file's rows: pandas must read it.
    DataError
        As `accept`, by the names of the columns or by the records.
    """
    path = path.resolve()
    require_proofs()
    for name, check in RECORD_CHECKS.items():
        if not isinstance(check.look, OfCounts):
            raise NotPlainError(f"the check {name} looks at all records")
    head = head_of(path)
    workers = Workers(engine)
    split = _split_of(path, head, site, plan, outcome, engine, workers)
    digest = workers.client.submit(_digest, path, pure=False)
    blocks = blocks_of(split, split.n_buckets)
    counts = workers.map(_split_block, blocks, split, engine.each)
    if len({one.version for one in counts if one}) > 1:
        raise EngineError("the workers have several versions of DuckDB, which may sort patients differently")
    if len({one.ends for one in counts if one}) > 1:
        raise NotPlainError("its lines end in several ways")
    delimiter, encoding = split.mapping.delimiter or "", "utf-8" if split.n_rows is None else ""
    source = Source(path.name, digest.result(), delimiter=delimiter, encoding=encoding)
    buckets = Buckets(split, rows_before(counts), source, site, plan, outcome, data_cutoff(plan), engine.each)
    return _check(buckets, workers, sum(one.n_rows for one in counts if one), engine)


def _split_of(
    path: Path,
    head: bytes,
    site: SiteMapping,
    plan: Plan | None,
    outcome: str,
    engine: Dask,
    workers: Workers,
) -> Split:
    """Say how a file is split: by the column of its patients, with the levels of all others that are read."""
    refuse_mapping(site)
    n_rows, mapping = None, site
    if head.startswith(PARQUET):
        database = Database(engine.each)
        names = parquet_names(path, database)
        n_rows = int(database.value(f"select sum(num_rows) from parquet_file_metadata({literal(str(path))})"))
    else:
        layout, names = layout_of(head, path.name, site)
        mapping = site.model_copy(update={"delimiter": layout.delimiter})
    if BUCKET in names or "patient_id" in site.values:
        raise NotPlainError(
            f"patients can't be told apart by their ids as written, or a column is named {BUCKET}"
        )
    blank = RawTable(coded_frame(pd.DataFrame([[""] * len(names)], columns=list(names))), np.array([2]),
                     Source(path.name, ""))  # fmt: skip
    try:
        table = map_table(blank, site, wanted_columns(plan))
        columns = [table.renamed.get(name, name) for name in context_of(table, site, plan, outcome).columns]
        patient = table.renamed.get("patient_id", "patient_id")
    except (DataError, KeyError, StopIteration) as error:
        raise NotPlainError("its columns aren't those of encounters") from error
    return Split(
        path,
        names,
        tuple(name for name in columns if name != patient),
        patient,
        mapping,
        n_rows,
        workers.folder,
        engine.partitions_of(path.stat().st_size, workers.client),
    )


def _split_block(block: Any, split: Split, each: DuckDB) -> BlockCounts | None:
    return split_block(block, split, limits_in_task(each))


def _digest(path: Path) -> str:
    with path.open("rb") as stream:
        return hashlib.file_digest(stream, "sha256").hexdigest()


def _check(buckets: Buckets, workers: Workers, n_rows: int, engine: Dask) -> DistributedOutcomes:
    split = buckets.split
    database = Database(engine.each)
    texts = merge_levels(split, database)
    # Ids stay in their buckets. What stands for them here has no part in a check that is of one text.
    witness = StoredFile(database, split.names, n_rows, buckets.source, {**texts, split.patient: ["P"]})
    raw = witness.witness()
    raw = replace(raw, findings=delimiter_findings(raw.source.delimiter))
    table = map_table(raw, buckets.site, wanted_columns(buckets.plan))
    findings = [*raw.findings, *table.findings, *run_header_checks(HEADER_CHECKS, table, buckets.outcome)]
    raise_if_grave(findings, raw)
    file, context = buckets.read(witness)
    prove_texts(context)
    parts = workers.map(check_bucket, range(split.n_buckets), buckets)
    _judge_all(parts, buckets, witness)
    courses = workers.map(check_courses, range(split.n_buckets), buckets)
    judge_courses(sum(courses, CourseCounts()), by_date=context.time_column == "session_date")
    asked = columns_of_records(context, buckets.plan, buckets.site)
    findings += judge_counts(RECORD_CHECKS, add_tallies(part.tallies for part in parts), asked)
    raise_if_grave(findings, raw)
    return DistributedOutcomes(
        **said_of_file(witness, context, findings, table),
        engine=engine.name,
        file=file,
        names=names_of_records(context),
        buckets=buckets,
        workers=workers,
        patients_by_arm=sum((part.arms for part in parts), Counter()),
    )


def _judge_all(parts: list[BucketCounts], buckets: Buckets, witness: StoredFile) -> None:
    """Judge of all buckets together what can't be judged of one."""
    for part in parts:
        if part.why:
            raise NotPlainError(part.why)
    shapes = frozenset[str]().union(*(part.shapes for part in parts))
    if shapes:
        texts = {**witness.texts, buckets.split.patient: sorted(shapes)}
        prove_texts(buckets.read(replace(witness, texts=texts))[1])
    judge_scales(pd.concat([part.scales for part in parts if part.scales is not None], ignore_index=True))
    covariates = buckets.plan.covariates if buckets.plan else ()
    undeclared = [part.undeclared for part in parts if part.undeclared is not None]
    judge_undeclared(pd.concat(undeclared, ignore_index=True), covariates)
