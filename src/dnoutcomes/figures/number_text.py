"""Numbers as readers see them: minus signs, decimals by the size of the error, no "-0.0"."""

from __future__ import annotations

import math

from dnoutcomes.language.in_force import in_force
from dnoutcomes.language.say import say, say_number

MINUS = "\u2212"
# Levels that readers hold p-values against: one that isn't the level isn't printed as the level.
_LEVELS = (0.002, 0.005, 0.01, 0.02, 0.025, 0.05, 0.1)
# Decimals more than asked for, at most, where a number would be printed as what it isn't.
_MORE_DECIMALS = 4
#: The smallest share that a whole percent tells from none.
LEAST_PERCENT = 0.005


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
    bounds = say("{low} to {high}", low=limit(low, decimals), high=limit(high, decimals))
    return f"{number(estimate, decimals)} ({bounds})"


def limit(value: float, decimals: int) -> str:
    """Write the end of an interval, with more decimals where it would read 0 although it lies on one side of 0.

    Examples
    --------
    >>> limit(-1.204, 2), limit(-0.0049, 2), limit(0.0, 2)
    ('−1.20', '−0.005', '0.00')
    """
    return number(value, decimals_of_limit(value, decimals))


def decimals_of_limit(value: float, decimals: int) -> int:
    """Decimals at which the end of an interval is 0 only if it is; the ones given where four more don't tell.

    Examples
    --------
    >>> decimals_of_limit(-0.0049, 2), decimals_of_limit(0.3, 2), decimals_of_limit(1e-12, 2)
    (3, 2, 2)
    """
    if not math.isfinite(value) or value == 0:
        return decimals
    enough = range(decimals, decimals + _MORE_DECIMALS + 1)
    return next((more for more in enough if round(value, more) != 0), decimals)


def p_text(p_value: float) -> str:
    """Write a p-value: two decimals, three below 0.1, never 0, and more where it would read as a level that it isn't.

    Examples
    --------
    >>> p_text(0.561), p_text(0.0312), p_text(0.00002), p_text(0.9996)
    ('p = 0.56', 'p = 0.031', 'p < 0.001', 'p > 0.99')
    >>> p_text(0.0496), p_text(0.0504), p_text(0.05), p_text(0.09996)
    ('p = 0.0496', 'p = 0.0504', 'p = 0.050', 'p = 0.09996')
    """
    if not math.isfinite(p_value):
        return say("p not available")
    text = p_number(p_value)
    return f"p {text}" if text[0] in "<>" else f"p = {text}"


def p_number(p_value: float) -> str:
    """Write a p-value as `p_text` does, without its letter.

    Examples
    --------
    >>> p_number(0.561), p_number(0.00002), p_number(float("nan"))
    ('0.56', '< 0.001', '–')
    """
    if not math.isfinite(p_value):
        return "–"
    if p_value < 0.001:
        return f"< {number(0.001, 3)}"
    if p_value > 0.99:
        return f"> {number(0.99, 2)}"
    decimals = 3 if p_value < 0.1 else 2
    enough = range(decimals, decimals + _MORE_DECIMALS + 1)
    telling = (more for more in enough if round(p_value, more) not in _LEVELS)
    return number(p_value, decimals if p_value in _LEVELS else next(telling, decimals))


def percent(share: float) -> str:
    """Write a share as a whole percent, with "under 1 %" and "over 99 %" where rounding would claim none or all.

    Examples
    --------
    >>> percent(0.453), percent(0.001), percent(0.0), percent(0.999)
    ('45 %', '<1 %', '0 %', '>99 %')
    """
    if not math.isfinite(share):
        return "–"
    if 0 < share < LEAST_PERCENT:
        return "<1 %"
    if 1 - LEAST_PERCENT <= share < 1:
        return ">99 %"
    return f"{number(100 * share, 0)} %"
