"""Characters that nobody sees: terminal escapes, marks that turn the direction of text, zero-width signs."""

from __future__ import annotations

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.coded_text import spread, texts_and_codes
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import has_hidden_characters, quote


def hidden_characters(context: Context) -> list[Finding]:
    """Warn of invisible characters; they're removed from what is kept and escaped wherever a value is printed."""
    findings = []
    raw = context.table.raw
    for name in raw.frame.columns:
        texts, codes = texts_and_codes(raw.frame[name])
        if "".join(texts).isprintable():
            continue
        marked = spread([has_hidden_characters(text) for text in texts], codes)
        if marked.any():
            rows = raw.source_rows[marked]
            findings.append(
                Finding(
                    "warn",
                    f"column {quote(name)} holds control or invisible characters in {len(rows)} rows: removed from "
                    "what is kept, never printed",
                    column=str(name),
                    source_rows=rows,
                )
            )
    return findings
