"""Sentences about the other outcomes: how many were compared, how planned ones share the error, how many responded."""

from __future__ import annotations

from dnoutcomes.disclosure import State
from dnoutcomes.figures.number_text import level_text, number, percent
from dnoutcomes.instruments import Instrument
from dnoutcomes.language import say, say_count, say_number, say_term, term
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS
from dnoutcomes.report.facts.domain_results import DomainResults
from dnoutcomes.report.facts.global_rating_results import GlobalRating
from dnoutcomes.report.names.plain_text import plain_text
from dnoutcomes.report.names.setting import Setting

ROLES = {
    "primary": term("main"),
    "secondary": term("planned"),
    "exploratory": term("exploratory"),
}


def compared_sentence(outcomes: DomainResults, setting: Setting) -> str:
    """Say how many outcomes were compared, and how many of them were planned."""
    planned, exploratory = outcomes.count("secondary"), outcomes.count("exploratory")
    return say_count(
        "Besides {outcome}, {n} other outcome was compared after {time}: {planned} planned as secondary, {exploratory} "
        "exploratory.",
        "Besides {outcome}, {n} other outcomes were compared after {time}, all that the file allows: {planned} planned "
        "as secondary, {exploratory} exploratory. All are listed.",
        planned + exploratory,
        outcome=setting.outcome,
        time=setting.visit(setting.plan.primary_visit),
        planned=number(planned, 0),
        exploratory=number(exploratory, 0),
    )


def error_sentence(setting: Setting) -> str:
    """Say how the planned outcomes share the error; empty where the plan has no secondary one."""
    plan = setting.plan
    if not plan.secondary_outcomes:
        return ""
    n = number(1 + len(plan.secondary_outcomes), 0)
    words = MULTIPLICITY_METHODS[plan.multiplicity].words
    return say_term(words, n=n, alpha=level_text(round(1 - plan.confidence_level, 10)))


def missing_sentence(outcomes: DomainResults, setting: Setting) -> str:
    """Say what becomes of planned outcomes without a number; empty where all have one."""
    planned = outcomes.others["role"] == "secondary"
    shown = int((planned & (outcomes.others["state"] != State.HIDDEN)).sum())
    shown += sum(rating.role == "secondary" and rating.state is State.SHOWN for rating in outcomes.ratings)
    if shown == len(setting.plan.secondary_outcomes):
        return ""
    return say("A planned outcome that could not be compared, or is hidden, counts as not shown to differ.")


def exploratory_sentence(outcomes: DomainResults) -> str:
    """Say what exploratory outcomes are good for; empty where there are none."""
    if not outcomes.count("exploratory"):
        return ""
    return say(
        "Exploratory outcomes were not named beforehand. The more of them are compared, the more look clear by chance "
        "alone: they raise questions and answer none, and have no p-value."
    )


def instrument_words(instrument: Instrument) -> str:
    """An outcome with its unit and which way is better: "Insomnia Severity Index (points, lower is better)"."""
    parts = {"outcome": plain_text(say_term(instrument.label)), "unit": plain_text(say_term(instrument.unit))}
    if instrument.direction == "lower":
        return say("{outcome} ({unit}, lower is better)", **parts)
    return say("{outcome} ({unit}, higher is better)", **parts)


def response_words(rating: GlobalRating) -> str:
    """Say what a response of a rating is: "a rating of 2 or lower, much or very much improved"."""
    value, meaning = say_number(rating.threshold.value), rating.threshold.meaning
    if rating.instrument.direction == "lower":
        score = say("a rating of {value} or lower", value=value)
    else:
        score = say("a rating of {value} or higher", value=value)
    return say("{score}: {meaning}", score=score, meaning=say_term(meaning)) if meaning else score


def rating_sentence(rating: GlobalRating, setting: Setting) -> str:
    """Say how many responded in each arm, and by which threshold."""
    outcome, response = plain_text(say_term(rating.instrument.label)), response_words(rating)
    if rating.state is not State.SHOWN:
        return say(
            "{outcome} (response: {response}): how many responded is not shown, to protect small groups.",
            outcome=outcome,
            response=response,
        )
    treated, reference = setting.plan.treated_arm, setting.plan.reference_arm
    return say(
        "{outcome}, which has no score at the start: {share_treated} of {n_treated} patients with {treated} responded "
        "and {share_reference} of {n_reference} with {reference} ({response}).",
        outcome=outcome,
        response=response,
        share_treated=percent(rating.share(treated)),
        share_reference=percent(rating.share(reference)),
        n_treated=number(rating.scored[treated], 0),
        n_reference=number(rating.scored[reference], 0),
        treated=setting.treated,
        reference=setting.reference,
    )


def threshold_words(rating: GlobalRating) -> str:
    """Say how firm a threshold is and where it comes from."""
    source = plain_text(rating.threshold.citation)
    if rating.threshold.confidence == "established":
        return say("The threshold is established: {source}.", source=source)
    return say("The threshold is provisional: {source}.", source=source)
