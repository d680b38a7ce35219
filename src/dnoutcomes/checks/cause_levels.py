"""Causes: spellings are folded, slips of the pen refused, absent ones kept as a category of their own."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.level_findings import ask_for_codes, folded_levels, is_coded, listed
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote
from dnoutcomes.registry import did_you_mean

_SHOWN = 5


def cause_levels(context: Context) -> list[Finding]:
    """Judge the causes.

    A cause near a known one is taken for a slip of the pen and refused. One that is near none is refused where the
    caller declared the causes, and otherwise kept as it's written and reported: a clinic may see other causes.
    """
    if is_coded(context.columns["cause"], context):
        return ask_for_codes(context.columns["cause"], context) + _absent(context)
    return (
        _misspelt(context)
        + _undeclared(context)
        + folded_levels(context.columns["cause"], context)
        + _absent(context)
    )


def _misspelt(context: Context) -> list[Finding]:
    cause = context.columns["cause"]
    kinds = ("misspelt", "unknown") if context.causes_declared else ("misspelt",)
    findings = []
    for text in cause.texts_in(cause.rows_of(*kinds) & context.live):
        rows = cause.rows_where(other == text for other in cause.texts) & context.live
        near = did_you_mean(text, list(cause.column.levels))
        findings += context.findings(
            "reject",
            rows,
            f"unknown cause {quote(text)} in {listed(rows, context)}{near}".rstrip("."),
            "cause",
            remedy="Correct it, or declare it: causes = [...] in the plan or the mapping. Known: "
            + ", ".join(cause.column.levels),
        )
    return findings


def _undeclared(context: Context) -> list[Finding]:
    if context.causes_declared:
        return []
    cause = context.columns["cause"]
    rows = cause.rows_of("unknown") & context.live
    texts = cause.texts_in(rows)
    shown = ", ".join(quote(text) for text in texts[:_SHOWN]) + (", ..." if len(texts) > _SHOWN else "")
    return context.findings(
        "info",
        rows,
        f"causes beyond the standard list, kept as written: {shown}",
        "cause",
        remedy="Declare them in the plan, causes = [...], so that a slip of the pen is noticed.",
    )


def _absent(context: Context) -> list[Finding]:
    cause = context.columns["cause"]
    findings = []
    for kinds, what in (
        (("blank",), "blank"),
        (("missing_word", "missing_reason"), "a word for an absent value"),
        (("declared_code",), "a declared missing code"),
    ):
        rows = cause.rows_of(*kinds) & context.live
        texts = [text for text in cause.texts_in(rows) if text.strip()]
        words = ": " + ", ".join(quote(text) for text in texts[:_SHOWN]) if texts else ""
        findings += context.findings(
            "warn",
            rows,
            f"cause is {what}{words} ({int(np.sum(rows))} rows): taken from the patient's other rows, else kept as the "
            "category not_recorded (not recorded)",
            "cause",
        )
    return findings
