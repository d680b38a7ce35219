"""How dates are written: decided where one way alone reads all of them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from itertools import product

from dnoutcomes.readers.cells import MISSING_KINDS, Rules
from dnoutcomes.readers.cells.date_cells import EPOCH, EXCEL, date_reader
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import Answer, Question
from dnoutcomes.starting.roles import Roles
from dnoutcomes.starting.vocabulary import fold_word, missing_words

_ORDERS = {
    "day_first": ("%d{0}%m{0}%Y", "%d{0}%m{0}%y"),
    "month_first": ("%m{0}%d{0}%Y", "%m{0}%d{0}%y"),
    "year_first": ("%Y{0}%m{0}%d", "%y{0}%m{0}%d"),
    "year_day_month": ("%Y{0}%d{0}%m",),
}
_MARKS = ("/", "-", ".", " ")
_TIMES = ("", " %H:%M", " %H:%M:%S")
# With two digits the year may stand where the day does: 05-Jan-06.
_NAMED = {
    "day_first": (
        "%d %B %Y", "%d. %B %Y", "%d %b %Y", "%d-%b-%Y", "%d/%b/%Y", "%d.%b.%Y", "%d de %B de %Y",
        "%d %b %y", "%d-%b-%y", "%d/%b/%y", "%d.%b.%y",
    ),
    "year_first": ("%Y-%b-%d", "%y %b %d", "%y-%b-%d", "%y/%b/%d", "%y.%b.%d"),
    "month_first": ("%B %d, %Y", "%b %d, %Y", "%b-%d-%Y", "%b %d %y", "%b-%d-%y", "%b %d, %y"),
}  # fmt: skip
_WORDS = {
    "day_first": "the day first",
    "month_first": "the month first",
    "year_first": "the year first, then the month",
    "year_day_month": "the year first, then the day",
    EXCEL: "as day numbers of a spreadsheet",
    EPOCH: "as seconds or milliseconds since 1970, the day in UTC",
}
_EARLIEST = 1920
# So many texts that no way reads may stand among the others: they're faulty, whatever the order.
_FAULTY = 0.1


@dataclass(frozen=True)
class DateReading:
    """One way of reading dates.

    Attributes
    ----------
    format : str
        As in `datetime.strptime`, "excel" or "epoch"; empty where it's read without being told.
    order : str
        "day_first", ...
    days : tuple of date or None
        What each text is.
    """

    format: str
    order: str
    days: tuple[date | None, ...]


def decide_date_format(roles: Roles, draft: Draft, answers: Mapping[str, str | int]) -> Draft:
    """State how dates are written where the package wouldn't read them the same way untold, or ask.

    One file has one way of writing dates, so that a day above 12 in one column tells the order in all of them.
    """
    texts: dict[str, list[str]] = {
        column.name: _written(roles, column.name) for column in roles.of_type("date")
    }
    told = [
        name for name, written in texts.items() if any(reading.format for reading in readings_of(written))
    ]
    readings = readings_of({text for name in told for text in texts[name]})
    if len(readings) == 1 and readings[0].format:
        why = f"Dates are written {_WORDS[readings[0].order]}: no other order reads all of them."
        return draft.decide({"date_format": readings[0].format}, why)
    if len(readings) > 1:
        return draft.ask(_question(told, readings), answers)
    if told:
        asks = f"Dates in {', '.join(told)} aren't all written in one way: bring them to one."
        return draft.ask(Question("date_format", asks), answers)
    return draft


def _written(roles: Roles, column: str) -> list[str]:
    """Return the texts of a column of dates; those that say that there's none aren't among them."""
    return [text for text in roles.texts_of(column) if fold_word(text) not in missing_words()]


def readings_of(texts: Iterable[str]) -> list[DateReading]:
    """Return the ways in which dates can be read, one for each set of days; those that read fewest aren't among them.

    Parameters
    ----------
    texts : iterable of str
        Different texts.

    Examples
    --------
    >>> [reading.order for reading in readings_of(["05/01/2026", "13/01/2026"])]
    ['day_first']
    >>> [reading.order for reading in readings_of(["05/01/2026", "06/02/2026"])]
    ['day_first', 'month_first']
    >>> readings_of(["2026-01-05"])[0].format, readings_of(["05.01.26 14:30", "30.12.25 09:00"])[0].format
    ('', '%d.%m.%y %H:%M')
    """
    texts = [text for text in texts if date_reader(Rules())(text).kind not in MISSING_KINDS]
    if not texts:
        return []
    readings = [_reading("", "", texts)]
    if None in readings[0].days or _needs_order(texts):
        readings += [_reading(written, order, texts) for written, order in _candidates(texts)]
    fewest = min(reading.days.count(None) for reading in readings)
    if fewest > _FAULTY * len(texts):
        return []
    by_days: dict[tuple[date | None, ...], DateReading] = {}
    for reading in readings:
        if reading.days.count(None) == fewest:
            before = by_days.get(reading.days)
            # A stated format reads the next file in the same way, whatever days it happens to hold.
            if before is None or (not before.format and reading.format):
                by_days[reading.days] = reading
    return list(by_days.values())


def _needs_order(texts: list[str]) -> bool:
    return any(date_reader(Rules(), texts)(text).kind in ("day_first", "month_first") for text in texts)


def _candidates(texts: list[str]) -> list[tuple[str, str]]:
    """Return formats with their orders, of the marks and times that the texts have."""
    marks = [mark for mark in _MARKS if any(mark in text.split("T")[0] for text in texts)]
    with_time = any(":" in text for text in texts)
    candidates = [
        (shape.format(mark) + time, order)
        for order, shapes in _ORDERS.items()
        for shape, mark, time in product(shapes, marks, _TIMES if with_time else ("",))
        if not (mark == "." and order == "month_first")
    ]
    if any(sign.isalpha() for text in texts for sign in text):
        candidates += [
            (written + time, order)
            for order, shapes in _NAMED.items()
            for written, time in product(shapes, _TIMES if with_time else ("",))
        ]
    if all(text.replace(".", "", 1).isdecimal() for text in texts):
        candidates += [(EXCEL, EXCEL), (EPOCH, EPOCH)]
    return candidates


def _reading(written: str, order: str, texts: list[str]) -> DateReading:
    read = date_reader(Rules(date_format=written or None), texts)
    latest = date.today().year + 1
    cells = [read(text).value for text in texts]
    days = tuple(
        value if isinstance(value, date) and _EARLIEST <= value.year <= latest else None for value in cells
    )
    return DateReading(written, order, days)


def _question(columns: list[str], readings: list[DateReading]) -> Question:
    """Ask for the order, with a day of nobody as the example."""
    day = date(2026, 4, 3)
    return Question(
        "date_format",
        f"Dates in {', '.join(columns)} can be read in {len(readings)} ways. How are they written?",
        tuple(
            Answer(
                reading.order,
                f"{_WORDS[reading.order]}: {_example(day, reading.format)} is 3 April 2026",
                {"date_format": reading.format},
            )
            for reading in readings
        ),
    )


def _example(day: date, written: str) -> str:
    if written == EXCEL:
        return "46115"
    return "1775174400" if written == EPOCH else day.strftime(written)
