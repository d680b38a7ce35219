"""The differences of means at the primary visit, adjusted and not, released."""

from __future__ import annotations

from dataclasses import replace

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.populations import POPULATION
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.estimates import Estimates
from dnoutcomes.report.facts.cause_results import hidden_causes, release_by_cause

MEANS = ("adjusted", "unadjusted", "hedges_g")


def comparison_results(comparisons: Estimates, analysis: AnalysisData, counts: ProtectedCounts) -> Estimates:
    """Release the differences of means of `compare_arms`, by cause and overall.

    Its responders by cause are left out, each being a further small group; `responder_results` has those of all
    patients. `details["is_partial"]` says whether the standardised difference leaves out patients with a score.
    """
    frame = comparisons.frame
    means = replace(
        comparisons, frame=frame[frame["analysis"].isin(MEANS)].reset_index(drop=True), functions=None
    )
    released = release_by_cause(means, analysis, counts, hidden_causes(analysis, counts))
    return replace(released, details={"is_partial": _is_partial(comparisons)})


def _is_partial(comparisons: Estimates) -> bool:
    """Whether the standardised difference leaves out patients with a score, whose cause the other arm doesn't have."""
    mix = comparisons.details["mix"]
    scored = {
        cell["cause"] for cell in comparisons.details["cells"] if cell["n"] and cell[POPULATION] is None
    }
    return bool(mix) and bool(scored - set(mix))
