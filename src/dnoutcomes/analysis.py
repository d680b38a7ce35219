"""AnalysisData: the data as the plan sees them, one row per patient and planned visit."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd

from dnoutcomes.checks.windows import CHECK as WINDOWS
from dnoutcomes.checks.windows import windows
from dnoutcomes.clusters import CLUSTER, Clusters, read_clusters
from dnoutcomes.derive import (
    assign_visits,
    daily_scores,
    derive_baseline,
    derive_change,
    derive_day,
    derive_event_days,
    derive_responder,
)
from dnoutcomes.errors import DataError, PlanError
from dnoutcomes.language import term
from dnoutcomes.modelled_causes import ModelledCauses, model_causes
from dnoutcomes.plan.event_strategies import first_events
from dnoutcomes.readers.finding import data_error, issues_frame, sorted_issues
from dnoutcomes.registry import did_you_mean
from dnoutcomes.schema import COLUMNS
from dnoutcomes.schema import NOT_RECORDED as CAUSE_NOT_RECORDED

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan, Visit

NOT_RECORDED = "not recorded"
NO_USABLE_ROW = term("every row set aside")
NO_BASELINE = term("no score at baseline")

# Known only after time zero. As covariates or filters of the comparison of arms they would select on the outcome or
# make a stretch of time in which nobody can leave (immortal time).
AFTER_TIME_ZERO = (
    "end_date",
    "end_day",
    "end_reason",
    "discontinued",
    "rescue",
    "completed",
    "n_sessions",
    "sessions",
    "session_no",
    "status",
    "home_adherence",
    "missing_reason",
    "ae_any",
    "pain_post",
)


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
    scores = daily_scores(derive_day(outcomes.records), plan.outcome)
    found = windows(patients, scores, plan, outcomes.confirmed)
    if any(finding.severity == "ask" for finding in found):
        raise data_error(found, outcomes.source.name)
    earlier = tuple(item for item in outcomes.findings if item.check != WINDOWS)
    if not found and len(earlier) == len(outcomes.findings):
        return analysis
    before = outcomes.issues[outcomes.issues["check"] != WINDOWS]
    noticed = replace(
        outcomes,
        issues=sorted_issues([before, issues_frame(found)]),
        findings=(*earlier, *found),
    )
    return replace(analysis, outcomes=noticed)


def derive_analysis(
    outcomes: Outcomes, plan: Plan, modelled_causes: ModelledCauses | None = None
) -> AnalysisData:
    """Derive as `build_analysis` does, of a part of a file or another outcome: what is lost by it isn't asked about.

    `modelled_causes` are those of the whole file, which its parts and its other outcomes keep.
    """
    records = derive_day(outcomes.records)
    _check_agreement(records, plan)
    part = modelled_causes is not None
    scores = daily_scores(records, plan.outcome)
    baseline = derive_baseline(records, plan.outcome, plan.baseline)
    everyone = _patient_columns(records, baseline, plan)
    reason = _exclusion_reason(everyone, scores)
    excluded = everyone.assign(reason=reason).loc[reason != "", ["patient_id", "arm", "cause", "reason"]]
    if len(outcomes.without_records):
        excluded = pd.concat([excluded, outcomes.without_records.assign(reason=NO_USABLE_ROW)])
    patients = everyone[reason == ""].reset_index(drop=True)
    _check_arms(patients, plan)
    events = derive_event_days(records, plan.estimand.intercurrent_events)
    visits = visit_rows(patients, scores, events, plan)
    modelled_causes = model_causes(patients, visits, plan, modelled_causes)
    patients = patients.assign(cause_modelled=modelled_causes.modelled(patients["cause"]))
    gaps = patients[list(plan.covariates)].isna()
    patients, filling_notes = _fill_covariates(patients, plan)
    clusters = read_clusters(records, plan, part=part)
    carried = ["patient_id", "arm", "cause", "cause_modelled", *plan.covariates]
    if clusters is not None:
        patients = patients.assign(**{CLUSTER: patients["patient_id"].map(clusters.codes).to_numpy()})
        carried.append(CLUSTER)
    visits = patients[_unique(carried)].merge(visits, on="patient_id", validate="one_to_many")
    visits["visit"] = pd.Categorical(visits["visit"], categories=plan.visit_names, ordered=True)
    visits = visits.sort_values(["patient_id", "visit"], ignore_index=True)
    return AnalysisData(
        plan,
        patients,
        visits,
        excluded.reset_index(drop=True),
        events,
        outcomes,
        modelled_causes,
        (
            *modelled_causes.notes(plan.pool_causes_below),
            *(() if clusters is None else clusters.notes(patients)),
            *filling_notes,
            *_event_notes(events),
        ),
        gaps,
        clusters,
    )


def _unique(names: list[str]) -> list[str]:
    return list(dict.fromkeys(names))


def _check_agreement(records: pd.DataFrame, plan: Plan) -> None:
    if plan.outcome not in records.columns:
        raise DataError(
            f"the plan's outcome {plan.outcome!r} isn't among the columns of the data"
            f"{did_you_mean(plan.outcome, list(records.columns))} Read the file with this plan: "
            "read_outcomes(path, plan=plan)"
        )
    for name in plan.covariates:
        if name in AFTER_TIME_ZERO or name == plan.outcome:
            raise PlanError(
                f"covariate {name!r} is known only after time zero. Adjusting the comparison of arms for it would "
                "remove part of the effect or add immortal time; give it up, or ask the question as a landmark analysis"
            )
        if name not in records.columns:
            raise PlanError(
                f"covariate {name!r} isn't among the columns of the data"
                f"{did_you_mean(name, list(records.columns))}"
            )
    known = set(plan.arms)
    unknown = sorted(set(records["arm"]) - known)
    if unknown:
        raise DataError(
            f"the data have arms {unknown} that the plan doesn't name (it has {list(plan.arms)}); read the "
            "file with this plan: read_outcomes(path, plan=plan)"
        )


def _check_arms(patients: pd.DataFrame, plan: Plan) -> None:
    for arm in plan.arms:
        if not (patients["arm"] == arm).any():
            raise DataError(
                f"no patient of arm {arm!r} has a baseline score, so the arms can't be compared. Baseline is "
                f"looked for on days {plan.baseline.first} to {plan.baseline.last}; time zero is index_date, "
                "else a patient's first record"
            )


def _patient_columns(records: pd.DataFrame, baseline: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """One row per patient: constant columns, and covariates of encounters as they stood at time zero."""
    constant = [
        name
        for name in records.columns
        if name in COLUMNS and COLUMNS[name].level_of == "patient" and name != "patient_id"
    ]
    varying = [name for name in plan.covariates if name not in constant and name not in ("arm", "cause")]
    ordered = records.sort_values(["patient_id", "day", "source_row"], kind="stable")
    patients = ordered.groupby("patient_id")[_unique(["arm", "cause", *constant])].first()
    known = ordered[ordered["day"] <= plan.baseline.last]
    for name in _unique(varying):
        patients = patients.join(_last_by_time_zero(known, name))
    patients = patients.reset_index().merge(baseline, on="patient_id", how="left", validate="one_to_one")
    arms = [plan.reference_arm, plan.treated_arm]
    patients["arm"] = pd.Categorical(patients["arm"], categories=arms)
    patients["cause"] = _cause_levels(patients["cause"], plan)
    return patients


def _last_by_time_zero(known: pd.DataFrame, name: str) -> pd.Series:
    """Return each patient's last recorded value of a covariate of encounters; two of that day are asked."""
    stated = known[known[name].notna()]
    stated = stated[stated["day"] == stated.groupby("patient_id")["day"].transform("max")]
    values = stated.groupby("patient_id")[name]
    several = int((values.nunique() > 1).sum())
    if several:
        raise DataError(
            f"covariate {name!r} has two values on one day, the last one up to time zero, in {several} patients: "
            "neither goes before the other; correct the file or give up the covariate"
        )
    return values.first()


def _cause_levels(causes: pd.Series, plan: Plan) -> pd.Categorical:
    """Order the causes as the plan lists them; one that it doesn't list is an error only where it lists any."""
    present = set(causes)
    beyond = sorted(present - {*plan.causes, CAUSE_NOT_RECORDED})
    if beyond and "causes" in plan.model_fields_set:
        raise DataError(f"the data have causes {beyond} that the plan doesn't name; list them under `causes`")
    order = dict.fromkeys([*plan.causes, *beyond, CAUSE_NOT_RECORDED])
    return pd.Categorical(causes, categories=[cause for cause in order if cause in present])


def _exclusion_reason(patients: pd.DataFrame, scores: pd.DataFrame) -> pd.Series:
    scored = patients["patient_id"].isin(scores["patient_id"])
    without_baseline = np.where(patients["baseline"].isna(), NO_BASELINE, "")
    reason = np.where(~scored, term("no score recorded"), without_baseline)
    return pd.Series(reason, index=patients.index)


def visit_rows(
    patients: pd.DataFrame, scores: pd.DataFrame, events: pd.DataFrame, plan: Plan
) -> pd.DataFrame:
    """One row per patient and planned visit with its score, or with the reason why there is none.

    Parameters
    ----------
    patients : pandas.DataFrame
        `patient_id` and `baseline`, which may be missing for a score that is a change by itself.
    scores : pandas.DataFrame
        From `daily_scores` of the plan's outcome.
    events : pandas.DataFrame
        From `derive_event_days`.
    plan : Plan

    Returns
    -------
    pandas.DataFrame
        As `AnalysisData.visits` without the columns of patients; `composite_failure` tells of an event that makes a
        failure of any score.
    """
    scores = scores[scores["patient_id"].isin(patients["patient_id"])]
    kept = _before_event(scores, first_events(events, lambda strategy: strategy.sets_aside))
    grid = patients[["patient_id", "baseline"]].merge(pd.DataFrame({"visit": plan.visit_names}), how="cross")
    chosen = assign_visits(kept, plan.visits, plan.tie_rule)
    visits = grid.merge(chosen, on=["patient_id", "visit"], how="left", validate="one_to_one")
    visits = _carry_last_on_treatment(visits, kept, events, plan.visits)
    visits["missing_because"] = _missing_because(visits, scores, events, plan)
    visits["composite_failure"] = _failed_by(
        visits, first_events(events, lambda strategy: strategy.fails), plan.visits
    )
    visits = derive_change(visits, plan.instrument)
    return derive_responder(visits, plan.responders, plan.instrument)


def _before_event(scores: pd.DataFrame, event_day: pd.Series) -> pd.DataFrame:
    return scores[~(scores["day"] >= scores["patient_id"].map(event_day).astype("float64"))]


def _visit_day(
    visits: pd.DataFrame, planned: tuple[Visit, ...], pick: Callable[[Visit], int | None]
) -> pd.Series:
    return visits["visit"].map({visit.name: pick(visit) for visit in planned}).astype("float64")


def _carry_last_on_treatment(
    visits: pd.DataFrame, kept: pd.DataFrame, events: pd.DataFrame, planned: tuple[Visit, ...]
) -> pd.DataFrame:
    """While on treatment: visits that begin after the event take the last score before it."""
    event_day = first_events(events, lambda strategy: strategy.carries_last)
    if event_day.empty:
        return visits
    last = kept.sort_values("day", kind="stable").groupby("patient_id")["value"].last()
    after = _visit_day(visits, planned, lambda visit: visit.last) >= visits["patient_id"].map(
        event_day
    ).astype("float64")
    carried = visits["patient_id"].map(last).where(after & visits["value"].isna())
    return visits.assign(value=visits["value"].fillna(carried))


def _failed_by(visits: pd.DataFrame, event_day: pd.Series, planned: tuple[Visit, ...]) -> pd.Series:
    """Whether the event had happened by the day of the visit; by its target day where the visit was missed."""
    day = visits["day"].fillna(_visit_day(visits, planned, lambda visit: visit.day))
    return day >= visits["patient_id"].map(event_day).astype("float64")


def _missing_because(
    visits: pd.DataFrame, scores: pd.DataFrame, events: pd.DataFrame, plan: Plan
) -> pd.Series:
    """Say why a visit has no score: the plan set it aside, the patient was seen later, or was not seen again."""
    last_seen = visits["patient_id"].map(scores.groupby("patient_id")["day"].max())
    set_aside = first_events(events, lambda strategy: strategy.sets_aside and not strategy.carries_last)
    event_day = visits["patient_id"].map(set_aside).astype("float64")
    ends = _visit_day(visits, plan.visits, lambda visit: visit.last)
    reason = np.select(
        [visits["value"].notna(), event_day <= ends, last_seen > ends],
        ["", term("set aside after an intercurrent event"), term("visit missed, seen later")],
        default=term("not seen again"),
    )
    return pd.Series(reason, index=visits.index)


def _fill_covariates(patients: pd.DataFrame, plan: Plan) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """Fill missing covariates so that no patient is lost because one is missing: a level of its own, or the mean."""
    filled, notes = {}, []
    for name in plan.covariates:
        column = patients[name]
        n_missing = int(column.isna().sum())
        if column.dtype == "boolean" or not pd.api.types.is_numeric_dtype(column):
            text = column.astype("object").where(column.notna(), NOT_RECORDED).astype(str)
            filled[name] = (
                pd.Categorical(text, categories=sorted(set(text))) if name not in ("arm", "cause") else column
            )
            rule = f"the level '{NOT_RECORDED}'"
        else:
            numbers = column.astype("float64")
            if n_missing == len(numbers):
                raise PlanError(f"covariate {name!r} is missing in every patient")
            filled[name] = numbers.fillna(numbers.mean())
            rule = "the mean of the others"
        if n_missing:
            notes.append(
                f"Covariate {name}: missing in {n_missing} of {len(patients)} patients, filled with {rule}."
            )
    return patients.assign(**filled), tuple(notes)


def _event_notes(events: pd.DataFrame) -> tuple[str, ...]:
    counts = events.groupby(["event", "strategy"]).size() if len(events) else pd.Series(dtype=int)
    return tuple(
        f"Intercurrent event '{event}': {n} patients, strategy {strategy}."
        for (event, strategy), n in counts.items()
    )
