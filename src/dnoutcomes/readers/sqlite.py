"""Read a table, or what a query gives, of an SQLite database that lies in a file."""

from __future__ import annotations

import sqlite3
from dataclasses import replace

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.listed_tables import choose_table
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.queries import query_of
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.rows_of_query import table_of_query
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.spooled import spooled

WHAT = "an SQLite database"
FIRST_BYTES = (b"SQLite format 3\0",)
_READING = (sqlite3.SQLITE_SELECT, sqlite3.SQLITE_READ, sqlite3.SQLITE_FUNCTION, sqlite3.SQLITE_RECURSIVE)
_TABLES = "select name from sqlite_master where type in ('table', 'view') and name not like 'sqlite\\_%' escape '\\'"


def read_sqlite(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read an SQLite database.

    Parameters
    ----------
    data : bytes
        Content of the file.
    source : Source
        Name and hash.
    mapping : SiteMapping
        Its `source`, with a table or a query, or its `member`; neither is needed where there's one table.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        The file is damaged, several tables could be meant, there's no such table, or the query fails or would write.
    """
    with spooled(data, ".sqlite") as path:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=ro&immutable=1", uri=True)
        try:
            query = query_of(mapping, source.name, quoted)
            if not mapping.source.query:
                table = choose_table(
                    _rows_of_tables(connection), mapping.source.table or mapping.member, source.name
                )
                query, source = f"select * from {quoted(table)}", replace(source, member=table)
            connection.set_authorizer(_only_reading)
            cursor = connection.execute(query)
            header = [column[0] for column in cursor.description]
            return table_of_query(header, cursor, source)
        except sqlite3.Error as error:
            refuse(
                source.name,
                f"this is {WHAT} that can't be read so ({error})",
                "Correct the query, or, where the file is damaged, copy it again.",
                check="database",
            )
        finally:
            connection.close()


def quoted(name: str) -> str:
    """Put a name in the quotes of SQL.

    Examples
    --------
    >>> quoted('a"b')
    '"a""b"'
    """
    doubled = name.replace('"', '""')
    return f'"{doubled}"'


def _rows_of_tables(connection: sqlite3.Connection) -> dict[str, int | None]:
    names = [str(name) for (name,) in connection.execute(_TABLES)]
    return {name: connection.execute(f"select count(*) from {quoted(name)}").fetchone()[0] for name in names}


def _only_reading(action: int, *names: str | None) -> int:
    return sqlite3.SQLITE_OK if action in _READING else sqlite3.SQLITE_DENY


SQLITE = Reader("sqlite", read_sqlite, what=WHAT, first_bytes=FIRST_BYTES, suffixes=(".sqlite", ".sqlite3"))
