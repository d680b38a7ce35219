"""Buckets of patients: parts of a file in one of which all rows of a patient stand.

A bucket is what patients have in common whose ids, without case, spaces and leading zeros, have the same remainder of
their hash, so that two spellings of an id meet in one. Its rows are Parquet files, one of each block of the file.
"""

from __future__ import annotations

import shutil
import uuid
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from dnoutcomes.engines.database import Database, disk_told, literal, quoted
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.stored_file import ROW, NotPlainError, StoredFile, list_values, texts_of
from dnoutcomes.readers import SiteMapping, Source

#: So many different values of a column are sent to all workers; ids of patients stay where they are.
MOST_LEVELS = 200_000
#: Rows are numbered within their block, and blocks before them; no block has more rows than this.
ROWS_OF_BLOCK = 2**40
#: Column of the bucket in the names of folders.
BUCKET = "dnoutcomes_bucket"


@dataclass(frozen=True)
class Split:
    """How a file is split.

    Attributes
    ----------
    path : Path
        The file.
    names : tuple of str
        Its header.
    levels : tuple of str
        Columns whose different values are listed.
    patient : str
        Column of the patients' ids.
    mapping : SiteMapping
        With the delimiter that was found.
    n_rows : int or None
        Of Parquet; nobody knows those of a text.
    folder : Path
        Shared by all workers.
    n_buckets : int
    """

    path: Path
    names: tuple[str, ...]
    levels: tuple[str, ...]
    patient: str
    mapping: SiteMapping
    n_rows: int | None
    folder: Path
    n_buckets: int


def merge_levels(split: Split, database: Database) -> dict[str, list[str]]:
    """Put the levels of all blocks together, in the order of the file, and write them for all buckets.

    Returns
    -------
    dict of str to list of str
        The levels of each column as text.

    Raises
    ------
    NotPlainError
        A column has too many different values.
    """
    blocks = f"read_parquet({literal(str(split.folder / 'blocks' / '*' / 'levels.parquet'))})"
    for place, name in enumerate(split.levels):
        database.run(
            f"create or replace table levels_{place} as select v, row_number() over (order by first) - 1 as k from "
            f"(select level.v as v, min(level.first) as first from (select unnest(c{place}) as level from {blocks}) "
            "group by all)"
        )
        if database.value(f"select count(*) from levels_{place}") > MOST_LEVELS:
            raise NotPlainError(f"{quoted(name)} has more than {MOST_LEVELS:,} different values")
    lists = ", ".join(
        f"(select list({{'v': v}} order by k) from levels_{place}) as c{place}"
        for place in range(len(split.levels))
    )
    database.run(f"copy (select {lists}) to {literal(str(split.folder / 'levels.parquet'))} (format parquet)")
    return {name: texts_of(database, f"levels_{place}") for place, name in enumerate(split.levels)}


def store_bucket(
    split: Split, bucket: int, before: Sequence[int], source: Source, limits: DuckDB
) -> StoredFile | None:
    """Put a bucket of patients into a database; None where nobody is in it.

    Its rows have the numbers that they have in the file, and its columns the different values of the whole file, but
    for the ids of its patients.
    """
    files = sorted(map(str, (split.folder / "blocks").glob(f"*/{BUCKET}={bucket}/*.parquet")))
    if not files:
        return None
    database = Database(limits)
    row = quoted(ROW)
    database.run(
        f"create view cells as select {row} % {ROWS_OF_BLOCK} + {list(before)}[{row} // {ROWS_OF_BLOCK} + 1] as {row}, "
        f"{', '.join(map(quoted, split.names))} from read_parquet([{', '.join(map(literal, files))}], "
        "hive_partitioning = false)"
    )
    list_values(database, split.patient, f"values_{split.names.index(split.patient)}")
    texts = {split.patient: texts_of(database, f"values_{split.names.index(split.patient)}")}
    for place, name in enumerate(split.levels):
        table = f"values_{split.names.index(name)}"
        database.run(
            f"create table {table} as select unnest(c{place}).v as v, generate_subscripts(c{place}, 1) - 1 as k from "
            f"read_parquet({literal(str(split.folder / 'levels.parquet'))})"
        )
        texts[name] = texts_of(database, table)
    n_rows = int(database.value("select count(*) from cells"))
    return StoredFile(database, split.names, n_rows, source, texts)


@contextmanager
def written_at_once(folder: Path) -> Iterator[Path]:
    """Give a folder to write to that takes its name when all is written.

    What a worker leaves that dies has no part in anything, and of two that do the same work one is enough.
    """
    folder.parent.mkdir(parents=True, exist_ok=True)
    # Beside the folders that are read, not among them.
    part = folder.parents[1] / f"part-{uuid.uuid4().hex}"
    try:
        with disk_told():
            part.mkdir()
        yield part
        if not folder.exists():
            part.rename(folder)
    finally:
        shutil.rmtree(part, ignore_errors=True)
