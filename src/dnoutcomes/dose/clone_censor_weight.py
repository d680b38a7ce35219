"""Many sessions or few from time zero on: clones of every patient in both strategies, censored and weighted."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.covariates import covariate_design, independent_columns
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.dose.attendance import change_by, sessions_by
from dnoutcomes.dose.deviation import Attendance, staying_weights
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.weighting.balance import effective_sample_size
from dnoutcomes.weighting.bootstrap import bootstrap
from dnoutcomes.weighting.jackknife import jackknife
from dnoutcomes.weighting.read_sample import shared_clusters
from dnoutcomes.weighting.working_model import few_clusters_note, working_model

Array = NDArray[np.float64]

LABEL = "clone-censor-weight: strategies within the arm, no effect of the arm"


def clone_censor_weight(
    analysis: AnalysisData,
    at_least: int,
    by_day: int,
    visit: str | None = None,
    *,
    arm: str | None = None,
    replicates: int = 300,
) -> Estimates:
    """Compare having at least so many sessions by a day with having fewer, for all patients of an arm.

    Parameters
    ----------
    analysis : AnalysisData
    at_least : int
        Number of sessions that parts the strategies.
    by_day : int
        Day after time zero by which they are counted; the visit's window must begin after it.
    visit : str, optional
        When the outcome is read. Default: the primary visit.
    arm : str, optional
        Whose sessions. Default: the treated arm.
    replicates : int
        Bootstrap samples of patients, with the weights estimated again in each; their seed is the plan's.

    Returns
    -------
    Estimates
        One row: labels `outcome, arm, visit, contrast, analysis`, then the columns of Estimates. `details` has, for
        each strategy, the patients who kept to it and their effective number.

    Raises
    ------
    ModelError
        The visit begins before `by_day`, one of the strategies was kept by nobody, or the data have no sessions.

    Notes
    -----
    Every patient starts in both strategies at time zero, so that no stretch of time belongs to one of them (no immortal
    time). A clone is censored in the week in which it leaves its strategy: by reaching the number, or by missing so
    many sessions that it can't be reached by the day, given the most sessions that anybody attended in each week.
    Clones that stay stand in for those censored with the same history, by the inverse of the chance of staying given
    baseline, cause, covariates, change so far and sessions so far; see `dose.deviation`. The difference comes from
    weighted least squares on strategy, baseline, cause and covariates over the clones with a score. Patients without
    one are left out. Errors from a bootstrap of patients, or, where the plan names clusters, from leaving out each of
    them, referred to t as in `weighting.effect`.

    References
    ----------
    Hernan MA. BMJ 2018;360:k182. Cain LE, et al. Int J Biostat 2010;6:18.
    """
    plan, arm = analysis.plan, arm or analysis.plan.treated_arm
    planned = plan.visit(visit or plan.primary_visit)
    if planned.first is None or planned.first <= by_day:
        raise ModelError(
            f"visit {planned.name} begins on day {planned.first}, not after day {by_day}, up to which sessions count; "
            "choose an earlier day or a later visit"
        )
    study = _study(analysis, arm, by_day, planned.name)
    estimate = _difference(study, at_least)
    error, df, said = _error(study, at_least, estimate, replicates, plan.seed)
    staying = [staying_weights(study.attendance, at_least, many=many) for many in (True, False)]
    labels = {
        "outcome": plan.outcome, "arm": arm, "visit": planned.name,
        "contrast": f"{at_least} or more - fewer, by day {by_day}", "analysis": LABEL,
    }  # fmt: skip
    scored = int((~np.isnan(study.outcome)).sum())
    row = labels | _row(estimate, error, df, plan.confidence_level, float(scored))
    names = (f"{at_least} or more", "fewer")
    return Estimates(
        pd.DataFrame([row])[[*labels, *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind="difference between strategies of attendance",
        notes=(
            estimand_note(plan, planned.name),
            f"{scored} of {len(study.outcome)} patients of {arm} have a score at {planned.name}; the others are left "
            "out.",
            *said,
            "Strategies within one arm: whoever comes more often for reasons that aren't measured still confounds. It "
            "is no part of the comparison of the arms.",
        ),
        details={
            "kept": {name: int((weights > 0).sum()) for name, weights in zip(names, staying)},
            "effective": {name: effective_sample_size(weights) for name, weights in zip(names, staying)},
        },
    )


@dataclass(frozen=True, eq=False)
class _Study:
    """Arrays of the arm's patients."""

    attendance: Attendance
    outcome: Array
    clusters: NDArray[np.intp] | None

    def rows(self, index: NDArray[np.intp]) -> _Study:
        clusters = None if self.clusters is None else self.clusters[index]
        return _Study(self.attendance.rows(index), self.outcome[index], clusters)


def _study(analysis: AnalysisData, arm: str, by_day: int, visit: str) -> _Study:
    patients = analysis.patients[analysis.patients["arm"] == arm].reset_index(drop=True)
    patients = patients.assign(cause=patients["cause_modelled"])
    ends = [*range(7, by_day, 7), by_day]
    counts = sessions_by(analysis, patients["patient_id"], ends)
    weekly = np.diff(counts, axis=1, prepend=0)
    progress = np.column_stack(
        [np.zeros(len(patients)), *(change_by(analysis, patients, day) for day in ends[:-1])]
    )
    names = [name for name in dict.fromkeys(["baseline", "cause", *analysis.covariates]) if name != "arm"]
    covariates = covariate_design(patients, names).matrix[:, 1:]
    later = analysis.visits[analysis.visits["visit"] == visit].set_index("patient_id")["change"]
    outcome = later.reindex(patients["patient_id"]).to_numpy(dtype=float)
    clusters = shared_clusters(*named_clusters(patients, analysis.clusters, ("arm",)), "arm")
    return _Study(Attendance(counts, weekly.max(axis=0), covariates, progress), outcome, clusters)


def _difference(study: _Study, at_least: int) -> float:
    """Weighted least squares over both sets of clones: the coefficient of the strategy."""
    parts, outcomes, weights = [], [], []
    seen = ~np.isnan(study.outcome)
    for many in (True, False):
        used = np.where(seen, staying_weights(study.attendance, at_least, many=many), 0.0)
        rows = used > 0
        if rows.sum() < 2:
            raise ModelError(
                f"{int(rows.sum())} patients with a score kept to {'at least' if many else 'fewer than'} {at_least} "
                "sessions; choose another number or day"
            )
        ones = np.ones(int(rows.sum()))
        parts.append(np.column_stack([ones, ones * many, study.attendance.covariates[rows]]))
        outcomes.append(study.outcome[rows])
        weights.append(np.sqrt(used[rows]))
    root = np.concatenate(weights)
    solved = np.linalg.lstsq(np.vstack(parts) * root[:, None], np.concatenate(outcomes) * root, rcond=None)
    return float(solved[0][1])


def _error(
    study: _Study, at_least: int, estimate: float, replicates: int, seed: int
) -> tuple[float, float, tuple[str, ...]]:
    """Return the error, its df, and where they come from: resampled patients, or clusters left out."""

    def again(rows: NDArray[np.intp]) -> Array:
        return np.array([_difference(study.rows(rows), at_least)])

    if study.clusters is None:
        drawn = bootstrap(again, np.arange(len(study.outcome)), replicates=replicates, seed=seed)
        said = f"Errors: bootstrap of patients, {len(drawn.replicates)} replicates, seed {seed}."
        return float(np.sqrt(drawn.vcov[0, 0])), np.inf, (said,)
    left = jackknife(again, np.array([estimate]), study.clusters)
    many, few = (staying_weights(study.attendance, at_least, many=many) for many in (True, False))
    seen = ~np.isnan(study.outcome)
    design = np.column_stack([many > 0, np.ones(len(many)), study.attendance.covariates])[seen]
    design = design[:, independent_columns(design)]
    model = working_model(
        design,
        np.eye(design.shape[1])[0],
        study.outcome[seen],
        (many + few)[seen],
        study.clusters[seen],
        left_out=True,
    )
    count = len(left.without) + left.failed
    said = f"Errors: jackknife, every cluster left out in turn, {count} clusters, {model.df:.3g} degrees of freedom."
    error = float(np.sqrt(left.vcov[0, 0] * model.factor))
    return error, model.df, (said, *few_clusters_note(model.df))


def _row(estimate: float, error: float, df: float, level: float, n: float) -> dict[str, float]:
    from scipy import stats

    half = float(stats.t.ppf(0.5 + level / 2, df)) * error
    statistic = estimate / error
    p_value = float(2 * stats.t.sf(abs(statistic), df))
    values = (estimate, error, df, statistic, p_value, estimate - half, estimate + half, n)
    return dict(zip(COLUMNS, values))
