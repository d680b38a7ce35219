"""Rows below the data that sum it up."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
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
    """Set aside rows whose patient id is a word such as Total."""
    ids = context.columns["patient_id"]
    rows = ids.rows_where(fold(text) in WORDS for text in ids.texts)
    return context.found(
        "row", rows, "a row that sums up others, not an encounter", "patient_id", sets_aside="row"
    )
