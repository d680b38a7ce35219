"""Patients who were seen once."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding


def _count(context: RecordContext) -> Tally:
    scored, once = context.counts.scored_patients(context.outcome)
    return Counter({"once": once, "all": scored})


def _judge(patients: Tally, context: RecordContext) -> list[Finding]:
    """Warn when nobody has two scores on different days; say how many patients have one score only."""
    if not patients["once"]:
        return []
    if patients["once"] == patients["all"]:
        return [
            Finding(
                "warn",
                "every patient has one visit with a score: there is no change, only a baseline table",
                column=context.outcome,
            )
        ]
    return [
        Finding(
            "info",
            f"{patients['once']} of {patients['all']} patients have one visit with a score, so no change",
            column=context.outcome,
        )
    ]


single_visits = OfCounts(_count, _judge)
