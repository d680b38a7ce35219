"""Sentences about responders: shares in whole people out of a hundred, and the number needed to treat."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dnoutcomes.figures.number_text import percent
from dnoutcomes.plan import Responder
from dnoutcomes.report.words.setting import Setting


@dataclass(frozen=True)
class ResponderContrast:
    """Responders of one threshold in both arms.

    Attributes
    ----------
    responder : Responder
        The threshold.
    share_treated, share_reference : float
        Shares of responders; NaN where hidden.
    difference, conf_low, conf_high : float
        Share of the treated less share of the reference arm, and its interval; NaN where hidden or unknown.
    hidden : bool
        Whether something is hidden to protect a small group.
    n_patients : int
        Patients of both arms; 0 where hidden.
    """

    responder: Responder
    share_treated: float
    share_reference: float
    difference: float
    conf_low: float
    conf_high: float
    hidden: bool = False
    n_patients: int = 0


def responder_words(responder: Responder, setting: Setting) -> str:
    """Say what a response is: "an improvement of at least 30 %"."""
    if responder.scale == "percent":
        return f"an improvement of at least {responder.value:g} % of the score at the start"
    return f"an improvement of at least {setting.amount(responder.value, _decimals(responder.value))}"


def responder_sentence(contrast: ResponderContrast, setting: Setting) -> str:
    """Say how many responded in each arm and whether the arms can be told apart."""
    what = responder_words(contrast.responder, setting)
    if contrast.hidden:
        return f"How many had {what} is hidden, because too few patients did or did not."
    if not math.isfinite(contrast.difference):
        return f"How many had {what} can't be compared."
    shares = (
        f"{hundred(contrast.share_treated)} in every 100 patients with {setting.treated} had {what}, and "
        f"{hundred(contrast.share_reference)} in every 100 with {setting.reference}"
    )
    if contrast.conf_low > 0:
        return f"{shares}: more with {setting.treated}."
    if contrast.conf_high < 0:
        return f"{shares}: fewer with {setting.treated}."
    return f"{shares}; the data don't tell whether this is more than chance."


def needed_words(contrast: ResponderContrast) -> str:
    """Give the number needed to treat where the interval has one side only; else say that there is none.

    Examples
    --------
    >>> needed_words(ResponderContrast(Responder(value=30, scale="percent"), 0.45, 0.25, 0.20, 0.10, 0.30))
    '5 (4 to 10)'
    >>> needed_words(ResponderContrast(Responder(value=30, scale="percent"), 0.45, 0.40, 0.05, -0.10, 0.20))
    'not certain'
    """
    if not all(map(math.isfinite, (contrast.difference, contrast.conf_low, contrast.conf_high))):
        return "–"
    if contrast.conf_low <= 0 <= contrast.conf_high:
        return "not certain"
    ends = sorted((1 / abs(contrast.conf_low), 1 / abs(contrast.conf_high)))
    harm = "" if contrast.conf_low > 0 else "to harm: "
    return f"{harm}{_people(1 / abs(contrast.difference))} ({_people(ends[0])} to {_people(ends[1])})"


def hundred(share: float) -> str:
    """A share as people in a hundred, never none or all by rounding.

    Examples
    --------
    >>> hundred(0.453), hundred(0.002)
    ('45', 'fewer than 1')
    """
    text = percent(share).removesuffix(" %")
    return text.replace("<", "fewer than ").replace(">", "more than ")


def _people(number: float) -> str:
    # Rounded up, so that no more benefit is promised than there is.
    return f"{math.ceil(number - 1e-9):,}"


def _decimals(value: float) -> int:
    return len(f"{value:g}".partition(".")[2])
