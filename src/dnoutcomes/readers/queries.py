"""Queries: what a mapping asks of a database, as one statement that only reads."""

from __future__ import annotations

import re
from collections.abc import Callable

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.mapping import SiteMapping

# What a statement says besides its words: texts, quoted names and comments.
_NO_WORDS = re.compile(
    r"'(?:[^']|'')*'|\"(?:[^\"]|\"\")*\"|`[^`]*`|\[[^\]]*\]|--[^\n]*|/\*.*?\*/|\$(\w*)\$.*?\$\1\$", re.DOTALL
)
_FIRST_WORDS = ("select", "with", "table", "values", "from")
_WRITING = re.compile(
    r"\b(insert|update|delete|merge|upsert|replace\s+into|into|create|alter|drop|truncate|rename|grant|revoke|call|exec|"
    r"execute|do|copy|attach|detach|pragma|install|load|export|import|set|vacuum|lock|commit|rollback|begin)\b",
    re.IGNORECASE,
)


def query_of(mapping: SiteMapping, name: str, quoted: Callable[[str], str]) -> str:
    """Return the query that a mapping asks, or that of the whole table that it names; empty where it names neither.

    Parameters
    ----------
    mapping : SiteMapping
        Its `source`, or its `member` as the table.
    name : str
        The database, for messages.
    quoted : callable
        Puts a name in the quotes of the database.

    Raises
    ------
    DataError
        The query isn't one statement that only reads.
    """
    if mapping.source.query:
        refuse_writing(mapping.source.query, name)
        return mapping.source.query.strip().rstrip(";")
    table = mapping.source.table or mapping.member
    if not table:
        return ""
    # A schema before a table is a name of its own.
    return f"select * from {'.'.join(quoted(part) for part in table.split('.'))}"


def refuse_writing(query: str, name: str) -> None:
    """Refuse a query that isn't one statement that only reads.

    Examples
    --------
    >>> refuse_writing("select * from sessions where note <> 'delete; drop'", "clinic")
    >>> refuse_writing("with gone as (delete from sessions returning *) select * from gone", "clinic")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DataError: 'clinic' can't be used as it stands.
    - the query would write or change something ('delete'); only queries that read are sent. Write one that begins with
    SELECT or WITH; put a column of that name in quotes.
    """
    words = _NO_WORDS.sub(" '' ", query).strip().rstrip(";").strip()
    first = re.match(r"[(\s]*(\w*)", words)
    writing = _WRITING.search(words)
    if first is None or first[1].lower() not in _FIRST_WORDS or writing:
        shown = writing[1].lower() if writing else first[1].lower() if first else ""
        refuse(
            name,
            f"the query would write or change something ({shown!r}); only queries that read are sent",
            "Write one that begins with SELECT or WITH; put a column of that name in quotes.",
            check="query",
        )
    if ";" in words:
        refuse(name, "the query is more than one statement", "Write one SELECT.", check="query")
