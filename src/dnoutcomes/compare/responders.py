"""Responders: how many patients improved by at least a threshold, in each arm, and what the arms differ by."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from math import nan

import pandas as pd

from dnoutcomes.analysis_sums import Analysis, count_in
from dnoutcomes.compare.binary_effect import BinaryEffect
from dnoutcomes.compare.clustered_arms import MEASURES as CLUSTERED
from dnoutcomes.compare.clustered_arms import ClusteredArms, clustered_arms, number_needed
from dnoutcomes.compare.groups import groups_of, rows_at_visit
from dnoutcomes.compare.number_needed_to_treat import NumberNeededToTreat, number_needed_to_treat
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.compare.risk_ratio import risk_ratio
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.plan import Responder

OBSERVED = "left out"
NON_RESPONDER = "non-responder"

Counts = tuple[int, int, int, int]


def responder_table(analysis: Analysis, visit: str | None = None, by: str | None = "cause") -> pd.DataFrame:
    """Count responders in each arm.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
    visit : str, optional
        Default: the primary visit.
    by : str, optional
        "cause" or another categorical patient-level column; None counts all patients together only.

    Returns
    -------
    pandas.DataFrame
        One row per group, arm, threshold and rule for missing scores: the column of the group ("cause" when `by` is
        None), `population` ("all patients together" where it's no group's row), `arm`, `visit`, `threshold` ("30 %"),
        `missing_as` ("left out" or "non-responder"), `n_patients` (the denominator), `responders`, `share`, `missing`
        (patients with a baseline but no score at the visit) and `undefined` (patients with a score in whom a percent of
        baseline has no meaning, counted as no responders).

    Notes
    -----
    A patient who started from 0 can't improve by a share of it and is no responder to a threshold in percent, whatever
    the rule for missing scores. Leaving missing scores out assumes that patients who weren't seen respond as often as
    those who were. Counting them as non-responders is the most cautious reading of each arm, not of the difference
    between the arms.
    """
    plan = analysis.plan
    visit = plan.visit(visit or plan.primary_visit).name
    rows = rows_at_visit(analysis, by, visit)
    shares = []
    for group in groups_of(rows, by):
        for arm in rows["arm"].cat.categories:
            here = rows[group.inside & (rows["arm"] == arm)]
            shares += [
                group.labels | {"arm": arm, "visit": visit} | _table_row(here, responder, missing_as)
                for responder in plan.responders
                for missing_as in (OBSERVED, NON_RESPONDER)
            ]
    return pd.DataFrame(shares)


def responder_effect(
    rows: pd.DataFrame,
    responder: Responder,
    missing_as: str,
    measure: str,
    confidence_level: float,
    cluster: str | None = None,
) -> Row:
    """Compare the shares of responders of the two arms in one group of patients.

    Parameters
    ----------
    rows : pandas.DataFrame
        One row per patient of the group: `arm` (categorical, the reference first), `change`, `baseline` and the
        responder's column.
    responder : Responder
        The threshold.
    missing_as : {"left out", "non-responder"}
        What a missing score counts as.
    measure : str
        A name in `MEASURES`.
    confidence_level : float
    cluster : str, optional
        Column of the therapist or clinic, for errors that allow for patients who share one.

    Returns
    -------
    dict
        The columns of Estimates, for one row; empty where an arm has nobody to count.

    Notes
    -----
    A number needed to treat to benefit and one to harm are two measures, both positive. Where the interval of the risk
    difference holds 0, each has a segment of the interval, from its end to infinity, and the side of the estimate has
    the estimate; where it doesn't, the other side's row is empty. `needed_in_words` puts them in one sentence.

    References
    ----------
    Altman DG. BMJ 1998;317:1309-1312.
    """
    counts = _arm_counts(rows, responder, missing_as)
    row = empty_row(counts[1] + counts[3])
    if counts[1] and counts[3]:
        arms = _clustered(rows, responder, missing_as, confidence_level, cluster)
        row |= MEASURES[measure](counts, confidence_level) if arms is None else CLUSTERED[measure](arms)
    return row


def needed_in_words(
    rows: pd.DataFrame, responder: Responder, confidence_level: float, cluster: str | None = None
) -> NumberNeededToTreat | None:
    """Give the number needed to treat of observed cases with its segments.

    None where an arm has nobody to count, or the clusters don't give the difference an interval.
    """
    counts = _arm_counts(rows, responder, OBSERVED)
    if not (counts[1] and counts[3]):
        return None
    arms = _clustered(rows, responder, OBSERVED, confidence_level, cluster)
    if arms is not None:
        return number_needed(arms)
    return number_needed_to_treat(risk_difference(*counts, confidence_level=confidence_level))


def analysis_label(responder: Responder, missing_as: str, measure: str) -> str:
    """Name a comparison of responders.

    Examples
    --------
    >>> analysis_label(Responder(value=30, scale="percent"), "left out", "risk difference")
    '30 % responders: risk difference'
    >>> analysis_label(Responder(value=2, scale="points"), "non-responder", "risk difference")
    '2 points responders, missing as non-responders: risk difference'
    """
    rule = "" if missing_as == OBSERVED else ", missing as non-responders"
    return f"{responder.label} responders{rule}: {measure}"


def _difference(counts: Counts, level: float) -> Row:
    return _interval(risk_difference(*counts, confidence_level=level))


def _ratio(counts: Counts, level: float) -> Row:
    return _interval(risk_ratio(*counts, confidence_level=level))


def _interval(effect: BinaryEffect) -> Row:
    return {"estimate": effect.estimate, "conf_low": effect.conf_low, "conf_high": effect.conf_high}


def _needed(direction: str, counts: Counts, level: float) -> Row:
    return number_needed_to_treat(risk_difference(*counts, confidence_level=level)).one_sided(direction)


#: The comparisons of two shares, and those made under each rule for missing scores.
MEASURES: dict[str, Callable[[Counts, float], Row]] = {
    "risk difference": _difference,
    "risk ratio": _ratio,
    "number needed to treat to benefit": partial(_needed, "benefit"),
    "number needed to treat to harm": partial(_needed, "harm"),
}  # fmt: skip
RULES = ((OBSERVED, tuple(MEASURES)), (NON_RESPONDER, ("risk difference",)))


def _clustered(
    rows: pd.DataFrame, responder: Responder, missing_as: str, level: float, cluster: str | None
) -> ClusteredArms | None:
    if cluster is None:
        return None
    return clustered_arms(_answers(rows, responder, missing_as), rows["arm"], rows[cluster], level)


def _answers(rows: pd.DataFrame, responder: Responder, missing_as: str) -> pd.Series:
    """1.0, 0.0, or NaN for a patient who isn't counted."""
    answer = rows[responder.column]
    return answer.fillna(0.0) if missing_as == NON_RESPONDER else answer


def _undefined(rows: pd.DataFrame, responder: Responder) -> pd.Series:
    """Whether no score at the visit could have been a response: a percent of a baseline that isn't above zero."""
    return rows[responder.column].notna() & (responder.scale == "percent") & ~(rows["baseline"] > 0)


def _arm_counts(rows: pd.DataFrame, responder: Responder, missing_as: str) -> Counts:
    """Responders and patients counted, of the treated and of the reference arm."""
    reference, treated = rows["arm"].cat.categories
    answers = _answers(rows, responder, missing_as)
    (events, n), (events_ref, n_ref) = (
        (count_in(rows, inside & (answers == 1.0)), count_in(rows, inside & answers.notna()))
        for inside in (rows["arm"] == treated, rows["arm"] == reference)
    )
    return events, n, events_ref, n_ref


def _table_row(rows: pd.DataFrame, responder: Responder, missing_as: str) -> dict[str, object]:
    answers = _answers(rows, responder, missing_as)
    n_counted, n_responders = count_in(rows, answers.notna()), count_in(rows, answers == 1.0)
    return {
        "threshold": responder.label,
        "missing_as": missing_as,
        "n_patients": n_counted,
        "responders": n_responders,
        "share": n_responders / n_counted if n_counted else nan,
        "missing": count_in(rows, rows[responder.column].isna()),
        "undefined": count_in(rows, _undefined(rows, responder)),
    }
