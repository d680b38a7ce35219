"""The differences of means at the primary visit, adjusted and not, released."""

from __future__ import annotations

from dataclasses import replace

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.estimates import Estimates
from dnoutcomes.report.cause_results import hidden_causes, release_by_cause

MEANS = ("adjusted", "unadjusted", "hedges_g")


def comparison_results(comparisons: Estimates, analysis: AnalysisData, counts: ProtectedCounts) -> Estimates:
    """Release the differences of means of `compare_arms`, by cause and overall.

    Its responders by cause are left out, each being a further small group; `responder_results` has those of all
    patients.
    """
    frame = comparisons.frame
    means = replace(
        comparisons, frame=frame[frame["analysis"].isin(MEANS)].reset_index(drop=True), functions=None
    )
    return release_by_cause(means, analysis, counts, hidden_causes(analysis, counts))
