"""A file in a database: plain delimited text or Parquet, with the different values of each column."""

from __future__ import annotations

import codecs
import hashlib
from collections.abc import Collection
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import pandas as pd

from dnoutcomes.engines.database import Database, EngineError, RoomError, literal, quoted
from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.engines.text_table import columns_of_few_texts, make_text_table
from dnoutcomes.errors import DataError
from dnoutcomes.readers import READERS, RawTable, SiteMapping, Source
from dnoutcomes.readers.coded_text import of_codes
from dnoutcomes.readers.data_frame import column_as_text
from dnoutcomes.readers.formats import PARQUET, sniff
from dnoutcomes.readers.layout import DELIMITERS, Layout, find_layout
from dnoutcomes.readers.raw_table import check_header

_PIECE = 2**22
# Number of each row, from 0; no header can hold a line break.
ROW = "number\nof the row"


class NotPlainError(Exception):
    """A file that isn't as plain as a database must have it, and why: pandas reads it then."""


@dataclass(frozen=True, eq=False)
class StoredFile:
    """A file in a database, as view `cells` with a row per row of the file and its number in `ROW`.

    Attributes
    ----------
    database : Database
        For each column of the file also a table `values_N`, N its place: every different value `v` and its place `k`.
    names : tuple of str
        The header.
    n_rows : int
    source : Source
    texts : dict of str to list of str
        The different values of each column that's listed as text, in the order of `k`.
    """

    database: Database
    names: tuple[str, ...]
    n_rows: int
    source: Source
    texts: dict[str, list[str]] = field(repr=False)

    @property
    def lines(self) -> range:
        """Line of the file of each row, counted from 1 with the header."""
        return range(2, self.n_rows + 2)

    def values_table(self, name: str) -> str:
        """Name the table of the different values of a column."""
        return f"values_{self.names.index(name)}"

    def witness(self) -> RawTable:
        """Return a table in which each column holds each of its different texts, in whatever rows.

        What looks at the texts of one column at a time finds nothing in the file if it finds nothing here.
        """
        length = max(len(texts) for texts in self.texts.values())
        columns = {}
        for place, name in enumerate(self.names):
            texts = self.texts.get(name, [""])
            codes = np.zeros(length, dtype="int32")
            codes[: len(texts)] = np.arange(len(texts))
            columns[place] = of_codes(codes, np.array(texts, dtype="object"))
        frame = pd.DataFrame(columns, index=range(length)).set_axis(list(self.names), axis=1)
        return RawTable(frame, np.arange(2, length + 2), self.source)


def store_file(
    path: Path, mapping: SiteMapping, engine: DuckDB, listed: Collection[str] | None = None
) -> StoredFile:
    """Put a file into a database.

    Parameters
    ----------
    path : Path
    mapping : SiteMapping
    engine : DuckDB
    listed : collection of str, optional
        Columns whose different values are wanted; all unless said otherwise.

    Raises
    ------
    NotPlainError
        It's an archive or a workbook, its text has quotes or another encoding than UTF-8, its header isn't in the first
        row, a row has more or fewer cells than it, ...
    EngineError
        Memory or space are lacking.
    """
    refuse_mapping(mapping)
    head = head_of(path)
    if head.startswith(PARQUET):
        return _store_parquet(path, engine)
    return _store_text(path, head, mapping, engine, listed)


def refuse_mapping(mapping: SiteMapping) -> None:
    """Refuse what only pandas' readers do.

    Raises
    ------
    NotPlainError
    """
    if READERS.registered():
        raise NotPlainError("readers of a script's own read from memory")
    if mapping.wide or mapping.missing_when_blank or mapping.skip_rows or mapping.normalise_ids:
        raise NotPlainError("the mapping changes rows or ids")


def head_of(path: Path) -> bytes:
    """Return the first bytes of a file.

    Raises
    ------
    NotPlainError
    """
    try:
        with path.open("rb") as stream:
            return stream.read(_PIECE)
    except OSError as error:
        raise NotPlainError("it can't be opened") from error


def _store_parquet(path: Path, engine: DuckDB) -> StoredFile:
    database = Database(engine)
    with path.open("rb") as stream:
        digest = hashlib.file_digest(stream, "sha256").hexdigest()
    names = parquet_names(path, database)
    database.run(
        f"create view cells as select file_row_number as {quoted(ROW)}, "
        f"{', '.join(map(quoted, names))} from {parquet_rows(path)}"
    )
    return stored_cells(database, names, Source(path.name, digest, encoding="", delimiter=""))


def parquet_names(path: Path, database: Database) -> tuple[str, ...]:
    """Return the columns of a Parquet file.

    Raises
    ------
    NotPlainError
    """
    try:
        described = database.rows(f"describe select * from {parquet_rows(path)}")
    except EngineError as error:
        raise NotPlainError("it's no Parquet file") from error
    names = tuple(str(row[0]) for row in described if row[0] != "file_row_number")
    _check_names(names, path.name)
    return names


def parquet_rows(path: Path) -> str:
    """Write where the rows of a Parquet file come from, with their numbers."""
    return f"read_parquet({literal(str(path))}, file_row_number = true)"


def _store_text(
    path: Path, head: bytes, mapping: SiteMapping, engine: DuckDB, listed: Collection[str] | None
) -> StoredFile:
    layout, header = layout_of(head, path.name, mapping)
    digest, n_lines, ends = _scan(path)
    database = Database(engine)
    # Blocks of one file that several workers read meet again, as text.
    few = columns_of_few_texts(path, layout.delimiter, header) if listed is None else {}
    try:
        make_text_table(database, path, layout.delimiter, ends, header, few)
    except EngineError as error:
        if isinstance(error, RoomError):
            raise
        raise NotPlainError("its rows don't have the cells of its header") from error
    database.run(f"create view cells as select rowid as {quoted(ROW)}, * from text")
    stored = stored_cells(database, header, Source(path.name, digest, delimiter=layout.delimiter), listed)
    if stored.n_rows != n_lines - 1:
        raise NotPlainError("it has blank lines")
    return stored


def layout_of(head: bytes, name: str, mapping: SiteMapping) -> tuple[Layout, tuple[str, ...]]:
    """Return how a text is laid out that begins so, and its header.

    Raises
    ------
    NotPlainError
    """
    if mapping.encoding not in (None, "utf-8") or head.startswith(codecs.BOM_UTF8):
        raise NotPlainError("its encoding isn't plain UTF-8")
    try:
        kind = sniff(head, name)
        text = codecs.getincrementaldecoder("utf-8")().decode(head)
    except (DataError, UnicodeDecodeError) as error:
        raise NotPlainError("it isn't plain text") from error
    layout = find_layout(text, mapping)
    if kind != "delimited" or layout.header_row != 1 or layout.delimiter not in DELIMITERS:
        raise NotPlainError("it isn't delimited text with a header in its first row")
    header = tuple(cell.strip() for cell in text.partition("\n")[0].rstrip("\r").split(layout.delimiter))
    _check_names(header, name)
    return layout, header


def _check_names(names: tuple[str, ...], name: str) -> None:
    try:
        check_header(list(names), name, 1)
    except DataError as error:
        raise NotPlainError("two columns have one name") from error
    folded = [column.casefold() for column in names]
    if not all(folded) or len({*folded}) < len(folded) or ROW in names:
        raise NotPlainError("a column has no name of its own")


def _scan(path: Path) -> tuple[str, int, str]:
    """Return hash, lines and end of line of a text in which no sign needs a second look."""
    digest, decoder = hashlib.sha256(), codecs.getincrementaldecoder("utf-8")()
    lines, returns, both, last = 0, 0, 0, b""
    with path.open("rb") as stream:
        while piece := stream.read(_PIECE):
            digest.update(piece)
            if b'"' in piece or b"\0" in piece:
                raise NotPlainError("it has quotes or damaged signs")
            try:
                decoder.decode(piece)
            except UnicodeDecodeError as error:
                raise NotPlainError("it isn't UTF-8") from error
            lines, returns = lines + piece.count(b"\n"), returns + piece.count(b"\r")
            both += piece.count(b"\r\n") + (last == b"\r" and piece[:1] == b"\n")
            last = piece[-1:]
    if returns and not returns == both == lines:
        raise NotPlainError("its lines end in several ways")
    return digest.hexdigest(), lines + (last != b"\n"), "\\r\\n" if returns else "\\n"


def stored_cells(
    database: Database, names: tuple[str, ...], source: Source, listed: Collection[str] | None = None
) -> StoredFile:
    """List the different values of `cells`.

    Raises
    ------
    NotPlainError
        There are no rows, or two values of a column are the same as text.
    """
    texts = {}
    for place, name in enumerate(names):
        if listed is not None and name not in listed:
            continue
        list_values(database, name, f"values_{place}")
        texts[name] = texts_of(database, f"values_{place}")
    n_rows = int(database.value("select count(*) from cells"))
    if not n_rows:
        raise NotPlainError("it has no rows")
    return StoredFile(database, names, n_rows, source, texts)


def list_values(database: Database, name: str, table: str) -> None:
    """Make the table of the different values of a column, in the order of the file."""
    database.run(
        f"create table {table} as select v, row_number() over (order by first) - 1 as k from "
        f"(select {quoted(name)} as v, min({quoted(ROW)}) as first from cells group by all)"
    )


def texts_of(database: Database, table: str) -> list[str]:
    """Return the values of a table from `list_values` as text.

    Raises
    ------
    NotPlainError
        Two are the same as text.
    """
    texts = column_as_text(database.frame(f"select v from {table} order by k")["v"])
    if len({*texts}) < len(texts):
        raise NotPlainError("values that differ are the same as text")
    return texts
