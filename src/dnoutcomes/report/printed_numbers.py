"""Numbers read back from cells as they are printed, so that a spreadsheet holds numbers and shows the same text."""

from __future__ import annotations

import re
from dataclasses import dataclass

from dnoutcomes.figures.number_text import MINUS
from dnoutcomes.language import Language, say
from dnoutcomes.language.in_force import in_force
from dnoutcomes.language.numerals import Numerals


def _cell(language: Language) -> re.Pattern[str]:
    """What a cell with numbers looks like in a language."""
    decimal, group = map(re.escape, (language.numerals.decimal, language.numerals.group))
    number = rf"{MINUS}?(?:[1-9]\d{{0,2}}(?:{group}\d{{3}})+|0|[1-9]\d*)(?:{decimal}\d+)?(?: %)?"
    bounds = re.escape(say("{low} to {high}", low="LOW", high="HIGH"))
    bounds = bounds.replace("LOW", f"({number})").replace("HIGH", f"({number})")
    return re.compile(rf"({number})(?: \((?:({number})|{bounds})\))?( [a-z]+)?")


@dataclass(frozen=True)
class PrintedNumber:
    """A number, and the format in which a spreadsheet shows it as it was printed.

    Attributes
    ----------
    value : float
        A share where a percentage was printed.
    format : str
        Number format of a spreadsheet.
    """

    value: float
    format: str


def printed_numbers(text: str) -> tuple[PrintedNumber, ...]:
    """Read the numbers of a cell: one; one with another in brackets; or an estimate with its interval.

    Parameters
    ----------
    text : str
        As `number`, `interval` and `percent` write it. A unit may follow.

    Returns
    -------
    tuple of PrintedNumber
        One to three; none where the cell is anything else, such as "hidden", "1 to 10" or "<1 %".

    Examples
    --------
    >>> [part.value for part in printed_numbers("−0.85 (−1.20 to −0.50)")]
    [-0.85, -1.2, -0.5]
    >>> printed_numbers("1,204 (38 %)")[1]
    PrintedNumber(value=0.38, format='0 %;"−"0 %')
    >>> printed_numbers("1 to 10")
    ()
    """
    language = in_force()
    found = _cell(language).fullmatch(text)
    if found is None:
        return ()
    *numbers, unit = found.groups()
    return tuple(_read(part, unit or "", language.numerals) for part in numbers if part)


def _read(text: str, unit: str, numerals: Numerals) -> PrintedNumber:
    digits = text.removesuffix(" %").lstrip(MINUS)
    # A spreadsheet's formats are written the English way and shown in the reader's.
    digits = digits.replace(numerals.group, "").replace(numerals.decimal, ".")
    decimals = len(digits.partition(".")[2])
    whole = "#,##0" if numerals.group in text else "0"
    shown = whole + ("." + "0" * decimals if decimals else "")
    value = float(digits) * (-1 if text.startswith(MINUS) else 1)
    if text.endswith("%"):
        shown += " %"
        value = round(value / 100, decimals + 2)
    if unit:
        shown += f'"{unit}"'
    return PrintedNumber(value, f'{shown};"{MINUS}"{shown}')
