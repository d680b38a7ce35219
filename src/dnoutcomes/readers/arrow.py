"""Read Arrow: files and streams of Arrow IPC, Feather among them, as the text that a CSV file would hold."""

from __future__ import annotations

import io
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING

from dnoutcomes.file_bytes import TABLE_BYTES
from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.source import Source

if TYPE_CHECKING:
    import polars as pl

WHAT = "an Arrow or Feather file"
ARROW_FILE = b"ARROW1"
# Before every message; nothing of text begins with it.
ARROW_STREAM = b"\xff\xff\xff\xff"
_ROWS = 100_000


def read_arrow(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read a file or a stream of Arrow IPC. A Feather file is one, unless it's of the first version, of 2016.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        Nothing of it is needed: types and names stand in the file.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The file is damaged, unpacks to more than is read, or has no rows.
    """
    # pyarrow would do as well, but where it's installed pandas keeps texts in it, and reads of large files slow down.
    import polars as pl

    try:
        table = pl.concat(_within_bounds(_parts(data), source.name))
    except (pl.exceptions.PolarsError, pl.exceptions.PanicException, OSError) as error:
        refuse(
            source.name,
            f"this is {WHAT} that is damaged or cut short ({(str(error).splitlines() or ['no message'])[0]})",
            "Export or copy it again.",
            check="file_format",
        )
    return read_frame(table, source)


def _parts(data: bytes) -> Iterator[pl.DataFrame]:
    """Read a file some rows at a time, because packed ones are small in the file; a stream has no list of its rows."""
    import polars as pl

    if not data.startswith(ARROW_FILE):
        yield pl.read_ipc_stream(io.BytesIO(data))
        return
    scanned = pl.scan_ipc(data)
    n_rows = int(scanned.select(pl.len()).collect().item())
    for start in range(0, max(n_rows, 1), _ROWS):
        yield scanned.slice(start, _ROWS).collect()


def _within_bounds(parts: Iterable[pl.DataFrame], name: str) -> Iterator[pl.DataFrame]:
    left = TABLE_BYTES
    for part in parts:
        left -= int(part.estimated_size())
        if left < 0:
            refuse(
                name,
                f"this is {WHAT} that unpacks to more than {TABLE_BYTES:,} bytes, the most that's read",
                "Export it as Parquet, or leave out what isn't needed.",
                check="too_large",
            )
        yield part


ARROW = Reader(
    "arrow",
    read_arrow,
    what=WHAT,
    packages=("polars",),
    first_bytes=(ARROW_FILE, ARROW_STREAM),
    suffixes=(".arrow", ".feather"),
)
