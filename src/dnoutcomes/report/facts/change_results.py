"""The change within each arm beside what was to be expected anyway, released."""

from __future__ import annotations

import math

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.before_after import CHANGE, METHODS, before_after
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.report.facts.answer import NOTHING, effect_of
from dnoutcomes.report.facts.attempt import Unavailable, attempt
from dnoutcomes.report.facts.release import release
from dnoutcomes.report.facts.results import ChangeResults


def change_results(analysis: AnalysisData, counts: ProtectedCounts) -> ChangeResults:
    """Work out the change within each arm, and the change to be expected in the treated one without its treatment."""
    plan = analysis.plan
    found = attempt(lambda: before_after(analysis), "")
    if isinstance(found, Unavailable):
        return ChangeResults(dict.fromkeys(plan.arms, NOTHING), math.nan, "")
    frame = release(found, lambda row: (("scored", row["visit"], row["arm"]),), counts).frame
    changes = frame[frame["analysis"] == CHANGE].set_index("arm")
    effects = {arm: effect_of(changes.loc[arm], plan.confidence_level) for arm in plan.arms}
    expected = frame[(frame["analysis"] != CHANGE) & (frame["arm"] == plan.treated_arm)]
    reference_small = counts.is_small(("scored", plan.primary_visit, plan.reference_arm))
    if expected.empty or reference_small:
        return ChangeResults(effects, math.nan, "")
    row = expected.iloc[0]
    method = next((name for name, label in METHODS.items() if label == row["analysis"]), "")
    return ChangeResults(effects, float(row["estimate"]), method)
