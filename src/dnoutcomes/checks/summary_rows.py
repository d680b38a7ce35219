"""Rows that sum up others, and headers that stand among the data."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.header_names import canonical_name
from dnoutcomes.schema import fold

WORDS = frozenset(
    {
        "total", "totals", "grand total", "subtotal", "sub total", "sum", "sums", "mean", "average", "avg", "median",
        "count", "summary", "sd", "min", "max", "summe", "gesamt", "gesamtsumme", "zwischensumme", "mittelwert",
        "durchschnitt", "anzahl", "somme", "total general", "moyenne", "sous total", "suma", "media", "promedio",
        "totale", "somma", "totaal", "gemiddelde", "celkem", "summa",
    }
)  # fmt: skip


def summary_rows(context: Context) -> list[Finding]:
    """Set aside rows whose patient id is a word such as Total, or a column name."""
    ids = context.columns["patient_id"]
    sums = ids.rows_like(lambda text: fold(text) in WORDS)
    findings = context.findings(
        "row", sums, "a row that sums up others, not an encounter", "patient_id", sets_aside="row"
    )
    headers = ids.rows_like(lambda text: canonical_name(text) == "patient_id")
    return findings + context.findings(
        "row", headers, "the header once more, not an encounter", "patient_id", sets_aside="row"
    )
