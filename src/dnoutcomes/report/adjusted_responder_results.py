"""The adjusted difference in shares of responders beside the one that is only counted."""

from __future__ import annotations

import math
from dataclasses import replace

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted_responders import adjusted_responders
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.report.words.responder_words import ResponderContrast
from dnoutcomes.report.words.verdict import Effect


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
    return tuple(_adjusted(item, analysis, everyone=everyone) for item in contrasts)


def _adjusted(contrast: ResponderContrast, analysis: AnalysisData, *, everyone: bool) -> ResponderContrast:
    if contrast.hidden or not math.isfinite(contrast.difference):
        return contrast
    plan, column = analysis.plan, contrast.responder.column
    rows = rows_at_visit(analysis, None, plan.primary_visit)
    rows = rows if everyone else rows[rows["value"].notna()]
    several = rows["cause"].nunique() > 1
    names = dict.fromkeys([*(["cause"] if several else []), "baseline", *analysis.covariates])
    row, _ = adjusted_responders(
        rows.assign(**{column: rows[column].fillna(0.0)}),
        contrast.responder,
        list(names),
        plan.errors,
        plan.confidence_level,
    )
    effect = Effect(
        row["estimate"], row["std_error"], row["conf_low"], row["conf_high"], plan.confidence_level
    )
    return replace(contrast, adjusted=effect)
