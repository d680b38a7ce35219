"""Weighted comparisons of AnalysisData: the plan names the columns."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.score_rows import (
    comparison_rows,
    score_covariates,
    taken_by_score,
    with_recorded_covariates,
)
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.progress import Progress
from dnoutcomes.registry import did_you_mean
from dnoutcomes.weighting.effect_with_attrition import effect_with_attrition
from dnoutcomes.weighting.negative_control import negative_controls as general_controls
from dnoutcomes.weighting.weighted_mmrm import weighted_mmrm


def compare_weighted(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    estimand: str = "overlap",
    attrition: bool = True,
    errors: str | None = None,
    **options: Any,
) -> Estimates:
    """Compare the arms at one visit with weights that make them alike: change from baseline, and responders.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    estimand : {"overlap", "ate", "att"}
        Whom the effect is about.
    attrition : bool
        Weight patients with a score for those without one as well. Without it those without a score are left out.
    errors : {"jackknife", "stacked", "bootstrap"}, optional
        As in `weighting.effect`.
    **options
        `stabilised`, `trim`, `penalty`, `replicates` of `weighting.effect`.

    Returns
    -------
    Estimates
        One row per analysis: `outcome, visit, contrast, analysis`, then the columns of Estimates. Analyses are
        "weighted" (difference of weighted mean changes), "weighted ANCOVA", "augmented" (AIPW), and for each responder
        threshold "30 % responders: weighted risk difference". `details["effective_sample_size"]` shows for each arm
        the number of patients and the effective number with the balancing weights, with those for attrition and with
        both.

    Raises
    ------
    ModelError
        As in `weighting.effect`: no scores in an arm, or covariates that separate the arms.

    Notes
    -----
    The errors hold the uncertainty of the score and of the weights for attrition, and are by cluster where the plan
    names clusters. Being seen is regressed on arm and
    the covariates of the score, so that scores are taken to be missing at random given these. The scores of earlier
    visits enter the mixed model, not these weights; see `fit_weighted_mmrm`.
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    rows, cluster = named_clusters(
        comparison_rows(analysis, name), analysis.clusters, taken_by_score(analysis)
    )
    settings: dict[str, Any] = {
        "treatment": "arm", "covariates": score_covariates(analysis), "estimand": estimand, "errors": errors,
        "confidence_level": plan.confidence_level, "seed": plan.seed,
        "attrition": score_covariates(analysis) if attrition else None, "cluster": cluster,
    } | options  # fmt: skip
    effects = {
        label: effect_with_attrition(rows, outcome="change", method=method, **settings)
        for label, method in CHANGE_METHODS.items()
    }
    for responder in plan.responders:
        label = f"{responder.label} responders: weighted risk difference"
        effects[label] = effect_with_attrition(rows, outcome=responder.column, method="weighted", **settings)
    frame = pd.concat([one.frame.assign(analysis=label) for label, one in effects.items()], ignore_index=True)
    frame = frame.assign(outcome=plan.outcome, visit=name)
    first = effects["weighted"]
    return Estimates(
        frame[["outcome", "visit", "contrast", "analysis", *COLUMNS]],
        confidence_level=plan.confidence_level,
        kind=f"weighted difference ({estimand})",
        notes=(
            estimand_note(plan, name),
            *dict.fromkeys(note for one in effects.values() for note in one.notes),
        ),
        details={"estimand": estimand, "effective_sample_size": _sizes(first)},
    )


#: How changes from baseline are compared, to the method of `weighting.effect`.
CHANGE_METHODS = {"weighted": "weighted", "weighted ANCOVA": "ancova", "augmented": "aipw"}


def fit_weighted_mmrm(
    analysis: AnalysisData,
    estimand: str = "overlap",
    *,
    replicates: int = 1000,
    n_jobs: int = 1,
    progress: Progress | None = None,
) -> Estimates:
    """Fit the mixed model of the plan with balancing weights: the difference between the arms at each visit.

    Parameters
    ----------
    analysis : AnalysisData
    estimand : {"overlap", "ate", "att"}
        Whom the effect is about.
    replicates : int
        Bootstrap samples of patients, with the score fitted again in each; their seed is the plan's. Where the plan
        names clusters each of them is left out in turn instead.
    n_jobs : int
        Processes at work at a time, which change nothing but the time.
    progress : callable, optional
        Called with (done, total) after each sample; `dnoutcomes.progress.bar` makes one that draws a bar.

    Returns
    -------
    Estimates
        One row per visit: `outcome, visit, contrast`, then the columns of Estimates.

    Notes
    -----
    change ~ baseline * visit + arm * visit + cause * visit + covariates, residual covariance divided by the patient's
    weight, unstructured. Scores that are missing are taken to be missing at random given the model.
    """
    rows = analysis.visits.assign(cause=analysis.visits["cause_modelled"])
    rows, cluster = named_clusters(
        with_recorded_covariates(analysis, rows), analysis.clusters, taken_by_score(analysis)
    )
    # The model can't have gaps; the score shows them by an indicator of its own.
    filled = {name: f"{name}_filled" for name in analysis.covariates if name not in ("cause", "baseline")}
    rows = rows.assign(**{new: analysis.visits[old] for old, new in filled.items()})
    several = rows.loc[rows["change"].notna(), "cause"].nunique() > 1
    terms = ["baseline * visit", "arm * visit", *(["cause * visit"] if several else []), *filled.values()]
    differences = weighted_mmrm(
        "change ~ " + " + ".join(terms), rows, subject="patient_id", visit="visit", treatment="arm",
        covariates=score_covariates(analysis), estimand=estimand, cluster=cluster, replicates=replicates,
        seed=analysis.plan.seed, n_jobs=n_jobs, progress=progress,
        confidence_level=analysis.plan.confidence_level,
    )  # fmt: skip
    frame = differences.frame.copy()
    frame.insert(0, "outcome", analysis.plan.outcome)
    return replace(differences, frame=frame, notes=(estimand_note(analysis.plan), *differences.notes))


def negative_controls(
    analysis: AnalysisData, outcomes: Sequence[str], estimand: str = "overlap", **options: Any
) -> Estimates:
    """Estimate the effect on patient-level columns that treatment can't change: what is left there is confounding.

    Parameters
    ----------
    analysis : AnalysisData
    outcomes : sequence of str
        Numeric columns of `analysis.patients` known at time zero that are no covariate of the score.
    estimand : {"overlap", "ate", "att"}
    **options
        Those of `weighting.effect`.

    Returns
    -------
    Estimates
        One row per outcome; a note names those whose interval excludes zero.

    Raises
    ------
    ModelError
        An outcome is no column of the patients, or is a covariate of the score.
    """
    for name in outcomes:
        if name not in analysis.patients.columns:
            columns = [str(column) for column in analysis.patients.columns]
            raise ModelError(f"{name!r} is no patient-level column{did_you_mean(name, columns)}")
    rows, cluster = named_clusters(
        with_recorded_covariates(analysis, analysis.patients), analysis.clusters,
        (*taken_by_score(analysis), *outcomes),
    )  # fmt: skip
    return general_controls(
        rows, outcomes=outcomes, treatment="arm",
        covariates=score_covariates(analysis), estimand=estimand,
        confidence_level=analysis.plan.confidence_level, **{"cluster": cluster} | options,
    )  # fmt: skip


def _sizes(effect: Estimates) -> pd.DataFrame:
    """Return one row per arm: patients with a score, and effective numbers with each set of weights."""
    names = {
        "n": "n", "effective_sample_size_balancing": "with balancing weights",
        "effective_sample_size_attrition": "with weights for attrition", "effective_sample_size": "with both",
        "largest_attrition_weight": "largest weight for attrition",
    }  # fmt: skip
    sizes = pd.DataFrame({new: effect.details[old] for old, new in names.items()})
    return sizes.rename_axis("arm").reset_index()
