"""Shares of responders of the two arms compared, by threshold and group, with intervals."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.compare.groups import Group, clustered_rows, groups_of, rows_at_visit
from dnoutcomes.compare.populations import POPULATION
from dnoutcomes.compare.responders import RULES, analysis_label, responder_effect
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.estimates import COLUMNS, Estimates

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


def responder_effects(analysis: Analysis, visit: str | None = None, by: str | None = "cause") -> Estimates:
    """Compare the shares of responders of the two arms at a visit.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same estimates from either.
    visit : str, optional
        Default: the primary visit.
    by : str, optional
        Groups within which the arms are compared as well: "cause" (as the models pool causes) or another categorical
        patient-level column; of sums, "cause" only. None compares all patients together only.

    Returns
    -------
    Estimates
        The rows that `compare_arms` has of responders, without the adjusted one: risk difference, risk ratio and
        numbers needed to treat of each threshold of the plan, patients without a score left out, and the risk
        difference with them as non-responders.

    Raises
    ------
    ModelError
        `by` can't be used.

    See Also
    --------
    dnoutcomes.compare.compare_arms : With differences in mean change, and adjusted.
    dnoutcomes.compare.responder_table : How many responded.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> plan = dn.Plan()
    >>> effects = responder_effects(dn.build_analysis(dn.load_sample(), plan), by=None)
    >>> len(effects.frame) == 5 * len(plan.responders)
    True
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    rows, cluster = rows_at_visit(analysis, by, name), None
    if isinstance(analysis, AnalysisData):
        rows, cluster = clustered_rows(analysis, rows, by)
    frame = responder_rows(rows, by, plan, cluster)
    frame = frame.assign(outcome=plan.outcome, visit=name, contrast=plan.contrast_label)
    return Estimates(
        frame[["outcome", by or "cause", POPULATION, "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between arms",
        notes=(estimand_note(plan, name),),
    )


def responder_rows(rows: pd.DataFrame, by: str | None, plan: Plan, cluster: str | None) -> pd.DataFrame:
    """Comparisons of shares of responders, one row per threshold, analysis and group."""
    compared = [
        {"analysis": analysis_label(responder, missing_as, measure)}
        | group.labels
        | responder_effect(
            rows[group.inside],
            responder,
            missing_as,
            measure,
            plan.confidence_level,
            cluster_within(group, cluster),
        )
        for responder in plan.responders
        for missing_as, measures in RULES
        for measure in measures
        for group in groups_of(rows, by)
    ]
    return pd.DataFrame(compared)


def cluster_within(group: Group, cluster: str | None) -> str | None:
    """The clusters of a group: of one cluster by itself only its patients vary."""
    return None if cluster == group.column and group.level is not None else cluster
