"""The sensitivity panel, released: no number of patients but those printed elsewhere, no small group in the balance."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import Key, ProtectedCounts
from dnoutcomes.language import say, term
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.model_results import both_arms
from dnoutcomes.report.facts.release import release
from dnoutcomes.sensitivity import METHODS, SensitivityPanel, sensitivity_panel
from dnoutcomes.sensitivity.methods import SHARE

HIDDEN = term("hidden to protect a small group")
NOT_POSSIBLE = term("not possible with these data")


@dataclass(frozen=True, eq=False)
class SensitivityResults:
    """The panel as it may be shown.

    Attributes
    ----------
    panel : SensitivityPanel
        Its rows without what small groups forbid.
    balance : pandas.DataFrame
        Rows of the balance table whose groups may be shown; empty for a randomised plan.
    effective : dict of str to float
        Effective number of patients by arm with overlap weights; empty for a randomised plan. Where small groups are
        hidden it's whole, and empty where the number of patients isn't shown.
    """

    panel: SensitivityPanel
    balance: pd.DataFrame
    effective: dict[str, float]


def sensitivity_results(
    analysis: AnalysisData, counts: ProtectedCounts, *, responders_hidden: bool
) -> SensitivityResults | Unavailable:
    """Work out the panel where every patient with a score may be counted.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
    responders_hidden : bool
        Whether the first threshold's responders are hidden elsewhere in the report.
    """
    plan = analysis.plan
    scored = both_arms(analysis, "scored", plan.primary_visit)
    analysed = both_arms(analysis, "analysed")
    if counts.is_small(*scored, *analysed) or not all(counts.linked.counts[key].value for key in scored):
        return Unavailable(
            say("Too few patients have a score for the comparison to be made in several ways.")
        )
    panel = sensitivity_panel(analysis)
    # Rounded where a number of patients is withheld, which unrounded errors would give away.
    blurred = release(panel.estimates, lambda row: (*scored, *analysed), counts)
    frame = blurred.frame.drop(columns="n_shown")
    if counts.is_shown(*scored, *analysed):
        frame["n_subjects"] = panel.estimates.frame["n_subjects"]
    lost = (frame["scale"] == SHARE) & responders_hidden
    lost |= (frame["method"] == METHODS["complete"].label) & _few_complete(analysis, counts)
    numbers = ["estimate", "std_error", "df", "statistic", "p_value", "conf_low", "conf_high", "n_subjects"]
    frame.loc[lost, numbers] = math.nan
    frame["hidden"] = lost
    frame.loc[lost, "reason"] = HIDDEN
    # Reasons may quote numbers of patients.
    frame["reason"] = frame["reason"].where(frame["reason"].isin(["", HIDDEN]), NOT_POSSIBLE)
    if plan.hides_small_groups:
        printed = {sum(counts.value(key) or 0 for key in keys) for keys in (scored, analysed)}
        frame["n_subjects"] = frame["n_subjects"].where(frame["n_subjects"].isin(list(printed)))
        frame[["df", "statistic"]] = math.nan
    released = replace(panel, estimates=replace(blurred, frame=frame), words=())
    found = panel.confounding
    if found is None:
        return SensitivityResults(released, pd.DataFrame(), {})
    keep = [_may_show(row.covariate, row.level, analysis, counts) for row in found.balance.itertuples()]
    effective = {str(arm): float(size) for arm, size in found.effective_sample_size.items()}
    if plan.hides_small_groups:
        # With nearly even weights it's nearly the number of patients.
        shown = counts.is_shown(*scored, *analysed)
        effective = {arm: float(round(size)) for arm, size in effective.items()} if shown else {}
    return SensitivityResults(released, found.balance[keep].reset_index(drop=True), effective)


def _few_complete(analysis: AnalysisData, counts: ProtectedCounts) -> bool:
    """Whether few were seen at every visit, or few of those with a score at the primary one weren't."""
    plan = analysis.plan
    so_far = analysis.visits[analysis.visits["visit"] <= plan.primary_visit]
    complete = so_far["change"].notna().groupby(so_far["patient_id"]).all()
    arms = analysis.patients.set_index("patient_id")["arm"]
    for arm in plan.arms:
        n = int(complete[arms.reindex(complete.index) == arm].sum())
        scored = counts.linked.counts["scored", plan.primary_visit, arm].value
        if counts.small_groups.holds(n, scored - n):
            return True
    return False


def _may_show(covariate: str, level: object, analysis: AnalysisData, counts: ProtectedCounts) -> bool:
    for arm in analysis.plan.arms:
        if covariate == "cause":
            key: Key = ("cause", str(level), arm)
        elif str(level) and level == level:
            key = ("level", covariate, str(level), arm)
        else:
            key = ("recorded", covariate, arm)
        if key not in counts.statuses or not counts.is_shown(key):
            return False
    return True
