"""The decimal mark and the mark of thousands: decided where the numbers can be read in one way only."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping
from itertools import product

from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.number_cells import number_reader, plain_digits
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import one_of
from dnoutcomes.starting.roles import Roles

_MARKED = re.compile(r"[+-]?\d[\d.,' \u00a0\u202f’]*[.,' \u00a0\u202f’]\d+")
# A number doesn't start its thousands with 0.
_NO_THOUSANDS = re.compile(r"[+-]?0\d*[.,' ]\d{3}.*")
_THOUSANDS: tuple[str, ...] = ("", ",", ".", " ", "'")
_NAMES = {".": "a point", ",": "a comma", " ": "a space", "'": "an apostrophe"}

Marks = tuple[str, str]


def decide_decimal_mark(roles: Roles, draft: Draft, answers: Mapping[str, str | int]) -> Draft:
    """State the marks in numbers where any number has one, or ask."""
    texts = {text for column in roles.of_type("number", "integer") for text in roles.texts_of(column.name)}
    readings = readings_of(texts)
    if not readings:
        return draft
    if len(readings) == 1:
        decimal, thousands = readings[0]
        if (decimal, thousands) == (".", ""):
            return draft
        marks = {"decimal": decimal} | ({"thousands": thousands} if thousands else {})
        return draft.decide(marks, "No number of the file can be read with other marks.")
    return draft.ask(
        one_of(
            "decimal_mark",
            f"Numbers can be read in {len(readings)} ways. Which marks do they have?",
            *(
                (
                    _name(marks),
                    _words(marks),
                    {"decimal": marks[0]} | ({"thousands": marks[1]} if marks[1] else {}),
                )
                for marks in readings
            ),
        ),
        answers,
    )


def readings_of(texts: Iterable[str]) -> list[Marks]:
    """Return the marks, decimal and thousands, with which all numbers can be read, one for each set of values.

    Texts that are no numbers under any marks don't count, nor do numbers without marks.

    Examples
    --------
    >>> readings_of(["7,5", "6"]), readings_of(["1,234"]), readings_of(["0,757"]), readings_of(["7.5", "7,5"])
    ([(',', '')], [('.', ','), (',', '')], [(',', '')], [])
    """
    marked = sorted({plain_digits(text) for text in texts if _MARKED.fullmatch(text) and not _is_date(text)})
    if not marked:
        return []
    by_values: dict[tuple[float, ...], Marks] = {}
    for decimal, thousands in product((".", ","), _THOUSANDS):
        if decimal == thousands:
            continue
        values = _values(marked, decimal, thousands)
        if values is not None:
            by_values.setdefault(values, (decimal, thousands))
    return list(by_values.values())


def _is_date(text: str) -> bool:
    """Whether a text has more marks than thousands make: 05.01.2026."""
    return len(re.findall(r"[.,]", text)) > 1 and not re.fullmatch(
        r"[+-]?\d{1,3}([.,' ]\d{3})+([.,]\d+)?", text
    )


def _values(texts: list[str], decimal: str, thousands: str) -> tuple[float, ...] | None:
    read = number_reader(Rules(decimal, thousands))
    values = []
    for text in texts:
        cell = read(text)
        if not isinstance(cell.value, float) or (
            thousands in text and thousands and _NO_THOUSANDS.fullmatch(text)
        ):
            return None
        values.append(cell.value)
    return tuple(values)


def _name(marks: Marks) -> str:
    return {".": "point", ",": "comma"}[marks[0]] + ("_with_thousands" if marks[1] else "")


def _words(marks: Marks) -> str:
    thousands = f", and {_NAMES[marks[1]]} between thousands" if marks[1] else ""
    return f"{_NAMES[marks[0]]} before the decimals{thousands}: 1{marks[1]}250{marks[0]}5 is 1250.5"
