"""compare_outcomes: every outcome in the data compared once, with its standing in the plan and the planned p-values."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.compare.multiplicity import outcome_family
from dnoutcomes.compare.unadjusted import Row, empty_row
from dnoutcomes.describe.completion import recorded_instruments
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.estimates import COLUMNS, Estimates

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData
    from dnoutcomes.plan import Plan

METHOD_WORDS = {
    "fixed-sequence": "tested in their order, each counting only when all before it do",
    "holm": "adjusted together by Holm's method",
    "hochberg": "adjusted together by Hochberg's method, which takes them not to depend on each other negatively",
}


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
        data. `outcome`, `role` ("primary", "secondary" or "exploratory"), `better` ("lower" or "higher" scores),
        `visit`, `contrast`, the columns of Estimates, and `adjusted_p_value` (NaN where exploratory). An outcome that
        can't be compared keeps its row, empty; `notes` say why, and so does `details["not_compared"]`, a dict of
        outcome to reason. `details["multiplicity"]` is the method.

    Raises
    ------
    PlanError
        A visit that the plan doesn't have.

    Notes
    -----
    The estimate is the overall adjusted difference of `compare_arms`: change ~ arm + cause + baseline + covariates over
    the patients with a score at the visit, the baseline being that of the outcome itself. A covariate that is the
    outcome is its baseline already and is left out. Each outcome has the patients of the analysis, as far as they have
    a score of it at baseline.

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
    roles = _roles(analysis)
    people = _people_left_out(analysis)
    rows, reasons, notes = [], {}, []
    for outcome, role in roles.items():
        own = plan_of_outcome(plan, outcome)
        row, reason, said = _difference(analysis, own, name, people)
        notes += [f"{outcome}: {note}" for note in said]
        if reason:
            reasons[outcome] = reason
        labels = {"outcome": outcome, "role": role, "better": own.instrument.direction, "visit": name}
        rows.append(labels | {"contrast": plan.contrast_label} | row)
    frame = pd.DataFrame(rows)
    return Estimates(
        frame.assign(adjusted_p_value=_adjusted_p_values(frame, plan)),
        confidence_level=plan.confidence_level,
        kind="adjusted difference between arms, by outcome",
        notes=(estimand_note(plan, name), *_notes(roles, plan, name), *_reason_notes(reasons, roles), *notes),
        details={"multiplicity": plan.multiplicity, "not_compared": reasons},
    )


def plan_of_outcome(plan: Plan, outcome: str) -> Plan:
    """Return the plan with another outcome in the place of its own, and no thresholds of response.

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> own = plan_of_outcome(Plan(covariates=["age", "isi"]), "isi")
    >>> own.outcome, own.covariates, own.responders
    ('isi', ('age',), ())
    """
    covariates = tuple(name for name in plan.covariates if name != outcome)
    return plan.model_copy(update={"outcome": outcome, "covariates": covariates, "responders": ()})


def _roles(analysis: AnalysisData) -> dict[str, str]:
    """Name every outcome that was planned or is in the data, and its role."""
    plan = analysis.plan
    planned = {plan.outcome: "primary"} | dict.fromkeys(plan.secondary_outcomes, "secondary")
    return planned | {code: "exploratory" for code in recorded_instruments(analysis) if code not in planned}


def _people_left_out(analysis: AnalysisData) -> set[str]:
    """Patients whom the analysis leaves out by a condition, not for want of a score of its outcome."""
    everyone = build_analysis(analysis.outcomes, analysis.plan).patients["patient_id"]
    return set(everyone) - set(analysis.patients["patient_id"])


def _difference(
    analysis: AnalysisData, own: Plan, visit: str, left_out: set[str]
) -> tuple[Row, str, tuple[str, ...]]:
    """Return the row of one outcome, why it's empty, and the notes of its model."""
    if own.outcome not in analysis.outcomes.records.columns:
        return empty_row(0), "the data have no such column", ()
    try:
        rows = rows_at_visit(build_analysis(analysis.outcomes, own), None, visit)
    except DataError as error:
        return empty_row(0), str(error), ()
    rows = rows[~rows["patient_id"].isin(left_out)].reset_index(drop=True)
    unseen = [str(arm) for arm in own.arms if not rows.loc[rows["arm"] == arm, "change"].notna().any()]
    if unseen:
        return empty_row(0), f"no patient of {' or '.join(unseen)} has a score at baseline and at {visit}", ()
    n_scored = int(rows["change"].notna().sum())
    try:
        found = adjusted_effects(
            rows, None, covariates=own.covariates, errors=own.errors, confidence_level=own.confidence_level
        )
    except ModelError as error:
        return empty_row(n_scored), str(error), ()
    (row,) = found.frame[list(COLUMNS)].to_dict("records")
    reason = "the difference can't be estimated from these scores" if np.isnan(row["estimate"]) else ""
    return {str(name): float(value) for name, value in row.items()}, reason, found.notes


def _adjusted_p_values(frame: pd.DataFrame, plan: Plan) -> pd.Series:
    planned = frame[frame["role"] != "exploratory"].set_index("outcome")["p_value"]
    family = outcome_family(
        planned.fillna(1.0).to_dict(),
        plan.multiplicity.replace("-", "_"),
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
            f"The {1 + counts['secondary']} planned outcomes are {METHOD_WORDS[plan.multiplicity]} "
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
