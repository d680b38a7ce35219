"""Cells that run over several lines where one word or number belongs: a quote has swallowed rows."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.encodings import row_label
from dnoutcomes.readers.finding import Finding


def line_breaks(context: Context) -> list[Finding]:
    """Refuse a file in which an id, level, number or date runs over several lines; texts may."""
    findings = []
    for parsed in context.columns.values():
        if parsed.column.type == "text" and parsed.name != "patient_id":
            continue
        rows = (
            parsed.rows_where("\n" in text.strip() or "\r" in text.strip() for text in parsed.texts)
            & context.live
        )
        if rows.any():
            label = row_label(int(context.source_rows[rows][0]), context.table.raw.source.header_row)
            findings += context.findings(
                "reject",
                rows,
                f"{parsed.name} runs over several lines from {label}: a quote there has swallowed rows",
                parsed.name,
                remedy="Close the quote, or remove it.",
            )
    return findings
