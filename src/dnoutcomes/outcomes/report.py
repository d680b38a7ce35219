"""ValidationReport: everything that was found in a file, and whether it can be used."""

from __future__ import annotations

from dataclasses import dataclass, field
from html import escape
from typing import Any

import pandas as pd

from dnoutcomes.readers.finding import verdict_of

MEANING = {
    "ok": "can be used as it stands",
    "warn": "can be used; there is something to know",
    "row": "can be used; faulty rows or values are set aside",
    "ask": "can mean two things; an option decides",
    "reject": "can't be used as it stands",
}


@dataclass(frozen=True, eq=False)
class ValidationReport:
    """Everything that was found in a file, and whether it can be used.

    Attributes
    ----------
    issues : pandas.DataFrame
        One row per finding, gravest first: `severity, check, row, column, value, message, remedy`.
    counts : dict of str to int
        `rows_read, blank_rows, duplicates, rows_set_aside, records, patients`; empty where the file wasn't read.
    engine : str
        What read the file, as of `Outcomes`; empty where it wasn't read.
    """

    issues: pd.DataFrame
    counts: dict[str, int] = field(default_factory=dict)
    engine: str = ""

    @property
    def verdict(self) -> str:
        """The gravest finding: "ok", "warn", "row", "ask" or "reject"."""
        return verdict_of(self.issues["severity"])

    @property
    def summary(self) -> str:
        """The verdict in words, and the counts."""
        counts = ", ".join(f"{n} {name.replace('_', ' ')}" for name, n in self.counts.items())
        return MEANING[self.verdict] + (f" ({counts})" if counts else "")

    def to_dict(self) -> dict[str, Any]:
        """Return the report as plain values that JSON can hold: `verdict, summary, counts, engine, issues`."""
        issues = [
            {
                name: None if pd.isna(value) else int(value) if name == "row" else str(value)
                for name, value in row.items()
            }
            for row in self.issues.to_dict("records")
        ]
        return {
            "verdict": self.verdict,
            "summary": self.summary,
            "counts": dict(self.counts),
            "engine": self.engine,
            "issues": issues,
        }

    def __repr__(self) -> str:
        lines = [f"{self.verdict}: {self.summary}"]
        lines += [f"  {row.severity}: {row.message}" for row in self.issues.itertuples()]
        return "\n".join(lines)

    def _repr_html_(self) -> str:
        table = self.issues.to_html(index=False, border=0, na_rep="")
        return f"<p><strong>{self.verdict}</strong>: {escape(self.summary)}</p>{table}"
