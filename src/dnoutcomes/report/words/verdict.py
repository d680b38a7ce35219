"""Verdict: what an interval allows to be said, in both directions, and not a word more."""

from __future__ import annotations

from dnoutcomes.figures.number_text import decimals_for, decimals_of_limit, level_text, limit
from dnoutcomes.language import say
from dnoutcomes.report.facts.effect import Effect, Verdict
from dnoutcomes.report.names.setting import Setting


def headline(verdict: Verdict, setting: Setting, visit: str) -> str:
    """The result in one line, for the top of the first page."""
    what, when = setting.outcome, setting.visit(visit)
    if verdict in _FALLS:
        falls = _FALLS[verdict] == setting.lower_is_better
        return _difference(verdict, setting, falls=falls, when=when)
    return {
        "close": say("After {when}, {what} was about the same in both groups.", when=when, what=what),
        "uncertain": say(
            "These data do not settle whether {what} differs between the groups after {when}.",
            when=when,
            what=what,
        ),
        "hidden": say("The groups are too small for their results to be shown."),
        "none": say("These data do not allow a comparison of the groups after {when}.", when=when),
    }[verdict]


# Whether a verdict means a fall where lower is better.
_FALLS: dict[Verdict, bool] = {
    "better": True,
    "slightly better": True,
    "worse": False,
    "slightly worse": False,
}


def _difference(verdict: Verdict, setting: Setting, *, falls: bool, when: str) -> str:
    parts = {
        "when": when,
        "what": setting.outcome,
        "treated": setting.treated,
        "reference": setting.reference,
    }
    if falls:
        return {
            "better": say(
                "After {when}, {what} was lower (better) with {treated} than with {reference}.", **parts
            ),
            "slightly better": say(
                "After {when}, {what} was a little lower (better) with {treated} than with {reference}.",
                **parts,
            ),
            "worse": say(
                "After {when}, {what} was lower (worse) with {treated} than with {reference}.", **parts
            ),
            "slightly worse": say(
                "After {when}, {what} was a little lower (worse) with {treated} than with {reference}.",
                **parts,
            ),
        }[verdict]
    return {
        "better": say(
            "After {when}, {what} was higher (better) with {treated} than with {reference}.", **parts
        ),
        "slightly better": say(
            "After {when}, {what} was a little higher (better) with {treated} than with {reference}.", **parts
        ),
        "worse": say(
            "After {when}, {what} was higher (worse) with {treated} than with {reference}.", **parts
        ),
        "slightly worse": say(
            "After {when}, {what} was a little higher (worse) with {treated} than with {reference}.", **parts
        ),
    }[verdict]


def effect_sentences(effect: Effect, verdict: Verdict, setting: Setting) -> tuple[str, ...]:
    """The size of a difference and how sure it is, in sentences for readers without statistics."""
    if verdict in ("hidden", "none"):
        return ()
    low, high = (
        _size(end, decimals_of_limit(end, effect.decimals), setting) for end in _ends(effect, setting)
    )
    parts = {
        "size": _size(effect.estimate, effect.decimals, setting),
        "treated": setting.treated,
        "level": level_text(effect.confidence_level),
        "low": low,
        "high": high,
    }
    if verdict == "uncertain":
        return (
            say(
                "The best estimate is {size} with {treated}, but the {level} interval runs from {low} to {high}.",
                **parts,
            ),
            say(
                "So the groups may differ in either direction or not at all; it would take more patients to tell."
            ),
        )
    return tuple(filter(None, (_estimate(setting, parts), _against_margin(verdict, setting))))


def _estimate(setting: Setting, parts: dict[str, str]) -> str:
    return say(
        "Adjusted for {covariates}, the estimate is {size} with {treated} ({level} interval: from {low} to {high}).",
        covariates=setting.adjusted_for,
        **parts,
    )


def _against_margin(verdict: Verdict, setting: Setting) -> str:
    margin = setting.amount(setting.margin.value, decimals_for(setting.margin.value))
    if verdict == "close":
        return say(
            "The interval leaves no room for a difference of {margin} or more in either direction.",
            margin=margin,
        )
    if verdict in ("slightly better", "slightly worse"):
        return say(
            "The whole interval stays below {margin}, a fifth of the spread of scores at the start, "
            "which is often called a small difference.",
            margin=margin,
        )
    return ""


def difference_words(effect: Effect, setting: Setting) -> tuple[str, str]:
    """A difference and its interval for a tile: "1.2 points lower", "1.5 lower to 0.9 lower".

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> difference_words(Effect(-0.21, 0.2, -0.6, 0.19), Setting(Plan()))
    ('0.21 points lower', '0.60 lower to 0.19 higher')
    """
    low, high = (
        _signed(end, limit(abs(end), effect.decimals), decimals_of_limit(end, effect.decimals))
        for end in _ends(effect, setting)
    )
    return _size(effect.estimate, effect.decimals, setting), say("{low} to {high}", low=low, high=high)


def _size(value: float, decimals: int, setting: Setting) -> str:
    """A signed difference in words: "0.9 points lower"; "no difference" where it rounds to none."""
    return _signed(value, setting.amount(value, decimals), decimals)


def _signed(value: float, amount: str, decimals: int) -> str:
    if float(f"{value:.{decimals}f}") == 0:
        return say("no difference")
    if value < 0:
        return say("{amount} lower", amount=amount)
    return say("{amount} higher", amount=amount)


def _ends(effect: Effect, setting: Setting) -> list[float]:
    """The ends of the interval, the better one first."""
    return sorted((effect.conf_low, effect.conf_high), key=lambda end: -setting.instrument.better_sign * end)
