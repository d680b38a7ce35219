"""What a worker does with a bucket of patients: open it, hold the checks against it, reduce it to counts and sums."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from dnoutcomes.checks import Context
from dnoutcomes.checks.of_counts import Tally
from dnoutcomes.checks.rounded_ids import id_shapes
from dnoutcomes.checks.same_course import CourseCounts
from dnoutcomes.engines.across_patients import count_courses, count_scales, count_undeclared, list_courses
from dnoutcomes.engines.buckets import Split, store_bucket, written_at_once
from dnoutcomes.engines.dask_engine import limits_in_task
from dnoutcomes.engines.database import Database, literal
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.plain import prove_rows, prove_texts
from dnoutcomes.engines.stored_file import NotPlainError, StoredFile
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.outcomes.accept import context_of
from dnoutcomes.outcomes.columns import wanted_columns
from dnoutcomes.outcomes.stored import columns_of_records, count_records, patients_by_arm, typed_file
from dnoutcomes.readers import SiteMapping, Source
from dnoutcomes.readers.mapped_table import map_table

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

Reduced = TypeVar("Reduced")


@dataclass(frozen=True, eq=False)
class Buckets:
    """All that a worker must know to open a bucket.

    Attributes
    ----------
    split : Split
    before : list of int
        Rows before each block of the file.
    source : Source
    site, plan, outcome
        What the caller says of the file.
    cutoff : date
        Last day that a record may bear, whatever day it is where the worker stands.
    each : DuckDB
        Limits of each task.
    """

    split: Split
    before: list[int]
    source: Source
    site: SiteMapping
    plan: Plan | None
    outcome: str
    cutoff: date
    each: DuckDB

    def open(self, bucket: int) -> tuple[TypedFile, Context] | None:
        """Open a bucket as a file of its patients; None where nobody is in it."""
        stored = store_bucket(self.split, bucket, self.before, self.source, limits_in_task(self.each))
        return None if stored is None else self.read(stored)

    def read(self, stored: StoredFile) -> tuple[TypedFile, Context]:
        """Read the different texts of a stored file."""
        table = map_table(stored.witness(), self.site, wanted_columns(self.plan))
        context = replace(context_of(table, self.site, self.plan, self.outcome), cutoff=self.cutoff)
        return typed_file(stored, table, context), context


@dataclass(frozen=True, eq=False)
class BucketCounts:
    """What leaves a bucket that was checked.

    Attributes
    ----------
    why : str
        Why it isn't plain; empty where it is.
    n_patients : int
    arms : Counter
        Patients by arm.
    shapes : frozenset of str
        What `rounded_ids` compares of ids.
    scales, undeclared : pandas.DataFrame, optional
        From `count_scales` and `count_undeclared`; none of a bucket that nobody is in.
    tallies : dict of str to Counter
        What each check of records counts.
    """

    why: str = ""
    n_patients: int = 0
    arms: Counter[str] = field(default_factory=Counter)
    shapes: frozenset[str] = frozenset()
    scales: pd.DataFrame | None = None
    undeclared: pd.DataFrame | None = None
    tallies: dict[str, Tally] = field(default_factory=dict)


def check_bucket(bucket: int, buckets: Buckets) -> BucketCounts:
    """Hold against a bucket what can be held against its patients alone, and count the rest."""
    opened = buckets.open(bucket)
    if opened is None:
        return BucketCounts()
    file, context = opened
    try:
        prove_texts(context)
        prove_rows(file, context)
    except NotPlainError as reason:
        return BucketCounts(str(reason))
    split = buckets.split
    with written_at_once(split.folder / "courses" / str(bucket)) as folder:
        file.database.run(
            f"copy (select *, hash(times) % {split.n_buckets} as {COURSES} from ({list_courses(file)})) "
            f"to {literal(str(folder))} (format parquet, partition_by ({COURSES}), overwrite_or_ignore)"
        )
    asked = columns_of_records(context, buckets.plan, buckets.site)
    return BucketCounts(
        n_patients=file.n_patients,
        arms=Counter(patients_by_arm(file)),
        shapes=id_shapes(file.stored.texts[split.patient]),
        scales=count_scales(file, context),
        undeclared=count_undeclared(file, context),
        tallies=count_records(file, asked),
    )


#: Column of the courses' part in the names of folders: all courses with the same times are in one.
COURSES = "dnoutcomes_courses"


def reduce_bucket(bucket: int, buckets: Buckets, reduction: Callable[[TypedFile], Reduced]) -> Reduced | None:
    """Reduce a bucket; None where nobody is in it."""
    opened = buckets.open(bucket)
    return None if opened is None else reduction(opened[0])


def check_courses(part: int, buckets: Buckets) -> CourseCounts:
    """Count the courses of one part that are alike, whatever buckets they're of."""
    files = sorted(map(str, (buckets.split.folder / "courses").glob(f"*/{COURSES}={part}/*.parquet")))
    if not files:
        return CourseCounts()
    listed = ", ".join(map(literal, files))
    database = Database(limits_in_task(buckets.each))
    return count_courses(database, f"from read_parquet([{listed}], hive_partitioning = false)")
