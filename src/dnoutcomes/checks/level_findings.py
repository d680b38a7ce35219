"""What to say of levels that were written in other ways."""

from __future__ import annotations

import re

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.cells import Mask, ParsedColumn
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_SHOWN = 5
_CODE = re.compile(r"-?\d{1,3}(\.0*)?")


def folded_levels(parsed: ParsedColumn, context: Context) -> list[Finding]:
    """Report documented synonyms, and warn of spellings that only fold to a level."""
    findings = []
    for kind, severity in (("synonym", "info"), ("folded", "warn")):
        rows = parsed.rows_of(kind) & context.live
        texts = parsed.texts_in(rows)
        if not texts:
            continue
        level_of = {str(text): cell.value for text, cell in zip(parsed.texts, parsed.cells)}
        shown = ", ".join(f"{quote(text)} as {level_of[text]}" for text in texts[:_SHOWN])
        more = ", ..." if len(texts) > _SHOWN else ""
        findings += context.findings(
            "warn" if severity == "warn" else "info",
            rows,
            f"{parsed.name}: {shown}{more} ({int(rows.sum())} rows)",
            parsed.name,
        )
    return findings


def listed(rows: Mask, context: Context) -> str:
    """Name the lines of some rows, the first few of them."""
    lines = [str(line) for line in context.source_rows[rows][:_SHOWN]]
    n = int(rows.sum())
    return f"row{'s' if n > 1 else ''} {', '.join(lines)}" + (f" and {n - _SHOWN} more" if n > _SHOWN else "")


def is_coded(parsed: ParsedColumn, context: Context) -> bool:
    """Whether nothing in a column of levels can be read, and all of it is short numbers."""
    if (parsed.rows_of("level", "synonym", "folded", "misspelt", "yes_no") & context.live).any():
        return False
    texts = parsed.texts_in(parsed.rows_of("unknown") & context.live)
    return bool(texts) and all(_CODE.fullmatch(text.strip()) for text in texts)


def ask_for_codes(parsed: ParsedColumn, context: Context) -> list[Finding]:
    """Ask what the codes of a column mean."""
    rows = parsed.rows_of("unknown") & context.live
    codes = ", ".join(quote(text) for text in parsed.texts_in(rows)[:10])
    return context.findings(
        "ask",
        rows,
        f"{parsed.name} is in codes: {codes}",
        parsed.name,
        remedy=f"Say what they mean in a mapping, under [values.{parsed.name}].",
    )
