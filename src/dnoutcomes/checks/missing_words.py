"""Words and codes that stand for an absent value."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import escape_hidden, quote
from dnoutcomes.readers.value_labels import plain_code
from dnoutcomes.schema import MISSING_REASONS

_SHOWN = 5


def missing_words(context: Context) -> list[Finding]:
    """Warn of words such as NA and codes such as NASK: the value is missing, and the reason is kept."""
    findings = []
    for parsed in context.columns.values():
        if parsed.name == "cause":
            continue
        for kind, severity in (
            ("missing_word", "warn"),
            ("missing_reason", "warn"),
            ("declared_code", "info"),
        ):
            rows = parsed.rows_of(kind) & context.live
            texts = [text.strip() for text in parsed.texts_in(rows)]
            if not texts:
                continue
            reasons = context.table.missing_reasons.get(parsed.name, {})
            shown = ", ".join(_named(text, kind, reasons) for text in texts[:_SHOWN])
            findings += context.findings(
                "warn" if severity == "warn" else "info",
                rows,
                f"{parsed.name}: {shown} read as missing ({int(rows.sum())} rows)",
                parsed.name,
            )
    return findings


def _named(text: str, kind: str, reasons: Mapping[str, str]) -> str:
    """Name a word or code with the reason that it stands for: what the file says of it, or what such codes mean."""
    reason = MISSING_REASONS[text.upper()] if kind == "missing_reason" else reasons.get(plain_code(text), "")
    return f"{quote(text)} ({escape_hidden(reason)})" if reason else quote(text)
