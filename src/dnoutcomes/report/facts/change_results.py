"""The change within each arm beside what was to be expected anyway, released."""

from __future__ import annotations

from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.before_after import CHANGE, before_after
from dnoutcomes.disclosure import ProtectedCounts, State, StatedNumber
from dnoutcomes.report.facts.answer import effect_of
from dnoutcomes.report.facts.effect import NOTHING, Effect
from dnoutcomes.report.facts.release import release
from dnoutcomes.report.facts.unavailable import Unavailable, or_unavailable


@dataclass(frozen=True, eq=False)
class ChangeResults:
    """The change within each arm, which must never stand alone.

    Attributes
    ----------
    effects : dict of str to Effect
        Mean change at the primary visit by arm.
    expected : StatedNumber
        Change to be expected in the treated arm without its treatment, in units of the outcome.
    method : str
        What that rests on: "reference arm", "population mean", "eligibility cut"; empty where unknown.
    """

    effects: dict[str, Effect]
    expected: StatedNumber
    method: str


def change_results(analysis: AnalysisData, counts: ProtectedCounts) -> ChangeResults:
    """Work out the change within each arm, and the change to be expected in the treated one without its treatment."""
    plan = analysis.plan
    found = or_unavailable(lambda: before_after(analysis), "")
    if isinstance(found, Unavailable):
        nothing = StatedNumber.without(State.NOT_ESTIMABLE)
        return ChangeResults(dict.fromkeys(plan.arms, NOTHING), nothing, "")
    frame = release(found, lambda row: (("scored", row["visit"], row["arm"]),), counts).frame
    changes = frame[frame["analysis"] == CHANGE].set_index("arm")
    effects = {arm: effect_of(changes.loc[arm], plan.confidence_level) for arm in plan.arms}
    expected = frame[(frame["analysis"] != CHANGE) & (frame["arm"] == plan.treated_arm)]
    # It is that of the reference arm, or the rest of the treated arm's change.
    if counts.is_small(*(("scored", plan.primary_visit, arm) for arm in plan.arms)):
        return ChangeResults(effects, StatedNumber.without(State.HIDDEN), "")
    if expected.empty:
        return ChangeResults(effects, StatedNumber.without(State.NOT_ESTIMABLE), "")
    row = expected.iloc[0]
    return ChangeResults(effects, StatedNumber.of(row["estimate"]), str(row["method"]))
