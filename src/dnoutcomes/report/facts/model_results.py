"""What the mixed model says, released."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.design_effect import DesignEffect, design_effect
from dnoutcomes.compare.interaction import interaction_test
from dnoutcomes.compare.modelled_responders import modelled_responders
from dnoutcomes.compare.overall_effects import overall_effects
from dnoutcomes.compare.populations import MAIN_EFFECT, POPULATION, standardised_to
from dnoutcomes.disclosure import Key, ProtectedCounts
from dnoutcomes.estimates import COLUMNS, Estimates, JointTest, linear_estimates
from dnoutcomes.language import term
from dnoutcomes.models import MixedModelFit, contrast, ls_means
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.report.facts.release import release
from dnoutcomes.report.facts.unavailable import Unavailable, or_unavailable
from dnoutcomes.report.names.covariance_words import attempt_words

NO_TEST = term(
    "Whether the difference depends on the cause could not be tested: too few causes have patients in both groups."
)
NO_TEST_BY_CLUSTER = term(
    "Whether the difference depends on the cause could not be tested: too few causes with patients in both groups, or "
    "too few people who treated them, for a test of several differences at once."
)
NO_SHARES = term("The mixed model has no shares of responders for these data.")


@dataclass(frozen=True, eq=False)
class ModelResults:
    """What the mixed model says.

    Attributes
    ----------
    means : Estimates
        One row per arm and visit, standardised to the mix of causes.
    differences : Estimates
        One row per visit, standardised to the mix of causes.
    partial_visits : tuple of str
        Visits at which the difference leaves out patients with a score, of causes that only one arm has scores of.
    by_cause : Estimates
        One row per cause at the primary visit, then the overall rows.
    interaction : JointTest or Unavailable
        Whether the difference depends on the cause, at the primary visit.
    responders : Estimates or Unavailable
        One row per threshold: the difference in shares of responders that the model foretells for all patients.
    covariance : str
        Structure used.
    tried : tuple of str
        Every structure tried, with what became of it.
    df_method : str
    design_effect : DesignEffect or None
        What clusters do to the difference at the primary visit; None where the plan names none. Not released: it has
        the sizes of clusters.
    """

    means: Estimates
    differences: Estimates
    partial_visits: tuple[str, ...]
    by_cause: Estimates
    interaction: JointTest | Unavailable
    responders: Estimates | Unavailable
    covariance: str
    tried: tuple[str, ...]
    df_method: str
    design_effect: DesignEffect | None = None


def model_results(analysis: AnalysisData, counts: ProtectedCounts) -> ModelResults:
    """Fit the mixed model of the plan and ask it what the report needs.

    Raises
    ------
    ModelError
        The data don't allow the model.
    """
    plan = analysis.plan
    fit = fit_mmrm(analysis)
    overall = overall_effects(fit, analysis)
    population = standardised_to("cause") if "cause" in fit.design.factors else MAIN_EFFECT
    differences = overall.where(population=population)
    return ModelResults(
        means=release(standardised_means(fit, analysis), lambda row: (("scored", row["visit"], row["arm"]),), counts),
        differences=release(differences, lambda row: both_arms(analysis, "scored", row["visit"]), counts),
        partial_visits=_partial_visits(differences, analysis),
        by_cause=_by_cause(fit, analysis, overall.where(visit=plan.primary_visit)),
        interaction=or_unavailable(
            lambda: interaction_test(fit, plan.primary_visit),
            NO_TEST if analysis.clusters is None else NO_TEST_BY_CLUSTER,
        ),
        responders=or_unavailable(
            lambda: release(
                modelled_responders(fit, analysis),
                lambda row: both_arms(analysis, "scored", plan.primary_visit),
                counts,
            ),
            NO_SHARES,
        ),
        covariance=fit.structure,
        tried=tuple(attempt_words(structure) for structure in fit.path),
        df_method=fit.inference.method,
        design_effect=design_effect(fit, analysis),
    )  # fmt: skip


def _partial_visits(differences: Estimates, analysis: AnalysisData) -> tuple[str, ...]:
    """Visits whose difference rests on fewer patients than have a score there."""
    scored = analysis.visits.loc[analysis.visits["change"].notna(), "visit"].value_counts()
    return tuple(
        str(row.visit)
        for row in differences.frame.itertuples()
        if row.estimate == row.estimate and row.n_subjects < scored[row.visit]
    )


def both_arms(analysis: AnalysisData, *names: str) -> tuple[Key, ...]:
    """The same count in both arms."""
    return tuple((*names, str(arm)) for arm in analysis.patients["arm"].cat.categories)


def standardised_means(fit: MixedModelFit, analysis: AnalysisData) -> Estimates:
    """Means by arm and visit, each arm given the mix of causes of all patients of the file with a baseline.

    Returns
    -------
    Estimates
        One row per visit and arm. The difference of two rows is the standardised difference of `overall_effects`:
        causes without a difference at a visit take no part in its means.
    """
    if "cause" not in fit.design.factors:
        return ls_means(fit, "arm", by="visit")
    means = ls_means(fit, "arm", by=["cause", "visit"])
    assert means.functions is not None
    assert means.inference is not None
    frame = means.frame
    comparable = frame.groupby(["cause", "visit"], observed=True)["estimate"].transform(
        lambda cell: cell.notna().all()
    )
    weights = (
        frame["cause"]
        .astype(str)
        .map(analysis.modelled_causes.shares)
        .astype("float64")
        .where(comparable, 0.0)
    )
    groups = frame[["arm", "visit"]].drop_duplicates().reset_index(drop=True)
    functions = []
    for group in groups.itertuples():
        inside = ((frame["arm"] == group.arm) & (frame["visit"] == group.visit)).to_numpy()
        share = np.where(inside, weights, 0.0)
        functions.append(
            share / share.sum() @ np.nan_to_num(means.functions)
            if share.sum()
            else means.functions[inside][0]
        )
    return linear_estimates(
        np.stack(functions), means.inference, groups, confidence_level=means.confidence_level, kind="LS mean"
    )


def _by_cause(fit: MixedModelFit, analysis: AnalysisData, overall: Estimates) -> Estimates:
    """Differences by cause at the primary visit with the overall ones below; not yet released."""
    visit = analysis.plan.primary_visit
    if "cause" not in fit.design.factors:
        return overall
    effects = contrast(ls_means(fit, "arm", by=["cause", "visit"])).where(visit=visit)
    single = effects.frame.astype({"cause": "str"}).assign(**{POPULATION: None})
    columns = ["cause", POPULATION, "visit", "contrast", *COLUMNS]
    frame = pd.concat([single[columns], overall.frame[columns]], ignore_index=True)
    return replace(effects, frame=frame, functions=None, inference=None)
