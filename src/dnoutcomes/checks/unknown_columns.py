"""Columns that were taken under another name, or not at all."""

from __future__ import annotations

from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.mapped_table import MappedTable
from dnoutcomes.readers.quote import quote

_SHOWN = 20


def unknown_columns(table: MappedTable, outcome: str) -> list[Finding]:
    """Report which columns were renamed and which aren't used."""
    findings = []
    if table.renamed:
        pairs = ", ".join(f"{quote(site)} as {name}" for name, site in table.renamed.items())
        findings.append(Finding("info", f"columns read under other names: {pairs}"))
    if table.ignored:
        shown = ", ".join(quote(name) for name in table.ignored[:_SHOWN])
        more = ", ..." if len(table.ignored) > _SHOWN else ""
        findings.append(
            Finding(
                "info",
                f"{len(table.ignored)} columns aren't known and aren't used: {shown}{more}",
                remedy="To use one, name it in a mapping, under [columns] or keep.",
            )
        )
    return findings
