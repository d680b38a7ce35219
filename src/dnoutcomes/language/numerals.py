"""Numerals: the marks that a language writes numbers with."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Numerals:
    """Marks inside numbers.

    Attributes
    ----------
    decimal : str
        Between units and tenths.
    group : str
        Between thousands.
    least : int
        Digits before the decimal mark from which on thousands are marked off.
    """

    decimal: str = "."
    group: str = ","
    least: int = 4

    def localised(self, text: str) -> str:
        """Write a number that Python wrote with commas and a point as the language does.

        Examples
        --------
        >>> Numerals(",", ".", 5).localised("-1,204.5"), Numerals(",", ".", 5).localised("12,000")
        ('-1204,5', '12.000')
        """
        whole, point, tenths = text.partition(".")
        short = sum(sign.isdigit() for sign in whole) < self.least
        whole = whole.replace(",", "" if short else self.group)
        return whole + (self.decimal if point else "") + tenths
