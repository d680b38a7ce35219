"""Write what was set aside to a file that a spreadsheet can open without harm."""

from __future__ import annotations

import os
import re
from pathlib import Path

from dnoutcomes.outcomes.records import Outcomes

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
    path = Path(path)
    safe = outcomes.rejects.assign(
        **{name: outcomes.rejects[name].map(spreadsheet_safe) for name in ("column", "value", "reason")}
    )
    partial = path.with_name(path.name + ".part")
    safe.to_csv(partial, index=False, lineterminator="\n", encoding="utf-8")
    os.replace(partial, path)
    return path


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
    """
    if len(outcomes.rejects):
        return write_rejects(outcomes, path)
    Path(path).unlink(missing_ok=True)
    return None
