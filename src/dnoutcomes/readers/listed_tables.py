"""Listed tables: a file that holds several, one of which is meant."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.readers.finding import refuse
from dnoutcomes.readers.quote import quote

_CHECK = "tables"
_SHOWN = 20


def choose_table(rows: Mapping[str, int | None], member: str, name: str, kind: str = "table") -> str:
    """Return the table that is named, or the only one there is.

    Parameters
    ----------
    rows : mapping of str to int or None
        Tables of the file and how many rows each has, where that's known.
    member : str
        The one that the caller names, empty where none is.
    name : str
        The file.
    kind : str
        What its tables are called.

    Raises
    ------
    DataError
        There's no such table, none at all, or several and none is named: a question that lists them.

    Examples
    --------
    >>> choose_table({"sessions": 6}, "", "clinic.sqlite")
    'sessions'
    >>> choose_table({"sessions": 6, "patients": 2}, "", "clinic.sqlite")
    Traceback (most recent call last):
    ...
    dnoutcomes.errors.DataError: 'clinic.sqlite' isn't read: it can mean two things, and an option or a line of the
    mapping decides.
    - the file holds 2 tables: 'sessions' (6 rows), 'patients' (2 rows). Say which with member="sessions", or in the
    mapping: member = "sessions".
    """
    listed = ", ".join(_with_rows(table, n) for table, n in list(rows.items())[:_SHOWN])
    if not rows:
        refuse(name, f"the file holds no {kind}", "Export it again.", check=_CHECK)
    if member:
        if member not in rows:
            refuse(name, f"the file holds no {kind} {quote(member)}", f"It holds {listed}.", check=_CHECK)
        return member
    first = next(iter(rows))
    if len(rows) > 1:
        refuse(
            name,
            f"the file holds {len(rows)} {kind}s: {listed}",
            f'Say which with member="{first}", or in the mapping: member = "{first}".',
            check=_CHECK,
            severity="ask",
        )
    return first


def _with_rows(table: str, n: int | None) -> str:
    return quote(table) if n is None else f"{quote(table)} ({n:,} row{'' if n == 1 else 's'})"
