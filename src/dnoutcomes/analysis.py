"""AnalysisData: the data as the plan sees them, one row per patient and planned visit."""

from __future__ import annotations

from collections.abc import Hashable
from dataclasses import dataclass, field, replace
from functools import cached_property
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dnoutcomes.checks.windows import CHECK as WINDOWS
from dnoutcomes.checks.windows import windows
from dnoutcomes.clusters import CLUSTER, Clusters, read_clusters
from dnoutcomes.derive import (
    Workbench,
    fill_covariates,
    patient_rows,
    visit_rows,
)
from dnoutcomes.derive.patients import NOT_RECORDED as NOT_RECORDED
from dnoutcomes.derive.patients import unique_names
from dnoutcomes.language import term
from dnoutcomes.modelled_causes import ModelledCauses, model_causes
from dnoutcomes.plan_against_data import check_arms_with_baseline, check_columns
from dnoutcomes.readers.finding import data_error, issues_frame, sorted_issues

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan

NO_USABLE_ROW = term("every row set aside")
NO_BASELINE = term("no score at baseline")
NO_SCORE = term("no score recorded")

NO_WORKBENCH = Workbench(pd.DataFrame())


@dataclass(frozen=True, eq=False)
class AnalysisData:
    """The data as the plan sees them.

    Attributes
    ----------
    plan : Plan
        What was specified.
    patients : pandas.DataFrame
        One row per patient with a baseline: `patient_id, arm, cause, cause_modelled, baseline, baseline_day`, the
        covariates as models use them, and the other patient-level columns of the data. `arm` is categorical with the
        reference first; `cause_modelled` has small causes pooled as the plan says (`modelled_causes`).
    visits : pandas.DataFrame
        One row per patient with a baseline and planned visit: the same labels, `visit` (ordered), `day, value,
        baseline, change, percent_improvement`, a column per responder threshold, `missing_because` and the covariates.
    excluded : pandas.DataFrame
        One row per patient left out of the analysis: `patient_id, arm, cause, reason`.
    events : pandas.DataFrame
        One row per patient and intercurrent event: `patient_id, event, strategy, event_day`.
    outcomes : Outcomes
        The accepted records, the rejects and the source.
    modelled_causes : ModelledCauses
        Which causes models keep apart and the mix that overall effects are standardised to. A quarter or a site has
        those of the whole file; see `model_causes`.
    notes : tuple of str
        What was pooled, filled in or set aside on the way, in sentences.
    gaps : pandas.DataFrame
        One row per patient as in `patients`, a boolean column per covariate: true where it wasn't recorded and is
        filled in `patients` and `visits`.
    clusters : Clusters or None
        Who shares a therapist or a clinic, where the plan speaks of it; `patients` and `visits` then have the code of
        the patient's cluster in `cluster`.
    workbench : Workbench
        What is derived from the encounters, once; that of `outcomes.records`.
    """

    plan: Plan
    patients: pd.DataFrame
    visits: pd.DataFrame
    excluded: pd.DataFrame
    events: pd.DataFrame
    outcomes: Outcomes
    modelled_causes: ModelledCauses
    notes: tuple[str, ...] = ()
    gaps: pd.DataFrame = field(default_factory=pd.DataFrame)
    clusters: Clusters | None = None
    workbench: Workbench = field(default=NO_WORKBENCH, repr=False)

    def __post_init__(self) -> None:
        if self.workbench.records is not self.outcomes.records:
            object.__setattr__(self, "workbench", Workbench(self.outcomes.records))

    def __getstate__(self) -> dict[str, Any]:
        # What can be derived again needn't travel to another process.
        return {name: value for name, value in self.__dict__.items() if name != "derived"}

    @cached_property
    def derived(self) -> dict[Hashable, object]:
        """What functions marked with `once` derived of this analysis."""
        return {}

    @property
    def covariates(self) -> tuple[str, ...]:
        """The plan's covariates, present in `patients` and `visits` without missing values."""
        return self.plan.covariates

    def at_visit(self, visit: str | None = None) -> pd.DataFrame:
        """Rows of one visit with a score, the primary visit by default."""
        name = self.plan.visit(visit or self.plan.primary_visit).name
        return self.visits[(self.visits["visit"] == name) & self.visits["change"].notna()].reset_index(
            drop=True
        )

    def __repr__(self) -> str:
        counts = ", ".join(f"{n} {arm}" for arm, n in self.patients["arm"].value_counts(sort=False).items())
        observed = int(self.visits["value"].notna().sum())
        return (
            f"AnalysisData: {len(self.patients)} patients with a baseline ({counts}), {observed} of "
            f"{len(self.visits)} planned visits observed, {len(self.excluded)} patients left out"
        )

    def _repr_html_(self) -> str:
        from html import escape

        shown = pd.crosstab(self.patients["cause"], self.patients["arm"], margins=True, margins_name="all")
        return f"<p>{escape(repr(self))}</p>{shown.to_html(border=0)}"


def build_analysis(outcomes: Outcomes, plan: Plan) -> AnalysisData:
    """Derive baseline, visits, change and response as the plan says, and count who was left out and why.

    Parameters
    ----------
    outcomes : Outcomes
        From `read_outcomes`.
    plan : Plan
        The pre-specification.

    Returns
    -------
    AnalysisData

    Raises
    ------
    PlanError
        A covariate that the data don't have, or that is known only after time zero.
    DataError
        The outcome isn't in the data, an arm has no patient with a baseline, or an event has no column. `verdict` "ask"
        where most patients, or many more of one arm, lose their baseline or their follow-up because their scores lie
        outside the plan's windows, or one arm a visit; `confirmed=["windows"]` of `read_outcomes` says that it's meant.
    """
    analysis = derive_analysis(outcomes, plan)
    without = analysis.excluded[analysis.excluded["reason"] == NO_BASELINE]
    labels = ["patient_id", "arm"]
    patients = pd.concat(
        [analysis.patients[labels].assign(has_baseline=True), without[labels].assign(has_baseline=False)]
    )
    findings = windows(patients, analysis.workbench.scores(plan.outcome), plan, outcomes.confirmed)
    if any(finding.severity == "ask" for finding in findings):
        raise data_error(findings, outcomes.source.name)
    earlier = tuple(finding for finding in outcomes.findings if finding.check != WINDOWS)
    if not findings and len(earlier) == len(outcomes.findings):
        return analysis
    before = outcomes.issues[outcomes.issues["check"] != WINDOWS]
    noticed = replace(
        analysis.outcomes,
        issues=sorted_issues([before, issues_frame(findings)]),
        findings=(*earlier, *findings),
    )
    return replace(analysis, outcomes=noticed)


def derive_analysis(
    outcomes: Outcomes,
    plan: Plan,
    modelled_causes: ModelledCauses | None = None,
    workbench: Workbench | None = None,
) -> AnalysisData:
    """Derive as `build_analysis` does, of a part of a file or another outcome: what is lost by it isn't asked about.

    `modelled_causes` are those of the whole file, which its parts and its other outcomes keep. `workbench` is
    that of another analysis of the same encounters.
    """
    bench = workbench or Workbench(outcomes.records)
    records = bench.days
    check_columns(records.columns, set(records["arm"]), plan)
    part = modelled_causes is not None
    scores = bench.scores(plan.outcome)
    everyone = patient_rows(records, bench.baseline(plan.outcome, plan.baseline), plan)
    reason = _exclusion_reason(everyone, scores)
    excluded = everyone.assign(reason=reason).loc[reason != "", ["patient_id", "arm", "cause", "reason"]]
    if len(outcomes.without_records):
        excluded = pd.concat([excluded, outcomes.without_records.assign(reason=NO_USABLE_ROW)])
    patients = everyone[reason == ""].reset_index(drop=True)
    check_arms_with_baseline(set(patients["arm"]), plan)
    events = bench.event_days(plan.estimand.intercurrent_events)
    visits = visit_rows(patients, scores, events, plan)
    modelled_causes = model_causes(patients, visits, plan, modelled_causes)
    patients = patients.assign(cause_modelled=modelled_causes.modelled(patients["cause"]))
    gaps = patients[list(plan.covariates)].isna()
    patients, filling_notes = fill_covariates(patients, plan)
    clusters = read_clusters(records, plan, part=part)
    carried = ["patient_id", "arm", "cause", "cause_modelled", *plan.covariates]
    if clusters is not None:
        patients = patients.assign(**{CLUSTER: patients["patient_id"].map(clusters.codes).to_numpy()})
        carried.append(CLUSTER)
    visits = patients[unique_names(carried)].merge(visits, on="patient_id", validate="one_to_many")
    visits["visit"] = pd.Categorical(visits["visit"], categories=plan.visit_names, ordered=True)
    visits = visits.sort_values(["patient_id", "visit"], ignore_index=True)
    return AnalysisData(
        plan,
        patients,
        visits,
        excluded.reset_index(drop=True),
        events,
        outcomes.in_memory(),
        modelled_causes,
        (
            *modelled_causes.notes(plan.pool_causes_below),
            *(() if clusters is None else clusters.notes(patients)),
            *filling_notes,
            *_event_notes(events),
        ),
        gaps,
        clusters,
        bench,
    )


def _exclusion_reason(patients: pd.DataFrame, scores: pd.DataFrame) -> pd.Series:
    scored = patients["patient_id"].isin(scores["patient_id"])
    without_baseline = np.where(patients["baseline"].isna(), NO_BASELINE, "")
    reason = np.where(~scored, NO_SCORE, without_baseline)
    return pd.Series(reason, index=patients.index)


def _event_notes(events: pd.DataFrame) -> tuple[str, ...]:
    counts = events.groupby(["event", "strategy"]).size() if len(events) else pd.Series(dtype=int)
    return tuple(
        f"Intercurrent event '{event}': {n} patients, strategy {strategy}."
        for (event, strategy), n in counts.items()
    )
