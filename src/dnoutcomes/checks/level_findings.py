"""What to say of levels that were written in other ways."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_SHOWN = 5


def folded_levels(parsed: ParsedColumn, context: Context) -> list[Finding]:
    """Report documented synonyms, and warn of spellings that only fold to a level."""
    found = []
    for kind, severity in (("synonym", "info"), ("folded", "warn")):
        rows = parsed.rows_of(kind) & context.live
        texts = parsed.texts_in(rows)
        if not texts:
            continue
        level_of = {str(text): cell.value for text, cell in zip(parsed.texts, parsed.cells)}
        shown = ", ".join(f"{quote(text)} as {level_of[text]}" for text in texts[:_SHOWN])
        more = ", ..." if len(texts) > _SHOWN else ""
        found += context.found(
            "warn" if severity == "warn" else "info",
            rows,
            f"{parsed.name}: {shown}{more} ({int(rows.sum())} rows)",
            parsed.name,
        )
    return found


def listed(rows: Mask, context: Context) -> str:
    """Name the lines of some rows, the first few of them."""
    lines = [str(line) for line in context.source_rows[rows][:_SHOWN]]
    n = int(rows.sum())
    return f"row{'s' if n > 1 else ''} {', '.join(lines)}" + (f" and {n - _SHOWN} more" if n > _SHOWN else "")
