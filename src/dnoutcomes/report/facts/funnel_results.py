"""Funnels of sites, therapists or other units, for plans that ask for them."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.monitoring import FUNNEL_UNITS, Funnel, funnel
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.counts.month_counts import BOTH


def add_units(ledger: CountLedger, analysis: AnalysisData) -> None:
    """Enter the patients with a score of each unit, such as a site, that a funnel shows.

    Parameters
    ----------
    ledger : CountLedger
        With the flow of patients and, where it's a characteristic, their site.
    analysis : AnalysisData
    """
    plan = analysis.plan
    for unit in plan.funnels:
        drawn = _drawn(analysis, unit)
        if drawn is None:
            continue
        points = drawn.points
        keys = {
            str(row.label): ledger.add(("scored at", unit, str(row.label), BOTH), int(row.n))
            for row in points.itertuples()
        }
        scored = [
            ("scored", plan.primary_visit, arm) for arm in map(str, analysis.patients["arm"].cat.categories)
        ]
        together = sum(ledger.counts[key].value for key in scored)
        total = ledger.add((f"scored, by {unit}", BOTH), together, printed=False)
        rest = together - sum(ledger.counts[key].value for key in keys.values())
        ledger.total(total, scored)
        ledger.total(total, (*keys.values(), ledger.add((f"scored, no {unit}", BOTH), rest, printed=False)))
        for label, key in keys.items():
            levels: list[Key] = [("level", FUNNEL_UNITS[unit].column, label, arm) for _, _, arm in scored]
            if all(level in ledger.counts for level in levels):
                everyone = sum(ledger.counts[level].value for level in levels)
                of_unit = ledger.add((f"of {unit}", label, BOTH), everyone, printed=False)
                ledger.total(of_unit, levels)
                ledger.split(of_unit, key, "without a score")


def funnel_results(analysis: AnalysisData, counts: ProtectedCounts) -> tuple[Funnel, ...]:
    """Return the funnels that the plan asks for and that show at least two units, by name where nothing is hidden."""
    funnels = []
    for unit in analysis.plan.funnels:
        held_back = {
            key[2]: counts.state(key)
            for key in counts.statuses
            if key[:2] == ("scored at", unit) and not counts.is_shown(key)
        }
        drawn = _drawn(analysis, unit, held_back, names=not counts.small_groups.exist)
        if drawn is not None and len(drawn.shown) > 1:
            funnels.append(drawn)
    return tuple(funnels)


def _drawn(
    analysis: AnalysisData, unit: str, held_back: Mapping[str, State] | None = None, *, names: bool = True
) -> Funnel | None:
    try:
        return funnel(analysis, unit, held_back=held_back, names=names)
    except (DataError, ModelError):  # the file doesn't name them, or has too few scores
        return None
