"""The scores of every outcome at one visit and its role in the plan, before anything is compared."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

import pandas as pd

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.clusters import CLUSTER
from dnoutcomes.compare.groups import clustered_rows, rows_at_visit
from dnoutcomes.derive import visit_rows
from dnoutcomes.describe.completion import recorded_instruments
from dnoutcomes.errors import DataError
from dnoutcomes.instruments import Instrument
from dnoutcomes.instruments.instrument import Threshold
from dnoutcomes.plan import Plan

Role = Literal["primary", "secondary", "exploratory"]

#: Column of the answer whether a patient responded, in the rows of a rating.
RESPONSE = "response"
#: Domain of the instruments with which patients rate their change: they have no baseline.
GLOBAL_RATING = "global rating"


@dataclass(frozen=True, eq=False)
class OutcomeScores:
    """The scores of one outcome at one visit.

    Attributes
    ----------
    plan : Plan
        The plan with this outcome in the place of its own.
    role : {"primary", "secondary", "exploratory"}
    rows : pandas.DataFrame
        One row per patient, scored or not, as from `rows_at_visit`; those of a rating have `response` (1.0, 0.0, NaN
        without a score). Empty where there is a `reason`.
    reason : str
        Why there is nothing to compare; empty where there is.
    within_analysis : bool
        Whether all patients are among those of the analysis; else they are among all in the file.
    cluster : str or None
        Column of `rows` with the cluster of the patient, where the plan names clusters.
    """

    plan: Plan
    role: Role
    rows: pd.DataFrame
    reason: str = ""
    within_analysis: bool = False
    cluster: str | None = None

    @property
    def outcome(self) -> str:
        """Code of the instrument."""
        return self.plan.outcome

    @property
    def instrument(self) -> Instrument:
        """The outcome's instrument."""
        return self.plan.instrument

    @property
    def is_rating(self) -> bool:
        """Whether patients rate their change, so that responders are compared and not changes."""
        return RESPONSE in self.rows.columns

    @property
    def scored(self) -> pd.DataFrame:
        """The rows of the patients who are compared."""
        if self.rows.empty:
            return self.rows
        return self.rows[self.rows[RESPONSE if self.is_rating else "change"].notna()]


def outcome_scores(analysis: AnalysisData, visit: str | None = None) -> tuple[OutcomeScores, ...]:
    """Collect the scores of every outcome that was planned or is in the data.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the plan's primary visit.

    Returns
    -------
    tuple of OutcomeScores
        The primary outcome, the secondary ones in the plan's order, then every other instrument in the data.

    Raises
    ------
    PlanError
        A visit that the plan doesn't have.

    Notes
    -----
    Each outcome is derived as the plan derives its own, and has the patients of the file with a baseline of it. Of an
    analysis that was restricted, only its own patients count, for every outcome. A rating of change has no baseline:
    its patients are those of the analysis.

    Examples
    --------
    >>> import dnoutcomes as dn
    >>> analysis = dn.build_analysis(dn.load_sample(), dn.Plan(secondary_outcomes=["isi"]))
    >>> [(item.outcome, item.role, len(item.scored)) for item in outcome_scores(analysis)[:3]]
    [('pain_nrs', 'primary', 342), ('isi', 'secondary', 342), ('bpi_interference', 'exploratory', 342)]
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    planned: dict[str, Role] = {plan.outcome: "primary"}
    planned |= dict.fromkeys(plan.secondary_outcomes, "secondary")
    roles = planned | {code: "exploratory" for code in recorded_instruments(analysis) if code not in planned}
    restricted = _is_restricted(analysis)
    return tuple(_scores(analysis, outcome, role, name, restricted) for outcome, role in roles.items())


def plan_of_outcome(plan: Plan, outcome: str) -> Plan:
    """Return the plan with another outcome in the place of its own, and no thresholds of response.

    Examples
    --------
    >>> own = plan_of_outcome(Plan(covariates=["age", "isi"]), "isi")
    >>> own.outcome, own.covariates, own.responders
    ('isi', ('age',), ())
    """
    covariates = tuple(name for name in plan.covariates if name != outcome)
    return plan.model_copy(update={"outcome": outcome, "covariates": covariates, "responders": ()})


def response_threshold(instrument: Instrument) -> Threshold | None:
    """Return the score from which a rating of change counts as a response, as the registry has it.

    Examples
    --------
    >>> from dnoutcomes.instruments import INSTRUMENTS
    >>> response_threshold(INSTRUMENTS["pgic"]).value, response_threshold(INSTRUMENTS["isi"])
    (2, None)
    """
    if instrument.domain != GLOBAL_RATING:
        return None
    return next(iter(instrument.thresholds_of("severity")), None)


def _is_restricted(analysis: AnalysisData) -> bool:
    """Whether the analysis leaves patients out by a condition, and not because its outcome has no score."""
    everyone = analysis.workbench.baseline(analysis.plan.outcome, analysis.plan.baseline)["patient_id"]
    return set(everyone) != set(analysis.patients["patient_id"])


def _scores(analysis: AnalysisData, outcome: str, role: Role, visit: str, restricted: bool) -> OutcomeScores:
    if role == "primary":
        plan = analysis.plan.model_copy(update={"responders": ()})
        rows, cluster = clustered_rows(analysis, rows_at_visit(analysis, None, visit), None)
        reason = _unseen(rows, "change", _at(visit), plan)
        return OutcomeScores(plan, role, rows, reason, within_analysis=True, cluster=cluster)
    plan = plan_of_outcome(analysis.plan, outcome)
    if outcome not in analysis.outcomes.records.columns:
        return OutcomeScores(plan, role, pd.DataFrame(), "the data have no such column")
    if response_threshold(plan.instrument) is not None:
        rows, cluster = clustered_rows(analysis, _rating_rows(analysis, plan, visit), None)
        reason = _unseen(rows, RESPONSE, visit, plan)
        return OutcomeScores(plan, role, rows, reason, within_analysis=True, cluster=cluster)
    try:
        other = derive_analysis(analysis.outcomes, plan, analysis.modelled_causes, analysis.workbench)
        rows, cluster = clustered_rows(other, rows_at_visit(other, None, visit), None)
    except DataError as error:
        return OutcomeScores(plan, role, pd.DataFrame(), str(error))
    if restricted:
        rows = rows[rows["patient_id"].isin(analysis.patients["patient_id"])].reset_index(drop=True)
    return OutcomeScores(plan, role, rows, _unseen(rows, "change", _at(visit), plan), restricted, cluster)


def _rating_rows(analysis: AnalysisData, plan: Plan, visit: str) -> pd.DataFrame:
    """One row per patient of the analysis: whether the rating at a visit is a response, with what is adjusted for."""
    patients, threshold = analysis.patients, response_threshold(plan.instrument)
    assert threshold is not None
    scores = analysis.workbench.scores(plan.outcome)
    rows = visit_rows(patients[["patient_id"]].assign(baseline=float("nan")), scores, analysis.events, plan)
    rows = rows.loc[rows["visit"] == visit, ["patient_id", "value", "composite_failure"]]
    # Scores are decimal numbers stored in binary: one that equals the threshold counts.
    beyond = plan.instrument.better_sign * (rows["value"] - threshold.value) >= -1e-9
    answer = beyond.astype("float64").where(rows["value"].notna()).mask(rows["composite_failure"], 0.0)
    clusters = [CLUSTER] if analysis.clusters is not None else []
    columns = ["patient_id", "arm", "cause_modelled", "baseline", *plan.covariates, *clusters]
    labels = patients[list(dict.fromkeys(columns))]
    merged = labels.merge(rows.assign(**{RESPONSE: answer})[["patient_id", RESPONSE]], on="patient_id")
    return merged.assign(cause=merged["cause_modelled"]).drop(columns="cause_modelled")


def _at(visit: str) -> str:
    return f"baseline and at {visit}"


def _unseen(rows: pd.DataFrame, column: str, when: str, plan: Plan) -> str:
    missing = [str(arm) for arm in plan.arms if not rows.loc[rows["arm"] == arm, column].notna().any()]
    return f"no patient of {' or '.join(missing)} has a score at {when}" if missing else ""
