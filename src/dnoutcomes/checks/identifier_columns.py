"""Columns that point to a person."""

from __future__ import annotations

from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.header_names import fold_name
from dnoutcomes.readers.mapped_table import MappedTable
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import COLUMNS
from dnoutcomes.schema.identifiers import is_identifier

_REMEDY = "Better still, leave it out of the file."


def identifier_columns(table: MappedTable, outcome: str) -> list[Finding]:
    """Warn of direct identifiers: they reach no record, no report and no message."""
    findings = [
        Finding(
            "warn",
            f"column {quote(name)} points to a person: left out, its values are never shown",
            column=name,
            remedy=_REMEDY,
        )
        for name in table.identifiers
    ]
    for name in table.frame.columns:
        site = table.renamed.get(name, name)
        if name in COLUMNS and COLUMNS[name].identifies:
            findings.append(
                Finding(
                    "warn",
                    f"column {quote(site)} points to a person: used to check the dates, then left out",
                    column=site,
                    remedy=_REMEDY,
                )
            )
        elif is_identifier(fold_name(site)):
            findings.append(
                Finding(
                    "warn",
                    f"column {quote(site)} points to a person and is read as {name}",
                    column=site,
                    remedy="Use a pseudonym instead.",
                )
            )
    return findings
