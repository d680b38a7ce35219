"""Verdict: what an interval allows to be said, in both directions, and not a word more."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import Literal

from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.report.words.setting import Setting

Verdict = Literal[
    "better", "slightly better", "worse", "slightly worse", "close", "uncertain", "hidden", "none"
]


@dataclass(frozen=True)
class Effect:
    """A difference between the arms with its interval, in units of the outcome.

    Attributes
    ----------
    estimate, std_error, conf_low, conf_high : float
    confidence_level : float
    hidden : bool
        Whether the group is too small to be shown.
    """

    estimate: float
    std_error: float
    conf_low: float
    conf_high: float
    confidence_level: float = 0.95
    hidden: bool = False

    @property
    def decimals(self) -> int:
        """Decimals that the error allows."""
        return decimals_for(self.std_error)

    @property
    def known(self) -> bool:
        """Whether there is a number with an interval."""
        return not self.hidden and all(map(math.isfinite, (self.estimate, self.conf_low, self.conf_high)))


def judge(effect: Effect, better_sign: int, margin: float) -> Verdict:
    """Say what an interval allows.

    Parameters
    ----------
    effect : Effect
    better_sign : {-1, 1}
        Which sign of the difference favours the arm.
    margin : float
        Differences below this count as close to none. NaN: nothing is ever called close.

    Returns
    -------
    str
        "better" or "worse" where the interval leaves no difference out; "slightly ..." where it also stays inside the
        margin; "close" where it holds no difference and stays inside the margin; else "uncertain". "hidden" and "none"
        where there is no number.

    Examples
    --------
    >>> judge(Effect(-0.9, 0.2, -1.3, -0.5), better_sign=-1, margin=0.4)
    'better'
    >>> judge(Effect(-0.3, 0.3, -0.9, 0.3), better_sign=-1, margin=0.4)
    'uncertain'
    """
    if effect.hidden:
        return "hidden"
    if not effect.known:
        return "none"
    low, high = sorted((better_sign * effect.conf_low, better_sign * effect.conf_high))
    inside = max(abs(low), abs(high)) < margin
    if low > 0:
        return "slightly better" if inside else "better"
    if high < 0:
        return "slightly worse" if inside else "worse"
    return "close" if inside else "uncertain"


def headline(verdict: Verdict, setting: Setting, visit: str) -> str:
    """The result in one line, for the top of the first page."""
    what, when = setting.outcome, setting.visit(visit)
    groups = f"with {setting.treated} than with {setting.reference}"
    return {
        "better": f"After {when}, {what} was {setting.better} (better) {groups}.",
        "slightly better": f"After {when}, {what} was a little {setting.better} (better) {groups}.",
        "worse": f"After {when}, {what} was {setting.worse} (worse) {groups}.",
        "slightly worse": f"After {when}, {what} was a little {setting.worse} (worse) {groups}.",
        "close": f"After {when}, {what} was about the same in both groups.",
        "uncertain": f"These data do not settle whether {what} differs between the groups after {when}.",
        "hidden": "The groups are too small for their results to be shown.",
        "none": f"These data do not allow a comparison of the groups after {when}.",
    }[verdict]


def effect_sentences(effect: Effect, verdict: Verdict, setting: Setting) -> tuple[str, ...]:
    """The size of a difference and how sure it is, in sentences for readers without statistics."""
    if verdict in ("hidden", "none"):
        return ()
    level = f"{100 * effect.confidence_level:g} %"
    size, bounds = _size(effect.estimate, effect, setting), _bounds(effect, setting)
    if verdict == "uncertain":
        return (
            f"The best estimate is {size} with {setting.treated}, but the {level} interval runs from {bounds}.",
            "So the groups may differ in either direction or not at all; it would take more patients to tell.",
        )
    adjusted = (
        "the recorded differences between the groups" if setting.plan.covariates else "the score at the start"
    )
    sentences = [
        f"With {adjusted} taken into account, the estimate is {size} with "
        f"{setting.treated} ({level} interval: from {bounds})."
    ]
    if verdict == "close":
        sentences.append(
            f"The interval leaves no room for a difference of {_margin(setting)} or more in either direction."
        )
    elif verdict.startswith("slightly"):
        sentences.append(
            f"The whole interval stays below {_margin(setting)}, a fifth of the spread of scores at the start, "
            "which is often called a small difference."
        )
    return tuple(sentences)


def difference_words(effect: Effect, setting: Setting) -> tuple[str, str]:
    """A difference and its interval for a tile: "1.2 points lower", "1.5 lower to 0.9 lower".

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> difference_words(Effect(-0.21, 0.2, -0.6, 0.19), Setting(Plan()))
    ('0.21 points lower', '0.60 lower to 0.19 higher')
    """
    ends = sorted((effect.conf_low, effect.conf_high), key=lambda end: -setting.instrument.better_sign * end)
    short = [_size(end, effect, setting).replace(f" {setting.instrument.unit}", "") for end in ends]
    return _size(effect.estimate, effect, setting), f"{short[0]} to {short[1]}"


def _size(value: float, effect: Effect, setting: Setting) -> str:
    """A signed difference in words: "0.9 points lower"; "no difference" where it rounds to none."""
    text = number(abs(value), effect.decimals)
    if float(text.replace(",", "")) == 0:
        return "no difference"
    return f"{setting.amount(value, effect.decimals)} {setting.direction(value)}"


def _bounds(effect: Effect, setting: Setting) -> str:
    ends = sorted((effect.conf_low, effect.conf_high), key=lambda end: -setting.instrument.better_sign * end)
    return f"{_size(ends[0], effect, setting)} to {_size(ends[1], effect, setting)}"


def _margin(setting: Setting) -> str:
    return setting.amount(setting.margin, decimals_for(setting.margin))
