"""Write what was set aside to a file that a spreadsheet can open without harm."""

from __future__ import annotations

import re
from pathlib import Path

from dnoutcomes.destination import refuse_file
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.readers.finding import REJECT_COLUMNS
from dnoutcomes.writing import remove_file, write_file

_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?")


def spreadsheet_safe(text: str) -> str:
    r"""Prefix a text that a spreadsheet would run as a formula; numbers stay as they are.

    Examples
    --------
    >>> spreadsheet_safe("=1+1"), spreadsheet_safe("-1.2"), spreadsheet_safe("\tx")
    ("'=1+1", '-1.2', "'\tx")
    """
    if text[:1] in ("=", "+", "-", "@", "\t", "\r") and not _NUMBER.fullmatch(text):
        return "'" + text
    return text


def rejects_csv(outcomes: Outcomes) -> bytes:
    """Return the rejects as CSV: `source_row, column, value, reason, set_aside`."""
    safe = outcomes.rejects.assign(
        **{name: outcomes.rejects[name].map(spreadsheet_safe) for name in ("column", "value", "reason")}
    )
    csv_text: str = safe.to_csv(index=False, lineterminator="\n")
    return csv_text.encode("utf-8")


def write_rejects(outcomes: Outcomes, path: str | Path) -> Path:
    """Write the rejects as CSV: `source_row, column, value, reason, set_aside`.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.
    path : str or Path
        File to write; it's there in full or not at all.

    Returns
    -------
    Path
    """
    write_file(Path(path), rejects_csv(outcomes))
    return Path(path)


def is_list(content: bytes) -> bool:
    """Whether this is the content of a list of rejects."""
    return content.split(b"\n", 1)[0].strip() == ",".join(REJECT_COLUMNS).encode()


def refuse_list(path: str | Path) -> None:
    """Refuse a place for a list of rejects that can't be written, or that holds something else than such a list.

    Raises
    ------
    OutputError
    """
    refuse_file(Path(path), is_list)


def list_rejects(outcomes: Outcomes, path: str | Path) -> Path | None:
    """Write the rejects as a list; where there are none, remove the list of an earlier file.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.
    path : str or Path

    Returns
    -------
    Path or None
        The list, if there is one.

    Raises
    ------
    OutputError
        The place can't be written, or holds something else than such a list.
    """
    refuse_list(path)
    if len(outcomes.rejects):
        return write_rejects(outcomes, path)
    remove_file(Path(path))
    return None
