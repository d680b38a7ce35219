"""compare_outcomes: every outcome in the data compared once, with its standing in the plan and the planned p-values."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.adjusted_responders import adjusted_share_difference
from dnoutcomes.compare.multiplicity import outcome_family
from dnoutcomes.compare.outcome_scores import RESPONSE, OutcomeScores, outcome_scores, response_threshold
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData
    from dnoutcomes.plan import Plan

CHANGE, SHARE = "mean change", "share of responders"
WITHHELD = "its numbers are withheld, the groups being small"


def compare_outcomes(analysis: AnalysisData, visit: str | None = None) -> Estimates:
    """Compare the arms in every outcome that the data have, at one visit.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`. Its plan names the primary outcome, the secondary ones and the method of multiplicity.
    visit : str, optional
        Default: the plan's primary visit.

    Returns
    -------
    Estimates
        One row per outcome: the primary one, the secondary ones in the plan's order, then every other instrument in the
        data. `outcome`, `role` ("primary", "secondary" or "exploratory"), `measure` ("mean change", or "share of
        responders" of a rating of change), `better` ("lower" or "higher", which way a good difference points),
        `baseline_sd` (spread at the start, NaN where there is none), `visit`, `contrast`, the columns of Estimates, and
        `adjusted_p_value` (NaN where exploratory). An outcome that can't be compared keeps its row, empty; `notes` say
        why, and so does `details["not_compared"]`, a dict of outcome to reason. `details["multiplicity"]` is the
        method.

    Raises
    ------
    PlanError
        A visit that the plan doesn't have.

    Notes
    -----
    The estimate is the overall adjusted difference of `compare_arms`: change ~ arm + cause + baseline + covariates over
    the patients with a score at the visit, the baseline being that of the outcome itself. A covariate that is the
    outcome is its baseline already and is left out. Whose scores count: `compare.outcome_scores.outcome_scores`.

    A rating of change (global impression) has no baseline. Its patients respond where the registry's threshold says so;
    the estimate is the difference in shares from a logistic regression on arm, cause, the primary outcome's baseline
    and the covariates, standardised to all patients.

    `baseline_sd` is the root of the mean variance of the baseline in the two arms, over the patients compared.

    `adjusted_p_value` belongs to the planned family, the primary outcome and the secondary ones; see
    `compare.multiplicity.outcome_family`. A planned outcome that can't be compared counts as not rejected (p = 1), so
    that missing data don't make the others easier to show. Intervals aren't adjusted.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> outcomes = dn.load_sample()
    >>> plan = dn.Plan(secondary_outcomes=["isi", "tug"], multiplicity="holm")
    >>> found = compare_outcomes(dn.build_analysis(outcomes, plan))
    >>> found.frame[["outcome", "role"]].head(4).to_numpy().tolist()
    [['pain_nrs', 'primary'], ['isi', 'secondary'], ['tug', 'secondary'], ['bpi_interference', 'exploratory']]
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    return compare_scores(outcome_scores(analysis, name), plan, name)


def compare_scores(
    scores: tuple[OutcomeScores, ...], plan: Plan, visit: str, withheld: Collection[str] = ()
) -> Estimates:
    """Compare the arms in outcomes whose scores were collected before.

    Parameters
    ----------
    scores : tuple of OutcomeScores
        From `outcome_scores`.
    plan : Plan
    visit : str
        The visit of the scores.
    withheld : collection of str
        Outcomes that may not be shown. They keep their place in the planned family and count as not rejected, so that
        the adjusted p-values of the others tell nothing about them.

    Returns
    -------
    Estimates
        As from `compare_outcomes`.
    """
    rows, reasons, notes = [], {}, []
    for scored in scores:
        scored = replace(scored, reason=WITHHELD) if scored.outcome in withheld else scored
        row, reason, said = _difference(scored)
        notes += [f"{scored.outcome}: {note}" for note in said]
        if reason:
            reasons[scored.outcome] = reason
        rows.append(_labels(scored, visit) | row)
    frame = pd.DataFrame(rows)
    roles: dict[str, str] = {scored.outcome: scored.role for scored in scores}
    return Estimates(
        frame.assign(adjusted_p_value=_adjusted_p_values(frame, plan)),
        confidence_level=plan.confidence_level,
        kind="adjusted difference between arms, by outcome",
        notes=(
            estimand_note(plan, visit),
            *_notes(roles, plan, visit),
            *_reason_notes(reasons, roles),
            *notes,
        ),
        details={"multiplicity": plan.multiplicity, "not_compared": reasons},
    )


def _labels(scored: OutcomeScores, visit: str) -> dict[str, object]:
    return {
        "outcome": scored.outcome, "role": scored.role, "measure": SHARE if scored.is_rating else CHANGE,
        "better": "higher" if scored.is_rating else scored.instrument.direction,
        "baseline_sd": _baseline_sd(scored), "visit": visit, "contrast": scored.plan.contrast_label,
    }  # fmt: skip


def _baseline_sd(scored: OutcomeScores) -> float:
    if scored.is_rating or scored.reason:
        return math.nan
    spread = math.sqrt(scored.scored.groupby("arm", observed=True)["baseline"].var(ddof=1).mean())
    return spread if spread > 0 else math.nan


def _difference(scored: OutcomeScores) -> tuple[Row, str, tuple[str, ...]]:
    """Return the row of one outcome, why it's empty, and the notes of its model."""
    if scored.reason:
        return empty_row(0), scored.reason, ()
    if scored.is_rating:
        return _rating_difference(scored)
    plan = scored.plan
    try:
        effects = adjusted_effects(
            scored.rows,
            None,
            covariates=plan.covariates,
            errors=plan.errors,
            cluster=scored.cluster,
            confidence_level=plan.confidence_level,
        )
    except ModelError as error:
        return empty_row(len(scored.scored)), str(error), ()
    (row,) = effects.frame[list(COLUMNS)].to_dict("records")
    reason = "the difference can't be estimated from these scores" if np.isnan(row["estimate"]) else ""
    return {str(name): float(value) for name, value in row.items()}, reason, effects.notes


def _rating_difference(scored: OutcomeScores) -> tuple[Row, str, tuple[str, ...]]:
    plan, rows = scored.plan, scored.scored
    threshold = response_threshold(scored.instrument)
    assert threshold is not None
    side = "at most" if scored.instrument.direction == "lower" else "at least"
    several = ["cause"] if rows["cause"].nunique() > 1 else []
    covariates = list(dict.fromkeys([*several, "baseline", *plan.covariates]))
    row, note = adjusted_share_difference(
        rows,
        RESPONSE,
        scored.outcome,
        covariates,
        plan.errors,
        plan.confidence_level,
        scored.cluster,
    )
    if math.isnan(row["estimate"]):
        return row, note or "the difference can't be estimated from these scores", ()
    said = (
        f"a rating of change without a baseline; a score of {side} {threshold.value:g} counts as a response."
    )
    return row, "", tuple(filter(None, (said, note)))


def _adjusted_p_values(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    planned = frame[frame["role"] != "exploratory"].set_index("outcome")["p_value"]
    family = outcome_family(
        planned.fillna(1.0).to_dict(),
        plan.multiplicity,
        alpha=1 - plan.confidence_level,
    )
    adjusted = family.set_index("outcome")["adjusted_p_value"].where(planned.notna())
    return frame["outcome"].map(adjusted)


def _notes(roles: dict[str, str], plan: Plan, visit: str) -> list[str]:
    counts = {role: list(roles.values()).count(role) for role in ("secondary", "exploratory")}
    notes = [
        f"All {len(roles)} outcomes that were planned or are in the data are listed: the primary one, "
        f"{counts['secondary']} secondary, {counts['exploratory']} exploratory."
    ]
    if counts["secondary"]:
        notes.append(
            f"The {1 + counts['secondary']} planned outcomes are {MULTIPLICITY_METHODS[plan.multiplicity].note} "
            "(adjusted_p_value); intervals aren't adjusted."
        )
        if visit != plan.primary_visit:
            notes.append(
                f"The plan names its outcomes for {plan.primary_visit}; at {visit} the adjusted p-values hold for the "
                "outcomes of this table alone, not for two visits together."
            )
    if counts["exploratory"]:
        notes.append(
            "Exploratory outcomes weren't planned: with so many, some differ by chance alone, and their p-values "
            "decide nothing."
        )
    return notes


def _reason_notes(reasons: dict[str, str], roles: dict[str, str]) -> list[str]:
    return [
        f"{outcome} isn't compared: {reason.rstrip('.')}."
        + ("" if roles[outcome] == "exploratory" else " It counts as not rejected.")
        for outcome, reason in reasons.items()
    ]
