"""Landmark analysis: sessions received up to a day, outcome after it, among those still in care on that day."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.coefficient_inference import least_squares_inference
from dnoutcomes.compare.least_squares import solve
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.dose.attendance import change_by, last_days, sessions_by
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates, linear_estimates
from dnoutcomes.models.shared.cluster_column import ClusterColumn, read_clusters

if TYPE_CHECKING:
    from dnoutcomes.models.shared.design import ModelDesign

LABEL = "landmark: association among those in care, no effect of the arm"


def landmark(
    analysis: AnalysisData,
    day: int | None = None,
    visit: str | None = None,
    *,
    at_least: int | None = None,
    arm: str | None = None,
) -> Estimates:
    """Ask whether patients who had more sessions by a day changed more after it.

    Parameters
    ----------
    analysis : AnalysisData
    day : int, optional
        The landmark, in days after time zero. Sessions count up to it; the visit's window must begin after it. Default:
        half-way to the visit's target day.
    visit : str, optional
        When the outcome is read. Default: the primary visit.
    at_least : int, optional
        Number of sessions that parts many from few. Default: the median of those in care.
    arm : str, optional
        Whose sessions. Default: the treated arm.

    Returns
    -------
    Estimates
        Two rows: "one session more", the slope of change on the number of sessions, and "k or more - fewer". Labels
        `outcome, arm, visit, contrast, analysis`, then the columns of Estimates. `details` has the numbers of patients
        in the arm, in care at the landmark, and with a score.

    Raises
    ------
    ModelError
        The visit begins before the landmark, nobody is in care, everybody had the same number of sessions, or the data
        have no sessions.

    Notes
    -----
    change ~ sessions + baseline + change by the landmark + cause + covariates, by least squares over the patients of
    the arm with any record after the landmark and a score at the visit; errors are by cluster where the plan names
    clusters. Counting sessions over the whole of follow-up
    instead gives those who stay longer more sessions, whatever they do; here nobody can be counted for having stayed
    beyond the landmark. What made patients come more often and isn't among the covariates still confounds; it is an
    association within the arm and says nothing about the arms. For a comparison of strategies from time zero on see
    `clone_censor_weight`.

    References
    ----------
    Anderson JR, Cain KC, Gelber RD. J Clin Oncol 1983;1:710-719. Suissa S. Am J Epidemiol 2008;167:492-499.
    """
    plan, arm = analysis.plan, arm or analysis.plan.treated_arm
    planned = plan.visit(visit or plan.primary_visit)
    day = planned.day // 2 if day is None else day
    if planned.first is None or planned.first <= day:
        raise ModelError(
            f"visit {planned.name} begins on day {planned.first}, not after the landmark on day {day}: its scores "
            "would be older than the sessions; choose an earlier day or a later visit"
        )
    patients = analysis.patients[analysis.patients["arm"] == arm].reset_index(drop=True)
    in_care = (last_days(analysis, patients["patient_id"]) > day).to_numpy()
    rows = _rows(analysis, patients[in_care].reset_index(drop=True), day, planned.name)
    scored = rows[rows["change"].notna()].reset_index(drop=True)
    _refuse_no_variation(scored, arm, day)
    threshold = at_least if at_least is not None else int(np.ceil(scored["sessions"].median()))
    scored["many"] = (scored["sessions"] >= threshold).astype(float)
    names = {"sessions": "one session more", "many": f"{threshold} or more - fewer"}
    effects = {
        contrast: _effect(analysis, scored, name)
        for name, contrast in names.items()
        if scored[name].nunique() > 1
    }
    frame = pd.concat([one.frame.assign(contrast=name) for name, one in effects.items()], ignore_index=True)
    frame = frame.assign(outcome=plan.outcome, arm=arm, visit=planned.name, analysis=f"{LABEL} (day {day})")
    n_arm, n_care, n_scored = len(patients), len(rows), len(scored)
    return Estimates(
        frame[["outcome", "arm", "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind=f"landmark association at day {day}",
        notes=(
            estimand_note(plan, planned.name),
            f"Of {n_arm} patients of {arm}, {n_care} were in care after day {day} and {n_scored} of them have a score "
            f"at {planned.name}; the other {n_arm - n_scored} take no part.",
            "An association within one arm: patients who come more often differ in more than their sessions. It is no "
            "part of the comparison of the arms.",
            *(() if analysis.clusters is None else (f"Errors: CR2 by {analysis.clusters.column}.",)),
            *dict.fromkeys(note for one in effects.values() for note in one.notes),
        ),
        details={
            "n_arm": n_arm,
            "n_in_care": n_care,
            "n_scored": n_scored,
            "at_least": threshold,
            "day": day,
        },
    )


def _rows(analysis: AnalysisData, patients: pd.DataFrame, day: int, visit: str) -> pd.DataFrame:
    """One row per patient in care: covariates, sessions and change by the landmark, change at the visit."""
    later = analysis.visits[analysis.visits["visit"] == visit].set_index("patient_id")["change"]
    return patients.assign(
        cause=patients["cause_modelled"],
        sessions=sessions_by(analysis, patients["patient_id"], [day])[:, 0].astype(float),
        change_so_far=change_by(analysis, patients, day),
        change=later.reindex(patients["patient_id"]).to_numpy(),
    )


def _refuse_no_variation(scored: pd.DataFrame, arm: str, day: int) -> None:
    if scored.empty:
        raise ModelError(f"no patient of {arm} in care after day {day} has a score at the visit")
    if scored["sessions"].nunique() < 2:
        raise ModelError(
            f"every patient of {arm} in care had {scored['sessions'].iloc[0]:g} sessions by day {day}; without "
            "variation there is no question of dose"
        )


def _effect(analysis: AnalysisData, scored: pd.DataFrame, name: str) -> Estimates:
    """Estimate the coefficient of one column, adjusted."""
    from dnoutcomes.models.shared.design import build_design
    from dnoutcomes.models.shared.formula import written_name

    terms = dict.fromkeys([name, "baseline", "change_so_far", "cause", *analysis.covariates])
    varying = [term for term in terms if term != "arm" and scored[term].nunique() > 1]
    right = " + ".join(map(written_name, varying))
    design: ModelDesign = build_design(f"change ~ {right}", scored, subject="patient_id")
    clusters = _clusters(analysis, scored.loc[design.frame.index], design.subject_codes)
    errors = analysis.plan.errors if clusters is None else "CR2"
    inference, _ = least_squares_inference(design, solve(design), errors, clusters)
    functions = np.zeros((1, len(design.terms)))
    functions[0, list(design.terms).index(name)] = 1.0
    return linear_estimates(
        functions, inference, pd.DataFrame(index=[0]), confidence_level=analysis.plan.confidence_level,
        n_subjects=np.array([design.n_subjects]),
    )  # fmt: skip


def _clusters(analysis: AnalysisData, rows: pd.DataFrame, subjects: NDArray[np.intp]) -> ClusterColumn | None:
    named, cluster = named_clusters(rows, analysis.clusters, ("arm", *analysis.covariates))
    return None if cluster is None else read_clusters(named[cluster], subjects)
