"""Numbers as readers see them: minus signs, decimals by the size of the error, no "-0.0"."""

from __future__ import annotations

import math

from dnoutcomes.language.in_force import in_force
from dnoutcomes.language.say import say, say_number

MINUS = "\u2212"


def decimals_for(std_error: float) -> int:
    """Decimals that show an estimate to about a tenth of its standard error or better: 0 to 4.

    Examples
    --------
    >>> [decimals_for(error) for error in (12.0, 2.0, 0.21, 0.013)]
    [0, 1, 2, 3]
    """
    if not (math.isfinite(std_error) and std_error > 0):
        return 2
    return min(max(1 - math.floor(math.log10(std_error)), 0), 4)


def number(value: float, decimals: int) -> str:
    """Write a number with a minus sign, or an en dash where there is none.

    Examples
    --------
    >>> number(-1.204, 1), number(-0.04, 1), number(float("nan"), 1)
    ('−1.2', '0.0', '–')
    """
    if not math.isfinite(value):
        return "–"
    text = f"{value:,.{decimals}f}"
    if float(text.replace(",", "")) == 0:
        text = text.lstrip("-")
    return in_force().numerals.localised(text).replace("-", MINUS)


def level_text(confidence_level: float) -> str:
    """Write a confidence level in percent.

    Examples
    --------
    >>> level_text(0.95), level_text(0.975)
    ('95 %', '97.5 %')
    """
    return f"{say_number(100 * confidence_level)} %"


def interval(estimate: float, low: float, high: float, decimals: int) -> str:
    """Write an estimate with its interval.

    Examples
    --------
    >>> interval(-0.85, -1.2, -0.5, 2)
    '−0.85 (−1.20 to −0.50)'
    """
    bounds = say("{low} to {high}", low=number(low, decimals), high=number(high, decimals))
    return f"{number(estimate, decimals)} ({bounds})"


def p_text(p_value: float) -> str:
    """Write a p-value: two decimals, three below 0.1, and never 0.

    Examples
    --------
    >>> p_text(0.561), p_text(0.0312), p_text(0.00002), p_text(0.9996)
    ('p = 0.56', 'p = 0.031', 'p < 0.001', 'p > 0.99')
    """
    if not math.isfinite(p_value):
        return say("p not available")
    if p_value < 0.001:
        return f"p < {number(0.001, 3)}"
    if p_value > 0.99:
        return f"p > {number(0.99, 2)}"
    return f"p = {number(p_value, 3 if p_value < 0.1 else 2)}"


def percent(share: float) -> str:
    """Write a share as a whole percent, with "under 1 %" and "over 99 %" where rounding would claim none or all.

    Examples
    --------
    >>> percent(0.453), percent(0.001), percent(0.0), percent(0.999)
    ('45 %', '<1 %', '0 %', '>99 %')
    """
    if not math.isfinite(share):
        return "–"
    if 0 < share < 0.005:
        return "<1 %"
    if 0.995 <= share < 1:
        return ">99 %"
    return f"{number(100 * share, 0)} %"
