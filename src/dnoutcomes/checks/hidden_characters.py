"""Characters that nobody sees: terminal escapes, marks that turn the direction of text, zero-width signs."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import has_hidden_characters, quote


def hidden_characters(context: Context) -> list[Finding]:
    """Warn of invisible characters; they're removed from what is kept and escaped wherever a value is printed."""
    found = []
    raw = context.table.raw
    for name in raw.frame.columns:
        codes, texts = pd.factorize(raw.frame[name].to_numpy(dtype="object"))
        if "".join(texts).isprintable():
            continue
        marked = [place for place, text in enumerate(texts) if has_hidden_characters(text)]
        if marked:
            rows = raw.source_rows[pd.Series(codes).isin(marked).to_numpy()]
            found.append(
                Finding(
                    "warn",
                    f"column {quote(name)} holds control or invisible characters in {len(rows)} rows: removed from "
                    "what is kept, never printed",
                    column=str(name),
                    source_rows=rows,
                )
            )
    return found
