"""Read Parquet: typed columns, taken as the text that a CSV file would hold."""

from __future__ import annotations

import tempfile
from pathlib import Path

from dnoutcomes.readers.data_frame import read_frame
from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.source import Source


def read_parquet(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read a Parquet file.

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
        The file is damaged, or has no rows.
    """
    import duckdb

    with tempfile.TemporaryDirectory() as folder, duckdb.connect() as connection:
        path = Path(folder) / "file.parquet"
        path.write_bytes(data)
        connection.execute("set enable_progress_bar = false")
        try:
            frame = connection.read_parquet(str(path)).df()
        except duckdb.Error as error:
            refuse(
                source.name,
                f"this Parquet file is damaged ({str(error).splitlines()[0].replace(str(path), source.name)})",
                "Export it again.",
                check="file_format",
            )
    return read_frame(frame, source)
