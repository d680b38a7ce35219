"""The methods of a report in sentences fit for a paper, made from the plan and from what was done."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING

from dnoutcomes.figures.column_words import column_words
from dnoutcomes.figures.number_text import number
from dnoutcomes.models.fit import Attempt
from dnoutcomes.report.words.plain_text import join_words, plain_text
from dnoutcomes.report.words.responder_words import responder_words
from dnoutcomes.report.words.setting import Setting

if TYPE_CHECKING:
    from dnoutcomes.report.results import ReportResults

COVARIANCES = {
    "us": "unstructured", "toep": "Toeplitz", "toeph": "heterogeneous Toeplitz", "ar1": "first-order autoregressive",
    "ar1h": "heterogeneous first-order autoregressive", "cs": "compound symmetry",
    "csh": "heterogeneous compound symmetry",
    "ad": "ante-dependence", "adh": "heterogeneous ante-dependence",
}  # fmt: skip
STRATEGIES = {
    "treatment-policy": "counted whatever happened (treatment policy)",
    "hypothetical": "scores from the event on set aside, as if it hadn't happened (hypothetical)",
    "composite": "the event counts as no response (composite)",
    "while-on-treatment": "the last score before the event counts (while on treatment)",
}  # fmt: skip
BASELINES = {"last": "the last score", "first": "the first score", "mean": "the mean of the scores"}
TIES = {"earlier": "the earlier", "later": "the later"}


def covariance_words(name: str) -> str:
    """Name a covariance structure with its code.

    Examples
    --------
    >>> covariance_words("us"), covariance_words("sp_exp")
    ('unstructured (us)', 'sp_exp')
    """
    return f"{COVARIANCES[name]} ({name})" if name in COVARIANCES else name


def attempt_words(tried: Attempt) -> str:
    """Say what became of a covariance structure, and why.

    Examples
    --------
    >>> attempt_words(Attempt("us", True, "converged"))
    'Unstructured: used.'
    >>> attempt_words(Attempt("us", False, "more parameters than data: 10, and 3 rows; use fewer"))
    'Unstructured: tried and left, more parameters than data.'
    """
    name = COVARIANCES.get(tried.covariance, tried.covariance)
    # What follows the cause is advice, or numbers of rows that may be too small to show.
    cause = plain_text(re.split("[:;]", tried.reason)[0])
    return f"{name[:1].upper()}{name[1:]}: {'used' if tried.used else f'tried and left, {cause}'}."


def estimand_rows(setting: Setting) -> tuple[tuple[str, str], ...]:
    """The estimand in the five attributes of ICH E9(R1)."""
    plan = setting.plan
    events = [f"{plain_text(item.event).replace('_', ' ')}: {STRATEGIES[item.strategy]}"
              for item in plan.estimand.intercurrent_events]  # fmt: skip
    other = (
        "Every event after the start that the plan doesn't name (a change of medication, stopping treatment) "
        "counts as it happened: treatment policy."
    )
    return (
        ("Population", plain_text(plan.estimand.population)),
        ("Treatments", f"{setting.treated}, against {setting.reference}"),
        (
            "Variable",
            f"change in {setting.outcome} ({setting.scale}) from the start to "
            f"{setting.visit(plan.primary_visit)}",
        ),
        ("Events after the start", " ".join([*(f"{event}." for event in events), other])),
        ("Summary", plain_text(plan.estimand.summary)),
    )


def method_paragraphs(results: ReportResults) -> tuple[str, ...]:
    """Describe design, data, models and tests in the past tense."""
    setting = results.setting
    return (
        _design(setting),
        _data(setting),
        _model(results),
        _ancova(results),
        _responders(setting),
        _disclosure(setting),
    )


def _design(setting: Setting) -> str:
    how = ("Patients were randomised, as the plan declares." if setting.randomised
           else "Patients were not randomised; this is an observational comparison.")  # fmt: skip
    return f"Two groups were compared: {setting.treated}, and {setting.reference}. {how} Treatment was open."


def _data(setting: Setting) -> str:
    plan = setting.plan
    windows = "; ".join(
        f"{setting.visit(item.name)}: day {item.day}, window {item.first} to {item.last}"
        for item in plan.visits
    )
    return (
        f"The baseline was {BASELINES[plan.baseline.rule]} from day {number(plan.baseline.first, 0)} to day "
        f"{number(plan.baseline.last, 0)} relative to time zero. At each planned visit the score nearest to "
        f"the target day inside its window was used; of two equally near, {TIES[plan.tie_rule]} ({windows}). "
        "Several scores on one day were averaged."
    )


def _model(results: ReportResults) -> str:
    from dnoutcomes.report.results import Unavailable

    setting, model = results.setting, results.model
    if isinstance(model, Unavailable):
        return f"No mixed model was fitted. {model.reason}"
    terms = [
        "baseline by visit",
        "group by cause by visit with all lower terms",
        *(plain_text(column_words(name, unit=False)) for name in setting.plan.covariates),
    ]
    return (
        "Change from baseline at all visits was analysed in a mixed model for repeated measures with "
        f"{join_words(terms)}, fitted by restricted maximum likelihood with "
        f"{COVARIANCES.get(model.covariance, model.covariance)} residual covariance over visits; degrees of "
        f"freedom: {model.df_method}. The structures tried, in the order fixed by the plan, are listed under "
        "provenance. Differences between the groups by cause are contrasts of least-squares means; the "
        "overall difference is their mean, each cause weighted by its share of all patients with a baseline. "
        "Whether differences vary by cause was tested once, jointly, at the primary visit. Small causes were "
        "pooled in the model as the plan says. Missing scores were assumed to be missing at random given the "
        "scores seen and the terms of the model."
    )


def _ancova(results: ReportResults) -> str:
    from dnoutcomes.report.results import Unavailable

    setting = results.setting
    if isinstance(results.comparisons, Unavailable):
        return f"No analysis of covariance was done. {results.comparisons.reason}"
    errors = (
        "heteroscedasticity-consistent (HC3) errors" if setting.plan.errors == "HC3" else "classical errors"
    )
    return (
        f"Beside it, change at {setting.visit(setting.plan.primary_visit)} was analysed among patients with a "
        f"score at that visit by analysis of covariance with the same terms and {errors}, and without "
        "adjustment by Welch's method. Missing covariates were filled with the mean, or with a level of their "
        "own, so that no patient was lost for want of one."
    )


def _responders(setting: Setting) -> str:
    plan = setting.plan
    if not plan.responders:
        return "No responder threshold was planned."
    listed = join_words([responder_words(item, setting) for item in plan.responders], choice=True)
    return (
        f"Responders had {listed}. Shares were compared by risk difference with an interval by Newcombe's "
        "method, among all patients with a baseline (no score counting as no response) and among those with a "
        "score; a patient who started from 0 counts as no responder. Adjusted differences are standardised to the "
        "patients compared, from a logistic regression on group, cause, score at the start and covariates. The number "
        f"needed to treat is the inverse of the {'counted' if setting.randomised else 'adjusted'} difference."
    )


def _disclosure(setting: Setting) -> str:
    plan = setting.plan
    intervals = f"Intervals are {100 * plan.confidence_level:g} % intervals, not adjusted for their number."
    if plan.smallest_cell == 1:
        return f"{intervals} The plan hides no small group: this report is for use inside the clinic only."
    return (
        f"{intervals} Counts of 1 to {plan.smallest_cell - 1} patients, and whatever would let them be worked "
        "out, are hidden; linear programmes over all counts shown confirmed that none can be narrowed down."
    )
