"""Finding: one thing that a reader of the data must know, and what it means for the rows it concerns."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from typing import Any, Literal, NoReturn

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import DataError
from dnoutcomes.readers.quote import escape_hidden, quote

Severity = Literal["info", "warn", "row", "ask", "reject"]
# Mildest first; a file's verdict is its gravest finding, "ok" where nothing is graver than "info".
SEVERITIES: tuple[Severity, ...] = ("info", "warn", "row", "ask", "reject")
_RANK = {str(name): rank for rank, name in enumerate(SEVERITIES)}
ISSUE_COLUMNS = ("severity", "check", "row", "column", "value", "message", "remedy")
REJECT_COLUMNS = ("source_row", "column", "value", "reason", "set_aside")
# Rows shown one by one in the list of issues; the rejects hold all of them.
SHOWN_ROWS = 100

Rows = NDArray[np.int64]
SetsAside = Literal["", "row", "value", "column", "duplicate"]
# What the rejects list row by row; the issues tell duplicates in one line.
_LISTED = ("row", "value", "duplicate")
_SHOWN_EACH = ("row", "value")


@dataclass(frozen=True, eq=False)
class Finding:
    """One finding, about the file, a column, or some of its rows.

    Attributes
    ----------
    severity : {"info", "warn", "row", "ask", "reject"}
        info: read as it stands, and what was inferred. warn: read, and what was done. row: rows or values set aside.
        ask: it can mean two things. reject: it can't be used.
    message : str
        What was got, and where.
    column : str
        The column, empty where the file is meant.
    remedy : str
        What would do.
    source_rows : sequence of int
        Lines of the file, counted from 1 with the header; empty where no row is meant.
    values : sequence of str
        Texts of the cells, one per row, or none.
    sets_aside : {"", "row", "value", "column", "duplicate"}
        What happens to each row: nothing, the row or the value alone is set aside, the value together with all others
        of its column, or the row repeats a kept one.
    positions : sequence of int
        Places of the rows in the table that was judged, one per row of `source_rows`.
    check : str
        Name of the check; filled in by the one who runs it.
    of_one_row : str
        What holds for each row alone, where the message counts or names the patients of other rows.
    """

    severity: Severity
    message: str
    column: str = ""
    remedy: str = ""
    source_rows: Sequence[int] | Rows = ()
    values: Sequence[str] = ()
    sets_aside: SetsAside = ""
    positions: Sequence[int] | Rows = ()
    check: str = ""
    of_one_row: str = ""

    def of_rows(self, source_rows: Rows) -> Finding | None:
        """Return what it says of some rows of the file; nothing where it's about other rows only.

        Parameters
        ----------
        source_rows : array of int
            Lines of the file.

        Returns
        -------
        Finding or None
            A finding about the whole file or a column stays as it is.

        Examples
        --------
        >>> found = Finding("row", "2 patients in both arms", source_rows=(3, 9), of_one_row="in both arms")
        >>> own = found.of_rows(np.array([9, 10]))
        >>> own.message, own.source_rows
        ('in both arms', [9])
        """
        if not len(self.source_rows):
            return self
        is_meant = np.isin(np.asarray(self.source_rows), source_rows).tolist()
        if not any(is_meant):
            return None
        return replace(
            self,
            message=self.of_one_row or self.message,
            source_rows=[int(row) for row, meant in zip(self.source_rows, is_meant) if meant],
            values=[value for value, meant in zip(self.values, is_meant) if meant],
            positions=[int(position) for position, meant in zip(self.positions, is_meant) if meant],
        )

    def issue_rows(self) -> list[dict[str, object]]:
        """Return the finding as issue rows: one, or one per faulty row up to `SHOWN_ROWS`."""
        base = {
            "severity": self.severity,
            "check": self.check,
            "row": pd.NA,
            "column": escape_hidden(self.column),
            "value": "",
            "message": self.message,
            "remedy": self.remedy,
        }
        if self.sets_aside not in _SHOWN_EACH:
            first = int(self.source_rows[0]) if len(self.source_rows) else pd.NA
            value = quote(self.values[0]) if len(self.values) else ""
            return [base | {"row": first, "value": value}]
        shown = [
            base | {"row": int(row), "value": value}
            for row, value in zip(self.source_rows[:SHOWN_ROWS], self._quoted(SHOWN_ROWS))
        ]
        more = len(self.source_rows) - SHOWN_ROWS
        if more > 0:
            shown.append(base | {"message": f"{self.message} ({more} more rows, listed in the rejects)"})
        return shown

    def reject_rows(self) -> pd.DataFrame:
        """Return one row per row or value set aside: source_row, column, value, reason, set_aside."""
        n = len(self.source_rows) if self.sets_aside in _LISTED else 0
        return pd.DataFrame(
            {
                "source_row": np.asarray(self.source_rows[:n], dtype="int64"),
                "column": escape_hidden(self.column),
                "value": self._quoted(n),
                "reason": self.message,
                "set_aside": self.sets_aside,
            },
            index=range(n),
        )

    def _quoted(self, n: int) -> list[str]:
        values = list(self.values[:n]) or [""] * min(n, len(self.source_rows))
        return [quote(value) if value else "" for value in values]


def issues_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return findings as one tidy frame, gravest first, in the order of the file within a severity.

    Returns
    -------
    pandas.DataFrame
        One row per finding or faulty row: `severity, check, row, column, value, message, remedy`.
    """
    rows = [row for finding in findings for row in finding.issue_rows()]
    frame = pd.DataFrame(rows, columns=list(ISSUE_COLUMNS))
    frame["row"] = frame["row"].astype("Int64")
    return _gravest_first(frame)


def sorted_issues(frames: Sequence[pd.DataFrame]) -> pd.DataFrame:
    """Join frames of issues, gravest first."""
    return _gravest_first(
        pd.concat([frame for frame in frames if len(frame)] or frames[:1], ignore_index=True)
    )


def _gravest_first(frame: pd.DataFrame) -> pd.DataFrame:
    rank = np.array([_RANK[name] for name in frame["severity"]], dtype="int64")
    return frame.iloc[np.argsort(-rank, kind="stable")].reset_index(drop=True)


def rejects_frame(findings: Iterable[Finding]) -> pd.DataFrame:
    """Return everything set aside as one frame with `REJECT_COLUMNS`, in the order of the file."""
    parts = [
        finding.reject_rows()
        for finding in findings
        if finding.sets_aside in _LISTED and len(finding.source_rows)
    ]
    if not parts:
        return pd.DataFrame(
            {name: pd.Series(dtype="int64" if name == "source_row" else "object") for name in REJECT_COLUMNS}
        )
    return pd.concat(parts, ignore_index=True).sort_values("source_row", kind="stable", ignore_index=True)


def verdict_of(severities: Iterable[str]) -> str:
    """Return the verdict of a set of findings: the gravest of them.

    Examples
    --------
    >>> verdict_of(["info", "ask", "row"]), verdict_of(["info"])
    ('ask', 'ok')
    """
    gravest = max((_RANK[name] for name in severities), default=0)
    return "ok" if gravest == 0 else SEVERITIES[gravest]


def data_error(findings: Iterable[Finding], name: str) -> DataError:
    """Return the error that says why a file isn't read: what stands in the way, and every finding as issues.

    Parameters
    ----------
    findings : iterable of Finding
        At least one of severity "ask" or "reject".
    name : str
        The file, for the message.
    """
    findings = list(findings)
    verdict = verdict_of(finding.severity for finding in findings)
    grave = [finding for finding in findings if finding.severity in ("ask", "reject")]
    lines = [" ".join(part for part in (finding.message + ".", finding.remedy) if part) for finding in grave]
    head = f"{quote(name)} " + (
        "isn't read: it can mean two things, and an option or a line of the mapping decides"
        if verdict == "ask"
        else "can't be used as it stands"
    )
    return DataError(
        f"{head}.\n" + "\n".join(f"- {line}" for line in lines),
        issues=issues_frame(findings),
        verdict=verdict,
    )


def refuse(
    name: str, message: str, remedy: str = "", *, check: str, severity: Severity = "reject", **where: Any
) -> NoReturn:
    """Raise the error of a single finding that makes reading on pointless."""
    raise data_error([Finding(severity, message, remedy=remedy, check=check, **where)], name)
