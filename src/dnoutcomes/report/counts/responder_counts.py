"""Responders among the counts of a report.

Keys end with the arm: `("responders", threshold, arm)` and `("improved", at least so much, arm)`.
"""

from __future__ import annotations

from itertools import pairwise

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.disclosure import Key
from dnoutcomes.report.counts.count_ledger import CountLedger


def add_responders(ledger: CountLedger, analysis: AnalysisData, visits: pd.DataFrame, arm: str) -> None:
    """Enter responders at the primary visit, the steps between thresholds of one kind, and the curve of responders.

    Parameters
    ----------
    ledger : CountLedger
        With the flow of patients.
    analysis : AnalysisData
    visits : pandas.DataFrame
        Rows of its visits that are of the arm.
    arm : str
    """
    rows = visits[visits["visit"] == analysis.plan.primary_visit]
    for responder in analysis.plan.responders:
        yes = ledger.add(("responders", responder.label, arm), int((rows[responder.column] == 1).sum()))
        ledger.split(("analysed", arm), yes, "no response or no score")
        ledger.split(("scored", analysis.plan.primary_visit, arm), yes, "no response")
    for scale in ("percent", "points"):
        same = sorted(
            (responder for responder in analysis.plan.responders if responder.scale == scale),
            key=lambda responder: responder.value,
        )
        _chain(ledger, [("responders", responder.label, arm) for responder in same])
    _curve(ledger, analysis, arm)


def _curve(ledger: CountLedger, analysis: AnalysisData, arm: str) -> None:
    """The curve of how many improved by at least so much, at the levels that it will be drawn at."""
    curve = responder_curve(analysis, released=True)
    rows = curve.frame[curve.frame["arm"] == arm]
    reached = {level: int(n) for level, n in zip(rows["improvement"], rows["n_responders"])}
    thresholds = {
        responder.value: responder.label
        for responder in analysis.plan.responders
        if responder.scale == curve.scale
    }
    for level, label in thresholds.items():
        reached[level] = ledger.counts["responders", label, arm].value
    keys = [ledger.add(("improved", f"{level:g}", arm), reached[level]) for level in sorted(reached)]
    for level, label in thresholds.items():
        ledger.total(("improved", f"{level:g}", arm), (("responders", label, arm),))
    _chain(ledger, keys)
    if keys:
        ledger.split(("analysed", arm), keys[0], "not improved or no score")


def _chain(ledger: CountLedger, keys: list[Key]) -> None:
    """Counts of which each holds the next: the steps between them are groups of patients too."""
    for wider, narrower in pairwise(keys):
        ledger.split(wider, narrower, f"between {narrower[1]} and")
