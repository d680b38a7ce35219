"""The growth model of an analysis: every score between baseline and the last planned visit, on the day it was taken."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, Literal

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import AnalysisSums
from dnoutcomes.clusters import CLUSTER, named_clusters
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.from_sums import growth_from_sums
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.sessions_on_analysis import (
    COURSES,
    check_course,
    course_columns,
    session_rows,
    sum_scores,
)
from dnoutcomes.models.shared.confounded import refuse_confounded
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import written_name
from dnoutcomes.models.shared.sums_only import refuse_rows


def fit_growth(
    analysis: AnalysisData | AnalysisSums,
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
    analysis : AnalysisData or AnalysisSums
        From `build_analysis`, or from `sum_analysis` of a file in a database: the same fit without rows of patients,
        with a course of lines and independent residuals.
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
        arm, or an arm of one cluster that the other arm doesn't share, whose effect is that of the arm; with sums, a
        spline, residual="car1", clusters, or a turn within a day.

    Notes
    -----
    This is `growth("change ~ baseline + arm * cause * week + covariates", ...)` over one row per patient and day with a
    score, from the day after the baseline to the end of the last planned visit's window. Scores after an intercurrent
    event whose strategy is hypothetical or while-on-treatment are set aside. Sessions end when treatment ends, so their
    number is an outcome of treatment: it is never a covariate here.

    Sums are made over patients who share their levels, and the number of their scores and the sums of their days and of
    the days' squares; `notes` say so where hardly any do.
    """
    plan = analysis.plan
    check_course(course, turn)
    random = random or ("1 + early + late" if course == "piecewise" else "1 + week")
    if isinstance(analysis, AnalysisSums):
        _refuse_rows(course, residual, cluster)
        return _fit_sums(analysis, turn, random, df or plan.df, by_cause=by_cause)
    rows, set_aside = session_rows(analysis, cluster)
    if cluster is None:
        rows, cluster, cluster_within = _planned_clusters(analysis, rows)
    rows = rows.assign(**course_columns(rows["week"], turn))
    refuse_confounded(rows, "arm", analysis.covariates)
    by_cause_too = rows["cause"].nunique() > 1
    fit = growth(
        _formula(analysis.covariates, COURSES[course], by_cause=by_cause, several_causes=by_cause_too),
        rows,
        subject="patient_id",
        random=random,
        residual=residual,
        time="week",
        cluster=cluster,
        cluster_within=cluster_within,
        df=df or plan.df,
        confidence_level=plan.confidence_level,
    )
    notes = (estimand_note(plan), *fit.notes, *set_aside)
    return replace(fit, notes=notes)


def _refuse_rows(course: str, residual: str, cluster: str | None) -> None:
    """Refuse what isn't reduced to sums."""
    asked = {f"course={course!r}": course == "spline", f"residual={residual!r}": residual != "iid",
             f"cluster={cluster!r}": cluster is not None}  # fmt: skip
    for what, needs_rows in asked.items():
        if needs_rows:
            refuse_rows(what)


def _fit_sums(
    analysis: AnalysisSums, turn: float | None, random: str, df: str, *, by_cause: bool
) -> MixedModelFit:
    plan = analysis.plan
    sums, notes = sum_scores(analysis, turn)
    refuse_confounded(sums.frame, "arm", plan.covariates)
    course = "linear" if turn is None else "piecewise"
    several_causes = sums.frame["cause"].nunique() > 1
    formula = _formula(plan.covariates, COURSES[course], by_cause=by_cause, several_causes=several_causes)
    fit = growth_from_sums(formula, sums, random=random, df=df, confidence_level=plan.confidence_level)
    return replace(fit, notes=(estimand_note(plan), *fit.notes, *notes))


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


def _formula(covariates: tuple[str, ...], time: str, *, by_cause: bool, several_causes: bool) -> str:
    effects = f"arm * {time}"
    if several_causes:
        effects = f"arm * cause * {time}" if by_cause else f"arm * {time} + cause * {time}"
    others = [name for name in covariates if name not in ("arm", "cause", "baseline")]
    quoted = [written_name(name) for name in others]
    return f"change ~ {' + '.join(['baseline', effects, *quoted])}"
