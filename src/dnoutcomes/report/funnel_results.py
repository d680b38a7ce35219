"""Funnels of sites or therapists, for plans that ask for them."""

from __future__ import annotations

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.monitoring import Funnel, funnel


def funnel_results(analysis: AnalysisData, smallest_cell: int) -> tuple[Funnel, ...]:
    """Return the funnels that the plan asks for and that show at least two units, by name where nothing is hidden."""
    found = []
    for unit in analysis.plan.funnels:
        try:
            drawn = funnel(analysis, unit, smallest_cell=smallest_cell, names=smallest_cell == 1)
        except (DataError, ModelError):  # the file doesn't name them, or has too few scores
            continue
        if (~drawn.points["hidden"]).sum() > 1:
            found.append(drawn)
    return tuple(found)
