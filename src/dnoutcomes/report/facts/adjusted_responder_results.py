"""The differences in shares of responders beside those only counted: adjusted, and from the model of the scores."""

from __future__ import annotations

from dataclasses import replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.compare.clustered_arms import clustered_arms, share_difference
from dnoutcomes.compare.groups import clustered_rows, rows_at_visit
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.estimates import Estimates
from dnoutcomes.report.facts.answer import effect_of
from dnoutcomes.report.facts.effect import NOTHING, Effect
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.unavailable import Unavailable


def with_adjusted(
    contrasts: tuple[ResponderContrast, ...], analysis: AnalysisData, *, everyone: bool
) -> tuple[ResponderContrast, ...]:
    """Add to each contrast the difference that is adjusted for baseline, cause and the plan's covariates.

    Parameters
    ----------
    contrasts : tuple of ResponderContrast
        As `responder_results` counts them. What is hidden there stays hidden.
    analysis : AnalysisData
    everyone : bool
        As for `responder_results`: the same patients are compared, and whoever isn't a responder there isn't one here.
    """
    return tuple(_adjusted(contrast, analysis, everyone=everyone) for contrast in contrasts)


def _adjusted(contrast: ResponderContrast, analysis: AnalysisData, *, everyone: bool) -> ResponderContrast:
    if contrast.state is not State.SHOWN:
        return contrast
    plan, column = analysis.plan, contrast.responder.column
    rows = rows_at_visit(analysis, None, plan.primary_visit)
    rows, cluster = clustered_rows(analysis, rows if everyone else rows[rows["value"].notna()], None)
    rows = rows.assign(**{column: rows[column].fillna(0.0)})
    several = rows["cause"].nunique() > 1
    names = dict.fromkeys([*(["cause"] if several else []), "baseline", *analysis.covariates])
    row, _ = adjusted_responders(
        rows,
        contrast.responder,
        list(names),
        plan.errors,
        plan.confidence_level,
        cluster,
    )
    effect = Effect(
        row["estimate"],
        row["std_error"],
        row["conf_low"],
        row["conf_high"],
        plan.confidence_level,
        p_value=row["p_value"],
    )
    return replace(_counted_by_cluster(contrast, rows, cluster, plan.confidence_level), adjusted=effect)


def _counted_by_cluster(
    contrast: ResponderContrast, rows: pd.DataFrame, cluster: str | None, level: float
) -> ResponderContrast:
    """Give the difference as counted the interval that patients of one cluster leave it; without clusters its own."""
    if cluster is None:
        return contrast
    arms = clustered_arms(rows[contrast.responder.column], rows["arm"], rows[cluster], level)
    if arms is None:
        return contrast
    row = share_difference(arms)
    return replace(contrast, conf_low=row["conf_low"], conf_high=row["conf_high"])


def with_concluded(
    everyone: tuple[ResponderContrast, ...],
    seen: tuple[ResponderContrast, ...],
    model: ModelResults | Unavailable,
) -> tuple[ResponderContrast, ...]:
    """Add to each contrast the difference that a conclusion may rest on.

    Parameters
    ----------
    everyone, seen : tuple of ResponderContrast
        Of all patients with a baseline, and of those with a score, with their adjusted differences.
    model : ModelResults or Unavailable
        Where there is a mixed model, the headline rests on it, and so does the difference in responders: no patient
        becomes a non-responder by not being seen. Else it is the adjusted difference among those seen.
    """
    return tuple(_concluded(contrast, among_seen, model) for contrast, among_seen in zip(everyone, seen))


def _concluded(
    contrast: ResponderContrast, seen: ResponderContrast, model: ModelResults | Unavailable
) -> ResponderContrast:
    if contrast.state in NOT_TO_BE_SHOWN:
        return contrast
    foretold = NOTHING
    if isinstance(model, ModelResults) and isinstance(model.responders, Estimates):
        rows = model.responders.where(threshold=contrast.responder.label).frame
        foretold = effect_of(rows.iloc[0], model.responders.confidence_level)
    if foretold.has_interval:
        return replace(contrast, concluded=foretold, unseen="foretold", n_concluded=contrast.n_patients)
    return replace(contrast, concluded=seen.adjusted, unseen="left out", n_concluded=seen.n_patients)
