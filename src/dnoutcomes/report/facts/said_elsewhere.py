"""What a report says elsewhere of the rows of its sensitivity panel: there they must be the same numbers."""

from __future__ import annotations

import math
from collections.abc import Iterator

from dnoutcomes.compare.populations import ALL_TOGETHER, MAIN_EFFECT
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.sensitivity_results import Numbers, SaidElsewhere


def said_elsewhere(results: ReportResults) -> SaidElsewhere:
    """Gather what the first page, the comparison at the primary visit and the responders say, released.

    The panel rounds its rows by all numbers of patients that it rests on, the others each by its own: without this, one
    difference could be read in two ways.
    """
    numbers = dict(_known(results))
    return SaidElsewhere(numbers, frozenset(_hidden(results)))


def _known(results: ReportResults) -> Iterator[tuple[str, Numbers]]:
    """Those of the rows that have an interval."""
    for name, numbers in _rows(results):
        if all(math.isfinite(numbers[column]) for column in ("estimate", "conf_low", "conf_high")):
            yield name, numbers


def _rows(results: ReportResults) -> Iterator[tuple[str, Numbers]]:
    model, compared, visit = results.model, results.comparisons, results.setting.plan.primary_visit
    if isinstance(compared, Estimates):
        yield from _first("unadjusted", compared.where(analysis="unadjusted", population=ALL_TOGETHER))
        yield from _first("ancova", compared.where(analysis="adjusted", population=MAIN_EFFECT))
    if isinstance(model, ModelResults):
        yield from _first("mmrm", model.differences.where(visit=visit))
    for contrast in results.responders_all[:1]:
        yield "non_responder", _of_effect(contrast.adjusted, contrast)
        if contrast.unseen == "foretold":
            yield "foretold", _of_effect(contrast.concluded, contrast)
    for contrast in results.responders[:1]:
        yield "responders", _of_effect(contrast.adjusted, contrast)


def _first(name: str, estimates: Estimates) -> Iterator[tuple[str, Numbers]]:
    for row in estimates.frame[list(COLUMNS)].head(1).to_dict("records"):
        yield name, {str(column): float(value) for column, value in row.items()}


def _of_effect(effect: Effect, contrast: ResponderContrast) -> Numbers:
    return {
        "estimate": effect.estimate,
        "std_error": effect.std_error,
        "p_value": effect.p_value,
        "conf_low": effect.conf_low,
        "conf_high": effect.conf_high,
        "n_subjects": math.nan if contrast.n_patients is None else float(contrast.n_patients),
    }


def _hidden(results: ReportResults) -> Iterator[str]:
    if any(contrast.state in NOT_TO_BE_SHOWN for contrast in results.responders_all[:1]):
        yield from ("foretold", "responders", "non_responder")
    if any(contrast.state in NOT_TO_BE_SHOWN for contrast in results.responders[:1]):
        yield "responders"
