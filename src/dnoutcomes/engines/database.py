"""A database of one file: opened below a temporary directory, asked in SQL, gone when nobody needs it."""

from __future__ import annotations

import shutil
import tempfile
import weakref
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.engines.duckdb_engine import DuckDB
from dnoutcomes.errors import DnOutcomesError

if TYPE_CHECKING:
    import duckdb


class EngineError(DnOutcomesError):
    """A file that an engine can't take: memory or space ran out, or it can't do what is asked of it."""


class RoomError(EngineError):
    """An engine that has neither memory nor space left."""


class Database:
    """A DuckDB database below a temporary directory.

    Parameters
    ----------
    engine : DuckDB
        Its limits.

    Raises
    ------
    EngineError
        The directory can't be written, or a limit isn't one.
    """

    def __init__(self, engine: DuckDB) -> None:
        # Importing it takes a fifth of a second, which files read by pandas needn't.
        import duckdb

        try:
            folder = Path(tempfile.mkdtemp(prefix="dnoutcomes-", dir=engine.temp_directory))
        except OSError as error:
            raise EngineError(
                f"temp_directory {str(engine.temp_directory)!r} can't be written ({error.strerror}). Name a directory "
                "with room for the file"
            ) from error
        # DuckDB spills into this directory too.
        settings: dict[str, str | bool | int | float | list[str]] = {"temp_directory": str(folder)}
        if engine.memory_limit is not None:
            settings["memory_limit"] = engine.memory_limit
        if engine.threads is not None:
            settings["threads"] = engine.threads
        try:
            with _told():
                self._connection = duckdb.connect(folder / "file.duckdb", config=settings)
                # It would stand among what a command writes.
                self._connection.execute("set enable_progress_bar = false")
        except EngineError:
            shutil.rmtree(folder)
            raise
        weakref.finalize(self, _close, self._connection, folder)

    def run(self, sql: str, parameters: Iterable[Any] = ()) -> None:
        """Execute a statement."""
        with _told():
            self._connection.execute(sql, list(parameters))

    def columns(self, sql: str, parameters: Iterable[Any] = ()) -> dict[str, NDArray[Any]]:
        """Return the columns of a query; masked arrays where something is NULL."""
        with _told():
            return dict(self._connection.execute(sql, list(parameters)).fetchnumpy())

    def frame(self, sql: str) -> pd.DataFrame:
        """Return a query as a frame."""
        with _told():
            return self._connection.execute(sql).df()

    def rows(self, sql: str, parameters: Iterable[Any] = ()) -> list[tuple[Any, ...]]:
        """Return the rows of a query."""
        with _told():
            return self._connection.execute(sql, list(parameters)).fetchall()

    def value(self, sql: str) -> Any:
        """Return the one value of a query."""
        return self.rows(sql)[0][0]

    def store(self, table: str, frame: pd.DataFrame) -> None:
        """Put a frame into a table."""
        with _told():
            self._connection.register("frame_to_store", frame)
            self._connection.execute(
                f"create or replace table {quoted(table)} as select * from frame_to_store"
            )
            self._connection.unregister("frame_to_store")


def quoted(name: str) -> str:
    """Write a name as SQL does.

    Examples
    --------
    >>> print(quoted('an "arm" of'))
    "an ""arm"" of"
    """
    return '"' + name.replace('"', '""') + '"'


def literal(text: str) -> str:
    """Write a text as SQL does.

    Examples
    --------
    >>> literal("standard o'clock")
    "'standard o''clock'"
    """
    return "'" + text.replace("'", "''") + "'"


def plain_array(column: NDArray[Any], missing: int) -> NDArray[Any]:
    """Return a column of whole numbers with NULL as a number of its own."""
    return np.ma.filled(column, missing) if np.ma.isMaskedArray(column) else column


def _close(connection: duckdb.DuckDBPyConnection, folder: Path) -> None:
    connection.close()
    shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def _told() -> Iterator[None]:
    """Say in the caller's words what DuckDB lacks."""
    import duckdb

    try:
        yield
    except duckdb.OutOfMemoryException as error:
        raise RoomError(_NO_ROOM.format(_first_line(error))) from error
    except duckdb.Error as error:
        if any(said in str(error) for said in _SAID_OF_A_FULL_DISK):
            raise RoomError(_NO_ROOM.format(_first_line(error))) from error
        raise EngineError(f"DuckDB can't go on: {_first_line(error)}") from error


@contextmanager
def disk_told() -> Iterator[None]:
    """Say in the caller's words that a directory can't be written."""
    try:
        yield
    except OSError as error:
        raise RoomError(_NO_ROOM.format(error.strerror)) from error


_NO_ROOM = (
    "DuckDB has neither memory nor temporary space left for this file. Raise memory_limit, or name a temp_directory "
    "with more room. DuckDB says: {}"
)
_SAID_OF_A_FULL_DISK = ("No space left", "File too large", "max_temp_directory_size")


def _first_line(error: Exception) -> str:
    return str(error).splitlines()[0]
