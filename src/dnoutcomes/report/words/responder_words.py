"""Sentences about responders: shares in whole people out of a hundred, and the number needed to treat."""

from __future__ import annotations

import math

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.figures.number_text import LEAST_PERCENT, level_text, limit, number
from dnoutcomes.language import say, say_number
from dnoutcomes.plan import Responder
from dnoutcomes.report.blocks.cell import Cell, interval_cell, no_cell
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.responder_contrast import ResponderContrast, Unseen
from dnoutcomes.report.names.setting import Setting


def responder_words(responder: Responder, setting: Setting) -> str:
    """Say what a response is: "an improvement of at least 30 %"."""
    if responder.scale == "percent":
        return say(
            "an improvement of at least {value} % of the score at the start",
            value=say_number(responder.value),
        )
    least = setting.amount(responder.value, _decimals(responder.value))
    return say("an improvement of at least {amount}", amount=least)


def threshold_label(responder: Responder, setting: Setting) -> str:
    """Name a threshold where there is no room for more: "30 %", "2 points"."""
    if responder.scale == "percent":
        return responder.words
    return setting.amount(responder.value, _decimals(responder.value))


def responder_sentence(contrast: ResponderContrast, claim: Claim, setting: Setting) -> str:
    """Say how many responded in each arm and whether the arms can be told apart.

    The counted shares take patients without a score for no responders, of whom one arm may have more; only the
    difference that a conclusion may rest on says which arm has more, and only where that is claimed.
    """
    what = responder_words(contrast.responder, setting)
    if contrast.state in NOT_TO_BE_SHOWN:
        return say("How many had {what} is not shown, to protect small groups.", what=what)
    if contrast.state is not State.SHOWN:
        return say("How many had {what} can't be compared.", what=what)
    if contrast.share_treated == contrast.share_reference == 0:
        return say("Nobody in either group had {what}.", what=what)
    if contrast.share_treated == contrast.share_reference == 1:
        return say("Everybody in both groups had {what}.", what=what)
    parts = {
        "first": hundred(contrast.share_treated),
        "second": hundred(contrast.share_reference),
        "treated": setting.treated,
        "reference": setting.reference,
        "what": what,
    }
    counted = say(
        "{first} in every 100 patients with {treated} had {what}, and {second} in every 100 with {reference}, "
        "as counted, no later score being no response, and not adjusted.",
        **parts,
    )
    return f"{counted} {_concluded_words(contrast, claim, setting)}"


def unseen_words(unseen: Unseen) -> str:
    """Say in a few words what becomes of patients without a score."""
    return {
        "foretold": say("who wasn't seen: as earlier scores foretell"),
        "left out": say("who wasn't seen: left out"),
    }[unseen]


def _concluded_words(contrast: ResponderContrast, claim: Claim, setting: Setting) -> str:
    effect = contrast.concluded
    if not effect.has_interval:
        return say("No adjusted difference could be worked out, so the shares can't be compared.")
    parts = {
        "size": more_or_fewer(effect.estimate),
        "treated": setting.treated,
        "level": level_text(effect.confidence_level),
        "low": more_or_fewer(effect.conf_low, is_limit=True),
        "high": more_or_fewer(effect.conf_high, is_limit=True),
        "unseen": unseen_words(contrast.unseen),
    }
    if claim.made:
        return say(
            "Adjusted for the recorded differences it is {size} in every 100 with {treated} ({level} interval: {low} "
            "to {high}; {unseen}), more than chance.",
            **parts,
        )
    if effect.conf_low <= 0 <= effect.conf_high:
        return say(
            "Adjusted for the recorded differences it is {size} in every 100 with {treated} ({level} interval: {low} "
            "to {high}; {unseen}); the data don't tell whether this is more than chance.",
            **parts,
        )
    return say(
        "Adjusted for the recorded differences it is {size} in every 100 with {treated} ({level} interval: {low} to "
        "{high}; {unseen}); as the main comparison doesn't say the same, this isn't taken for more than chance.",
        **parts,
    )


def more_or_fewer(difference: float, *, is_limit: bool = False) -> str:
    """A difference of shares as people in a hundred: "12 more"; the end of an interval is none only where it is 0.

    Examples
    --------
    >>> more_or_fewer(0.003), more_or_fewer(0.003, is_limit=True)
    ('about as many', '0.3 more')
    """
    people = limit(abs(100 * difference), 0) if is_limit else number(abs(100 * difference), 0)
    if people == "0":
        return say("about as many")
    return say("{people} more", people=people) if difference > 0 else say("{people} fewer", people=people)


def needed_cell(effect: Effect, claim: Claim) -> Cell:
    """Give the number needed to treat where one arm is said to have more responders; else say that there is none.

    Parameters
    ----------
    effect : Effect
        A difference of shares that a conclusion may rest on.
    claim : Claim
        Whether it is said to be more than chance.

    Examples
    --------
    >>> effect = Effect(0.20, 0.05, 0.10, 0.30)
    >>> needed_cell(effect, Claim("responders", made=True, rate=0.0))
    '5 (4 to 10)'
    >>> needed_cell(effect, Claim("responders", made=False, rate=0.0))
    'not certain'
    """
    if not effect.has_interval:
        return no_cell()
    if not claim.made:
        return Cell(say("not certain"))
    people = [_people(1 / abs(end)) for end in (effect.estimate, effect.conf_low, effect.conf_high)]
    n, (low, high) = people[0], sorted(people[1:])
    if effect.conf_low > 0:
        return interval_cell(n, low, high, 0)
    said = {"n": number(n, 0), "low": number(low, 0), "high": number(high, 0)}
    return Cell(say("to harm: {n} ({low} to {high})", **said))


def hundred(share: float) -> str:
    """A share as people in a hundred, never none or all by rounding.

    Examples
    --------
    >>> hundred(0.453), hundred(0.002)
    ('45', 'fewer than 1')
    """
    if 0 < share < LEAST_PERCENT:
        return say("fewer than {n}", n=number(1, 0))
    if 1 - LEAST_PERCENT <= share < 1:
        return say("more than {n}", n=number(99, 0))
    return number(100 * share, 0)


def _people(count: float) -> int:
    # Rounded up, so that no more benefit is promised than there is.
    return math.ceil(count - 1e-9)


def _decimals(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])
