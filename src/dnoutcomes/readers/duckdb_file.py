"""Read a table, or what a query gives, of a DuckDB database that lies in a file."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.listed_tables import choose_table
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.queries import query_of
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.reader import Reader
from dnoutcomes.readers.rows_of_query import table_of_query
from dnoutcomes.readers.source import Source
from dnoutcomes.readers.spooled import spooled
from dnoutcomes.readers.sqlite import quoted

if TYPE_CHECKING:
    import duckdb

WHAT = "a DuckDB database"
_MARK = slice(8, 12)
_BLOCK = 10_000
# No query opens other files or reaches the network, or allows itself to.
_CLOSED: dict[str, str | bool | int | float | list[str]] = {
    "enable_external_access": False,
    "lock_configuration": True,
}
_TABLES = (
    "select schema_name, table_name from duckdb_tables() where not internal union all "
    "select schema_name, view_name from duckdb_views() where not internal"
)


def is_duckdb(data: bytes, name: str) -> bool:
    """Whether a file is a DuckDB database."""
    return data[_MARK] == b"DUCK"


def read_duckdb(data: bytes, source: Source, mapping: SiteMapping) -> RawTable:
    """Read a DuckDB database; no query reaches beyond it, to other files or the network.

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
    import duckdb

    with spooled(data, ".duckdb") as path:
        try:
            with duckdb.connect(str(path), read_only=True, config=_CLOSED) as connection:
                query = query_of(mapping, source.name, quoted)
                if not mapping.source.query:
                    named = mapping.source.table or mapping.member
                    tables = _tables(connection)
                    rows: dict[str, int | None] = {
                        name: _count(connection, address) for name, address in tables.items()
                    }
                    table = choose_table(rows, named, source.name)
                    query, source = f"select * from {tables[table]}", replace(source, member=table)
                cursor = connection.execute(query)
                header = [str(column[0]) for column in cursor.description or ()]
                blocks = iter(lambda: cursor.fetchmany(_BLOCK), [])
                return table_of_query(header, (row for block in blocks for row in block), source)
        except duckdb.Error as error:
            refuse(
                source.name,
                f"this is {WHAT} that can't be read so ({str(error).splitlines()[0].replace(str(path), source.name)})",
                "Correct the query, or, where the file is damaged, copy it again.",
                check="database",
            )


def _tables(connection: duckdb.DuckDBPyConnection) -> dict[str, str]:
    """Return what each table is called, and its address in quotes: a dot may belong to a name."""
    return {
        str(table) if schema == "main" else f"{schema}.{table}": f"{quoted(schema)}.{quoted(table)}"
        for schema, table in connection.execute(_TABLES).fetchall()
    }


def _count(connection: duckdb.DuckDBPyConnection, address: str) -> int:
    counted = connection.execute(f"select count(*) from {address}").fetchone()
    return int(counted[0]) if counted else 0


DUCKDB = Reader("duckdb", read_duckdb, is_duckdb, WHAT, suffixes=(".duckdb",))
