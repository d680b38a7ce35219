"""Blocks of a file: each is read by a task, which writes its rows by bucket of patients."""

from __future__ import annotations

import tempfile
from collections.abc import Collection, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from dnoutcomes.engines.buckets import BUCKET, MOST_LEVELS, ROWS_OF_BLOCK, Split, written_at_once
from dnoutcomes.engines.database import Database, EngineError, disk_told, literal, quoted
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.stored_file import (
    ROW,
    NotPlainError,
    StoredFile,
    head_of,
    parquet_rows,
    store_file,
    stored_cells,
)
from dnoutcomes.readers import Source

_PIECE = 2**22


@dataclass(frozen=True)
class Block:
    """A part of a file: bytes of a text, whole lines of which begin there, or rows of a Parquet file.

    Attributes
    ----------
    number : int
        From 0, in the order of the file.
    start, stop : int
        First byte or row, and the one after the last.
    """

    number: int
    start: int
    stop: int


@dataclass(frozen=True)
class BlockCounts:
    """What a block of a file has.

    Attributes
    ----------
    n_rows : int
    ends : str
        How its lines end; empty for Parquet.
    version : str
        Of DuckDB, whose hash isn't promised to stay the same.
    """

    n_rows: int
    ends: str
    version: str


def blocks_of(split: Split, n_blocks: int) -> list[Block]:
    """Divide a file into blocks of about the same size: by rows where these are known, else by bytes."""
    size = split.path.stat().st_size if split.n_rows is None else split.n_rows
    ends = [size * number // n_blocks for number in range(n_blocks + 1)]
    return [
        Block(number, *ends[number : number + 2])
        for number in range(n_blocks)
        if ends[number] < ends[number + 1]
    ]


def split_block(block: Block, split: Split, limits: DuckDB) -> BlockCounts | None:
    """Write the rows of a block by bucket, and its levels; None where no line begins in it.

    Raises
    ------
    NotPlainError
        As `store_file`; ids that aren't ASCII, a column of too many different values.
    EngineError
        Memory or space are lacking.
    """
    if not split.path.exists() or not split.folder.exists():
        raise EngineError(
            f"a worker doesn't see {split.path} or {split.folder}. The file and shared_directory must be where all "
            "workers see them under the same path"
        )
    if split.n_rows is not None:
        rows, ends = range(block.start, block.stop), ""
        stored = _store_parquet_rows(split.path, split.names, rows, limits, split.levels)
    else:
        with _lines_of(block, split.path, limits) as text:
            if text is None:
                return None
            stored = store_file(text, split.mapping, limits, split.levels)
            ends = "\r\n" if b"\r" in head_of(text) else "\n"
    database = stored.database
    for name in split.levels:
        if len(stored.texts[name]) > MOST_LEVELS:
            raise NotPlainError(f"{quoted(name)} has more than {MOST_LEVELS:,} different values")
    key = f"lower(regexp_replace(cast({quoted(split.patient)} as varchar), '\\s', '', 'g'))"
    if database.value(f"select count(*) from cells where not regexp_full_match({key}, '[\\x00-\\x7F]*')"):
        raise NotPlainError("patient ids have letters beyond ASCII, which are compared as a whole")
    bucket = f"hash(case when regexp_full_match({key}, '[0-9]+') then ltrim({key}, '0') else {key} end)"
    first = block.number * ROWS_OF_BLOCK
    columns = f"{quoted(ROW)} + {first} as {quoted(ROW)}, {', '.join(map(quoted, split.names))}"
    lists = ", ".join(
        f"(select list({{'v': v, 'first': {first} + k}} order by k) from {stored.values_table(name)}) as c{place}"
        for place, name in enumerate(split.levels)
    )
    with written_at_once(split.folder / "blocks" / str(block.number)) as folder:
        database.run(
            f"copy (select {columns}, coalesce({bucket}, 0) % {split.n_buckets} as {BUCKET} from cells) "
            f"to {literal(str(folder))} (format parquet, partition_by ({BUCKET}), overwrite_or_ignore)"
        )
        database.run(f"copy (select {lists}) to {literal(str(folder / 'levels.parquet'))} (format parquet)")
    return BlockCounts(stored.n_rows, ends, database.value("select version()"))


@contextmanager
def _lines_of(block: Block, path: Path, limits: DuckDB) -> Iterator[Path | None]:
    """Give a file with the header and the lines that begin in a block; None where none does."""
    with tempfile.TemporaryDirectory(prefix="dnoutcomes-", dir=limits.temp_directory) as folder:
        text = Path(folder) / path.name
        with path.open("rb") as stream:
            header = stream.readline()
            start = max(_line_from(stream, block.start), len(header))
            n_bytes = _line_from(stream, block.stop) - start
            stream.seek(start)
            with disk_told(), text.open("wb") as written:
                written.write(header)
                while n_bytes > 0 and (piece := stream.read(min(n_bytes, _PIECE))):
                    written.write(piece)
                    n_bytes -= len(piece)
            yield text if text.stat().st_size > len(header) else None


def _line_from(stream: BinaryIO, position: int) -> int:
    """Return where the first line begins that doesn't begin before a position."""
    if not position:
        return 0
    stream.seek(position - 1)
    stream.readline()
    return stream.tell()


def _store_parquet_rows(
    path: Path, names: tuple[str, ...], rows: range, engine: DuckDB, listed: Collection[str]
) -> StoredFile:
    """Put some rows of a Parquet file into a database; row groups in which none of them is aren't read."""
    database = Database(engine)
    database.run(
        f"create view cells as select file_row_number - {rows.start} as {quoted(ROW)}, "
        f"{', '.join(map(quoted, names))} from {parquet_rows(path)} where file_row_number between {rows.start} and "
        f"{rows.stop - 1}"
    )
    return stored_cells(database, names, Source(path.name, "", encoding="", delimiter=""), listed)


def rows_before(counts: Sequence[BlockCounts | None]) -> list[int]:
    """Return how many rows stand before each block."""
    before = [0]
    for one in counts[:-1]:
        before.append(before[-1] + (one.n_rows if one else 0))
    return before
