"""Read a table, or what a query gives, of a database by its address, without writing anything there."""

from __future__ import annotations

import re
from contextlib import suppress
from typing import TYPE_CHECKING, Any
from urllib.parse import quote_plus, unquote_plus

from dnoutcomes.errors import DataError
from dnoutcomes.readers.finding import Finding, data_error, refuse
from dnoutcomes.readers.mapping import SiteMapping
from dnoutcomes.readers.optional_packages import require_packages
from dnoutcomes.readers.queries import query_of
from dnoutcomes.readers.raw_table import RawTable
from dnoutcomes.readers.rows_of_query import table_of_query
from dnoutcomes.readers.source import Source

if TYPE_CHECKING:
    from sqlalchemy.engine import URL, Connection

WHAT = "the address of a database"
_ADDRESS = re.compile(r"[A-Za-z][A-Za-z0-9+_.-]+://")
_BLOCK = 10_000
_CHECK = "database"
# What makes a transaction one that only reads, by the name of the database.
_READ_ONLY = {
    "postgresql": "set transaction read only",
    "mysql": "set transaction read only",
    "mariadb": "set transaction read only",
    "oracle": "set transaction read only",
    "sqlite": "pragma query_only = on",
}


def is_address(path: object) -> bool:
    """Whether a text is the address of a database and not a path.

    Examples
    --------
    >>> is_address("postgresql://reader@db/clinic"), is_address("clinic.csv"), is_address("C://clinic.csv")
    (True, False, False)
    """
    return isinstance(path, str) and _ADDRESS.match(path) is not None


def read_database(address: str, mapping: SiteMapping) -> RawTable:
    """Read what a mapping asks of a database that SQLAlchemy reaches.

    Parameters
    ----------
    address : str
        As SQLAlchemy writes it: "postgresql+psycopg://reader:password@host/clinic". Its password is shown nowhere.
    mapping : SiteMapping
        Its `source`: a table or a query.

    Returns
    -------
    RawTable

    Raises
    ------
    DataError
        SQLAlchemy or the driver isn't installed, the database isn't reached, neither table nor query is named, the
        query would write, or the database refuses it.
    """
    require_packages(("sqlalchemy",), WHAT, "database")
    from sqlalchemy import create_engine
    from sqlalchemy.engine import make_url
    from sqlalchemy.exc import ArgumentError, NoSuchModuleError, SQLAlchemyError
    from sqlalchemy.pool import NullPool

    try:
        url = make_url(address)
        engine = create_engine(url, poolclass=NullPool)
    except NoSuchModuleError:
        raise _bad_address(f"SQLAlchemy knows no database {address.partition(':')[0]!r}") from None
    except ModuleNotFoundError as error:
        raise _error(
            "database",
            f"the driver {error.name} of {address.partition(':')[0]} isn't installed",
            f"Install it with: pip install {error.name}. Or name another driver, such as postgresql+psycopg://.",
        ) from None
    except (ArgumentError, ValueError):
        raise _bad_address("SQLAlchemy can't read this address") from None
    name = _name_of(url)
    query = query_of(mapping, name, engine.dialect.identifier_preparer.quote_identifier)
    if not query:
        refuse(
            name,
            "nothing says what is to be read of it",
            'Write into the mapping, under [source]: table = "sessions", or query = "select ... from ...".',
            check=_CHECK,
            severity="ask",
        )
    try:
        with engine.connect() as connection:
            return _rows(connection, query, Source(name, "", member=mapping.source.table or mapping.member))
    except SQLAlchemyError as error:
        raise _error(
            name,
            f"the database can't be asked this ({_without_secrets(error, url)})",
            "Check the address, the table or the query, and what this user may read.",
        ) from None
    finally:
        engine.dispose()


def _rows(connection: Connection, query: str, source: Source) -> RawTable:
    from sqlalchemy import text
    from sqlalchemy.exc import SQLAlchemyError

    read_only = _READ_ONLY.get(connection.dialect.name)
    if read_only:
        connection.execute(text(read_only))
    try:
        # A colon before a word would be a parameter.
        asked = text(re.sub(r"(?<![:\\]):(?=\w)", r"\\:", query))
        result = connection.execution_options(stream_results=True, max_row_buffer=_BLOCK).execute(asked)
        return table_of_query(list(result.keys()), result, source, hashed=True)
    finally:
        # Where the connection broke, its own error is what the reader is told.
        with suppress(SQLAlchemyError):
            connection.rollback()


def _name_of(url: URL) -> str:
    """Name a database by what it's called, without host, user and password."""
    called = (url.database or "").rpartition("/")[2]
    return f"{called or 'database'} ({url.get_backend_name()})"


def _without_secrets(error: Any, url: URL) -> str:
    """Return the first line of what a driver says, without the password and the address of the database."""
    said = (str(getattr(error, "orig", None) or error).strip().splitlines() or [type(error).__name__])[0]
    password = str(url.password) if url.password is not None else ""
    for secret in {password, quote_plus(password), unquote_plus(password), str(url)} - {""}:
        said = said.replace(secret, "***")
    return said


def _bad_address(problem: str) -> DataError:
    remedy = (
        "Write it as postgresql+psycopg://user:password@host/database, with %40 for an @ in the password."
    )
    return _error("database", problem, remedy)


def _error(name: str, message: str, remedy: str) -> DataError:
    """Return an error to be raised from nothing: what stands behind it holds the address and its password."""
    return data_error([Finding("reject", message, remedy=remedy, check=_CHECK)], name)
