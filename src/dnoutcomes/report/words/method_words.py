"""The methods of a report in sentences fit for a paper, made from the plan and from what was done."""

from __future__ import annotations

from typing import TYPE_CHECKING

from dnoutcomes.compare.standard_errors import ERRORS
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.figures.column_words import column_words
from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_term, term
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.covariance_words import structure_words
from dnoutcomes.report.names.plain_text import join_words, plain_text
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.words.cluster_words import cluster_paragraph, error_words
from dnoutcomes.report.words.disclosure_words import disclosure_paragraph
from dnoutcomes.report.words.domain_words import error_sentence
from dnoutcomes.report.words.responder_words import responder_words

if TYPE_CHECKING:
    from dnoutcomes.report.facts.results import ReportResults

# The heading of the section that holds what anyone needs to get the same numbers.
PROVENANCE = term("How to check this report")
BASELINES = {
    "last": term("the last score"),
    "first": term("the first score"),
    "mean": term("the mean of the scores"),
}
TIES = {"earlier": term("the earlier", context="score"), "later": term("the later", context="score")}
SAME_DAY = {
    "mean": term("Several scores on one day were averaged."),
    "last": term("Of different scores on one day, the one furthest down the file counted."),
    "exclude": term("Different scores of a patient on one day weren't used."),
}


def method_paragraphs(results: ReportResults) -> tuple[str, ...]:
    """Describe design, data, models and tests in the past tense."""
    setting = results.setting
    return (
        _design(setting),
        _data(setting),
        _model(results),
        _ancova(results),
        *([] if results.clusters is None else [cluster_paragraph(results.clusters, setting)]),
        _responders(results),
        _others(setting),
        disclosure_paragraph(results.setting.plan, results.n_earlier_reports),
    )


def _design(setting: Setting) -> str:
    groups = say(
        "Two groups were compared: {treated}, and {reference}.",
        treated=setting.treated,
        reference=setting.reference,
    )
    how = (
        say("Patients were randomised, as the plan declares.")
        if setting.randomised
        else say("Patients were not randomised; this is an observational comparison.")
    )
    return " ".join([groups, how, say("Treatment was open.")])


def _data(setting: Setting) -> str:
    plan = setting.plan
    windows = "; ".join(
        say(
            "{visit}: day {day}, window {first} to {last}",
            visit=setting.visit(visit.name),
            day=visit.day,
            first=visit.first,
            last=visit.last,
        )
        for visit in plan.visits
    )
    chosen = say(
        "The baseline was {rule} from day {first} to day {last} relative to time zero. At each planned visit the "
        "score nearest to the target day inside its window was used; of two equally near, {tie} ({windows}).",
        rule=say_term(BASELINES[plan.baseline.rule]),
        first=number(plan.baseline.first, 0),
        last=number(plan.baseline.last, 0),
        tie=say_term(TIES[plan.tie_rule], context="score"),
        windows=windows,
    )
    return " ".join([chosen, *([say_term(SAME_DAY[setting.same_day])] if setting.same_day else [])])


def _model(results: ReportResults) -> str:
    setting, model = results.setting, results.model
    if isinstance(model, Unavailable):
        return f"{say('No mixed model was fitted.')} {model.reason}"
    terms = [
        say("baseline by visit"),
        say("group by cause by visit with all lower terms")
        if setting.several_causes
        else say("group by visit with all lower terms"),
        *(plain_text(column_words(name, unit=False)) for name in setting.plan.covariates),
    ]
    said = say(
        "Change from baseline at all visits was analysed in a mixed model for repeated measures with "
        "{terms}, fitted by restricted maximum likelihood with {covariance} residual covariance over visits; degrees "
        "of freedom: {df}. The structures tried, in the order fixed by the plan, are listed under "
        '"{provenance}". Missing scores were assumed to be missing at random given the scores seen and the terms of '
        "the model.",
        terms=join_words(terms),
        covariance=structure_words(model.covariance),
        df=error_words(results.clusters) or say_term(model.df_method),
        provenance=say_term(PROVENANCE),
    )
    return f"{said} {_contrasts(setting)}"


def _contrasts(setting: Setting) -> str:
    """What the differences of the mixed model are, and what was asked of causes."""
    if not setting.several_causes:
        contrasts = say("Differences between the groups are contrasts of least-squares means.")
        if not setting.causes_pooled:
            return contrasts
        pooled = say(
            "The model has no term for the cause: too few causes have {n} patients in each group.",
            n=setting.plan.pool_causes_below,
        )
        return f"{contrasts} {pooled}"
    return say(
        "Differences between the groups by cause are contrasts of least-squares means; the overall difference is "
        "their mean, each cause weighted by its share of all patients of the file with a baseline, for a quarter or a "
        "site too. Whether differences vary by cause was tested once, jointly, at the primary visit. Causes with fewer "
        "than {n} patients in a group were joined in the model.",
        n=setting.plan.pool_causes_below,
    )


def _ancova(results: ReportResults) -> str:
    setting = results.setting
    if isinstance(results.comparisons, Unavailable):
        return f"{say('No analysis of covariance was done.')} {results.comparisons.reason}"
    by_cluster, visit = error_words(results.clusters), setting.visit(setting.plan.primary_visit)
    filled = _filled_covariates(setting)
    if by_cluster:
        said = say(
            "Beside it, change at {visit} was analysed among patients with a score at that visit by analysis of "
            "covariance with the same terms, and without adjustment, both with {errors}.",
            visit=visit,
            errors=by_cluster,
        )
        return " ".join(filter(None, (said, filled)))
    said = say(
        "Beside it, change at {visit} was analysed among patients with a score at that visit by analysis of "
        "covariance with the same terms and {errors}, and without adjustment by Welch's method.",
        visit=visit,
        errors=say_term(ERRORS[setting.plan.errors].words),
    )
    return " ".join(filter(None, (said, filled)))


def _filled_covariates(setting: Setting) -> str:
    """What becomes of gaps in the plan's covariates; empty where it has none, since nothing was filled then."""
    if not setting.plan.covariates:
        return ""
    return say(
        "Where a covariate was missing, its mean or a level of its own took its place, so that no patient was left out."
    )


def _responders(results: ReportResults) -> str:
    setting = results.setting
    plan = setting.plan
    if not plan.responders:
        return say("No responder threshold was planned.")
    listed = join_words([responder_words(responder, setting) for responder in plan.responders], choice=True)
    if all(contrast.state in NOT_TO_BE_SHOWN for contrast in (*results.responders, *results.responders_all)):
        return say(
            "Responders had {listed}. Their shares aren't compared here: the groups are too small to show.",
            listed=listed,
        )
    by_cluster = error_words(results.clusters)
    shares = (
        say(
            "Responders had {listed}. Shares were compared by risk difference with {errors}, among all patients with a "
            "baseline (no score counting as no response) and among those with a score; a patient who started from 0 "
            "counts as no responder.",
            listed=listed,
            errors=by_cluster,
        )
        if by_cluster
        else say(
            "Responders had {listed}. Shares were compared by risk difference with an interval by Newcombe's "
            "method, among all patients with a baseline (no score counting as no response) and among those with a "
            "score; a patient who started from 0 counts as no responder.",
            listed=listed,
        )
    )
    adjusted = say(
        "Adjusted differences are standardised to the patients compared, from a logistic regression on group and "
        "{covariates}.",
        covariates=setting.adjusted_for,
    )
    foretold = any(
        responder.concluded.has_interval and responder.unseen == "foretold"
        for responder in results.responders_all
    )
    concluded = (
        say(
            "Conclusions rest on the shares that the mixed model of the scores foretells for all patients with a "
            "baseline in either group, missing scores being missing at random given the model."
        )
        if foretold
        else say("Conclusions rest on the adjusted difference among patients with a score.")
    )
    needed = say("The number needed to treat is the inverse of the difference that conclusions rest on.")
    return f"{shares} {adjusted} {concluded} {needed}"


def _others(setting: Setting) -> str:
    """Say which other outcomes were planned, how each was compared, and how all share the error."""
    codes = setting.plan.secondary_outcomes
    exploratory = say("Outcomes that the plan doesn't name are exploratory and have no p-value.")
    if not codes:
        return f"{say('No secondary outcome was planned.')} {exploratory}"
    # With semicolons, since names have commas in them.
    named = "; ".join(plain_text(say_term(setting.plan.instrument_of(code).label)) for code in codes)
    compared = say(
        "Secondary outcomes, in the order of the plan, were: {named}. Each was compared at {visit} by analysis of "
        "covariance with the same terms and its own score at the start in place of the main one's; one that has no "
        "score at the start, by the adjusted difference of its responders.",
        named=named,
        visit=setting.visit(setting.plan.primary_visit),
    )
    return f"{compared} {error_sentence(setting)} {exploratory}"
