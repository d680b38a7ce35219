"""DuckDB: the engine for files that are larger than memory, with the limits that the caller sets."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True)
class DuckDB:
    """Read and reduce a file with DuckDB.

    Attributes
    ----------
    memory_limit : str, optional
        What DuckDB may hold in memory, such as "500MB"; it writes the rest to `temp_directory`. DuckDB's own default is
        most of the machine's memory.
    temp_directory : str or Path, optional
        Where it writes; the system's directory for temporary files unless said otherwise.
    threads : int, optional
        As many as there are cores unless said otherwise.

    Examples
    --------
    >>> DuckDB(memory_limit="500MB").memory_limit
    '500MB'
    """

    memory_limit: str | None = None
    temp_directory: str | Path | None = None
    threads: int | None = None
    name: str = "duckdb"
