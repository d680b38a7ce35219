"""The growth model of an analysis: every score between baseline and the last planned visit, on the day it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import CLUSTER, named_clusters
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.shared.confounded import refuse_confounded
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import written_name
from dnoutcomes.plan.event_strategies import first_events


def fit_growth(
    analysis: AnalysisData,
    *,
    course: Literal["linear", "piecewise", "spline"] = "linear",
    turn: float | None = None,
    random: str | None = None,
    residual: Literal["iid", "car1"] = "iid",
    cluster: str | None = None,
    cluster_within: Mapping[str, Any] | None = None,
    df: str | None = None,
    by_cause: bool = True,
) -> MixedModelFit:
    """Fit the growth model of an analysis.

    Parameters
    ----------
    analysis : AnalysisData
        From `build_analysis`.
    course : {"linear", "piecewise", "spline"}
        Shape of the mean course of an arm: a line in `week`, two lines in `early` and `late` that meet at week `turn`,
        or a natural cubic spline of week with three degrees of freedom.
    turn : float, optional
        Week at which the slope may change; "piecewise" needs it.
    random : str, optional
        What varies between patients. Default: the columns of the course, for a spline "1 + week".
    residual : {"iid", "car1"}
        Residual correlation, in weeks.
    cluster : str, optional
        Column of the records with a further intercept: "therapist_id". Default: the clusters of the plan, where it
        names them: each patient's own, and none for patients for whom none was recorded.
    cluster_within : dict, optional
        Column to the value of the rows that have clusters: {"arm": "needling"}.
    df : str, optional
        Degrees-of-freedom method. Default: the plan's.
    by_cause : bool
        Whether the effect of the arm may differ between causes.

    Returns
    -------
    MixedModelFit
        Outcome `change` from baseline. Its factors are called `arm` and `cause` (as the models pool causes):
        `ls_means(fit, "arm", by="cause", at={"week": 12})`.

    Raises
    ------
    ModelError
        No scores after baseline in an arm, a cluster column that the records don't have, a covariate that tells the
        arm, or an arm of one cluster that the other arm doesn't share, whose effect is that of the arm.

    Notes
    -----
    This is `growth("change ~ baseline + arm * cause * week + covariates", ...)` over one row per patient and day with a
    score, from the day after the baseline to the end of the last planned visit's window. Scores after an intercurrent
    event whose strategy is hypothetical or while-on-treatment are set aside. Sessions end when treatment ends, so their
    number is an outcome of treatment: it is never a covariate here.
    """
    plan = analysis.plan
    rows, set_aside = session_rows(analysis, cluster)
    if cluster is None:
        rows, cluster, cluster_within = _planned_clusters(analysis, rows)
    rows = rows.assign(**_course_columns(rows["week"], course, turn))
    refuse_confounded(rows, "arm", analysis.covariates)
    by_cause_too = rows["cause"].nunique() > 1
    fit = growth(
        f"change ~ {_right_side(analysis.covariates, COURSES[course], by_cause=by_cause, several_causes=by_cause_too)}",
        rows,
        subject="patient_id",
        random=random or ("1 + early + late" if course == "piecewise" else "1 + week"),
        residual=residual,
        time="week",
        cluster=cluster,
        cluster_within=cluster_within,
        df=df or plan.df,
        confidence_level=plan.confidence_level,
    )
    notes = (estimand_note(plan), *fit.notes, *set_aside)
    return replace(fit, notes=notes)


def _planned_clusters(
    analysis: AnalysisData, rows: pd.DataFrame
) -> tuple[pd.DataFrame, str | None, dict[str, Any] | None]:
    """Add the clusters of the plan, and say in which rows there are any."""
    if analysis.clusters is None:
        return rows, None, None
    codes = analysis.patients.set_index("patient_id")[CLUSTER]
    rows = rows.assign(**{CLUSTER: rows["patient_id"].map(codes)})
    rows, cluster = named_clusters(rows, analysis.clusters, analysis.covariates)
    _refuse_single(rows, str(cluster))
    named = rows[cluster].notna()
    if named.all():
        return rows, cluster, None
    recorded = f"{cluster} recorded"
    return rows.assign(**{recorded: np.where(named, "yes", "no")}), cluster, {recorded: "yes"}


def _refuse_single(rows: pd.DataFrame, cluster: str) -> None:
    """Refuse an arm whose patients all have one cluster, which the other arm doesn't share."""
    for arm in rows["arm"].cat.categories:
        here, others = rows.loc[rows["arm"] == arm, cluster], rows.loc[rows["arm"] != arm, cluster]
        if here.notna().all() and here.nunique() == 1 and not here.isin(others).any():
            raise ModelError(
                f"all patients of arm {arm!r} have one {cluster}, whom nobody in the other arm has: an effect of the "
                "arm can't be separated from one of theirs"
            )


#: How the mean course is written in the formula.
COURSES = {
    "linear": "week",
    "piecewise": "(early + late)",
    "spline": "cr(week, df=3, constraints='center')",
}


def session_rows(analysis: AnalysisData, cluster: str | None = None) -> tuple[pd.DataFrame, tuple[str, ...]]:
    """List the scores after baseline, one row per patient and day.

    Returns
    -------
    (pandas.DataFrame, tuple of str)
        Columns `patient_id, arm, cause` (as models pool causes), `baseline, day, week, value, change`, the covariates
        and the cluster; and sentences on the scores set aside.
    """
    plan = analysis.plan
    carried = ["patient_id", "arm", "cause_modelled", "baseline", "baseline_day", *plan.covariates]
    patients = analysis.patients[list(dict.fromkeys(carried))].drop(columns="cause", errors="ignore")
    rows = analysis.workbench.scores(plan.outcome).merge(
        patients.rename(columns={"cause_modelled": "cause"}), on="patient_id"
    )
    rows = rows[rows["day"] > rows["baseline_day"]]
    horizon = max(visit.day if visit.last is None else visit.last for visit in plan.visits)
    late, after = rows["day"] > horizon, _after_event(rows, analysis.events)
    notes = [
        f"{int(late.sum())} scores after day {horizon}, the end of the last planned visit, are not used."
    ] * bool(late.any())
    notes += [f"{int((after & ~late).sum())} scores after an intercurrent event are set aside."] * bool(
        (after & ~late).any()
    )
    rows = rows[~late & ~after]
    _require_arms(rows)
    if cluster is not None:
        rows = rows.merge(_clusters(analysis.workbench.days, cluster), on=["patient_id", "day"], how="left")
    rows = rows.assign(week=rows["day"] / 7, change=rows["value"] - rows["baseline"])
    return rows.drop(columns="baseline_day").reset_index(drop=True), tuple(notes)


def _after_event(rows: pd.DataFrame, events: pd.DataFrame) -> pd.Series:
    first = first_events(events, lambda strategy: strategy.sets_aside)
    return rows["day"] >= rows["patient_id"].map(first).astype("float64")


def _clusters(records: pd.DataFrame, cluster: str) -> pd.DataFrame:
    """The cluster of each patient and day, that of the first record that names one."""
    if cluster not in records.columns:
        raise ModelError(
            f"the records have no column {cluster!r} to cluster by; there are {', '.join(records.columns)}"
        )
    return records.groupby(["patient_id", "day"], as_index=False)[cluster].first()


def _require_arms(rows: pd.DataFrame) -> None:
    for arm in rows["arm"].cat.categories:
        if not (rows["arm"] == arm).any():
            raise ModelError(
                f"no patient of arm {arm!r} has a score after baseline, so the arms can't be compared"
            )


def _course_columns(week: pd.Series, course: str, turn: float | None) -> dict[str, pd.Series]:
    if course not in COURSES:
        raise ModelError(f"course={course!r} isn't known; known: {', '.join(COURSES)}")
    if (course == "piecewise") != (turn is not None):
        raise ModelError(
            "turn= is the week at which the slope of course='piecewise' may change: name both or neither"
        )
    if turn is None:
        return {}
    if not week.min() < turn < week.max():
        raise ModelError(
            f"turn={turn:g} is outside the weeks with scores, {week.min():.1f} to {week.max():.1f}"
        )
    return {"early": week.clip(upper=turn), "late": (week - turn).clip(lower=0)}


def _right_side(covariates: tuple[str, ...], time: str, *, by_cause: bool, several_causes: bool) -> str:
    effects = f"arm * {time}"
    if several_causes:
        effects = f"arm * cause * {time}" if by_cause else f"arm * {time} + cause * {time}"
    others = [name for name in covariates if name not in ("arm", "cause", "baseline")]
    quoted = [written_name(name) for name in others]
    return " + ".join(["baseline", effects, *quoted])
