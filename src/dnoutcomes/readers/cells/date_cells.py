"""Read dates: those that can mean one day only, and everything else by what it is."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterable
from datetime import date, datetime, timedelta

from dnoutcomes.readers.cells.cell import Cell, CellReader, Rules
from dnoutcomes.readers.cells.missing_cells import missing_cell
from dnoutcomes.readers.cells.months import ENGLISH, english_months
from dnoutcomes.readers.cells.number_cells import plain_digits

EXCEL = "excel"
EPOCH = "epoch"
_TIME = r"([T\s]+\d{1,2}:\d{2}(:\d{2}([.,]\d+)?)?\s*(am|pm)?)?"
_ZONE = r"(?P<zone>\s*(Z|UTC|GMT|[+-]\d{2}:?\d{2}|[+-]\d{2}|[A-Z]{3,4})(\[[\w/+-]+\])?)?"
_ISO = re.compile(
    rf"(?P<y>\d{{4}})(?P<mark>[-/.]?)(?P<m>\d{{1,2}})(?P=mark)(?P<d>\d{{1,2}}){_TIME}{_ZONE}", re.IGNORECASE
)
_NUMERIC = re.compile(
    rf"(?P<a>\d{{1,2}})(?P<mark>[-/. ])(?P<b>\d{{1,2}})(?P=mark)(?P<y>\d{{4}}){_TIME}{_ZONE}", re.IGNORECASE
)
_SHORT_YEAR = re.compile(
    rf"\d{{1,2}}[-/. ]\d{{1,2}}[-/. ]\d{{2}}{_TIME}|\d{{6}}|'?\d{{2}}[-/.]\d{{1,2}}[-/.]\d{{1,2}}",
    re.IGNORECASE,
)
_WORD = r"(?P<word>[^\W\d_]{3,})\.?"
_DAY_WORD_YEAR = re.compile(
    rf"(?:[^\W\d_]+\.?,?\s+)?(?P<d>\d{{1,2}})(?:st|nd|rd|th|er|º|\.)?[-/.,\s]*(?:(?:of|de)\s+|d')?"
    rf"{_WORD}[-/.,\s]*(?:de\s+|')?(?P<y>\d{{4}}|\d{{2}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_WORD_DAY_YEAR = re.compile(
    rf"(?:[^\W\d_]+\.?,\s+)?{_WORD}[-/.,\s]*(?P<d>\d{{1,2}})(?:st|nd|rd|th)?[-/.,\s]+"
    rf"(?P<y>\d{{4}}|'?\d{{2}}){_TIME}{_ZONE}",
    re.IGNORECASE,
)
_YEAR_WORD_DAY = re.compile(rf"(?P<y>\d{{4}})[-/.,\s]*{_WORD}[-/.,\s]*(?P<d>\d{{1,2}})", re.IGNORECASE)
_SERIAL = re.compile(r"[1-6]\d{4}(\.\d+)?")
# Seconds or milliseconds from 1990 on.
_SINCE_1970 = re.compile(r"([6-9]\d{8}|[1-3]\d{9})(\d{3})?(\.\d+)?")
_EPOCH_ZERO = date(1970, 1, 1)
_EXCEL_ZERO = date(1899, 12, 30)


def date_reader(rules: Rules, texts: Iterable[str] = ()) -> CellReader:
    """Return the reader of a column of dates.

    Kinds beside those of every type: "date", "time_zone" (a date with a zone; the local day is kept), "day_first" and
    "month_first" (numbers whose order another date of the column proves), "either_order", "two_digit_year",
    "foreign_month", "excel_serial", "epoch", "impossible" (no such day) and "not_a_date".

    Parameters
    ----------
    rules : Rules
        `date_format` reads what it fits. ISO dates are read in any case.
    texts : iterable of str
        The texts of the column: one of them may prove whether the day or the month comes first.

    Examples
    --------
    >>> read = date_reader(Rules(), ["05/01/2026"])
    >>> [read(text).kind for text in ("2026-01-05", "05/01/2026", "05-Jan-26", "5 März 2026", "2026-02-30", "soon")]
    ['date', 'either_order', 'two_digit_year', 'foreign_month', 'impossible', 'not_a_date']
    >>> date_reader(Rules(), ["13/02/2026"])("05/01/2026")
    Cell(value=datetime.date(2026, 1, 5), kind='day_first')
    """
    day_first = proven_order(texts) if rules.date_format is None else None

    def read(text: str) -> Cell:
        missing = missing_cell(text, rules)
        if missing is not None:
            return missing
        text = plain_digits(text.strip())
        if rules.date_format is not None:
            if rules.date_format.find("%d") < rules.date_format.find("%m") and rules.date_format.startswith(
                "%Y"
            ):
                return _formatted(text, rules.date_format)  # the same figures as ISO, in another order
            return _iso(text) or _formatted(text, rules.date_format)
        for part in (_iso, _named_month):
            cell = part(text)
            if cell is not None:
                return cell
        return _numeric(text, day_first)

    return read


def proven_order(texts: Iterable[str]) -> bool | None:
    """Whether the day comes first, where a date of the column proves it and none proves the contrary; else None.

    Examples
    --------
    >>> proven_order(["05/01/2026", "13/01/2026"]), proven_order(["13/01/2026", "01/13/2026"])
    (True, None)
    """
    day_first = month_first = False
    for text in texts:
        match = _NUMERIC.fullmatch(text.strip())
        if match is None or match["mark"] == ".":
            continue
        a, b, year = int(match["a"]), int(match["b"]), int(match["y"])
        day_first |= a > 12 and _day(year, b, a) is not None
        month_first |= b > 12 and _day(year, a, b) is not None
    return day_first if day_first != month_first else None


def _day(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _dated(day: date | None, zone: str | None, kind: str = "date") -> Cell:
    if day is None:
        return Cell(None, "impossible")
    return Cell(day, "time_zone" if zone else kind)


def _iso(text: str) -> Cell | None:
    match = _ISO.fullmatch(text)
    if match is None or (not match["mark"] and len(match["m"] + match["d"]) != 4):
        return None
    return _dated(_day(int(match["y"]), int(match["m"]), int(match["d"])), match["zone"])


def _named_month(text: str) -> Cell | None:
    match = _DAY_WORD_YEAR.fullmatch(text) or _WORD_DAY_YEAR.fullmatch(text) or _YEAR_WORD_DAY.fullmatch(text)
    if match is None:
        return None
    month = ENGLISH.get(match["word"].casefold())
    if month is None:
        return Cell(None, "foreign_month")
    if len(match["y"]) < 4:
        return Cell(None, "two_digit_year")
    return _dated(_day(int(match["y"]), month, int(match["d"])), match.groupdict().get("zone"))


def _numeric(text: str, day_first: bool | None) -> Cell:
    if _SHORT_YEAR.fullmatch(text):
        return Cell(None, "two_digit_year")
    if _SERIAL.fullmatch(text):
        return Cell(None, "excel_serial")
    if _SINCE_1970.fullmatch(text):
        return Cell(None, "epoch")
    match = _NUMERIC.fullmatch(text)
    if match is None:
        return Cell(None, "not_a_date")
    a, b, year, zone = int(match["a"]), int(match["b"]), int(match["y"]), match["zone"]
    if match["mark"] == ".":
        return _dated(_day(year, b, a), zone)
    if day_first is not None:
        return _dated(
            _day(year, b, a) if day_first else _day(year, a, b),
            zone,
            "day_first" if day_first else "month_first",
        )
    readings = {day for day in (_day(year, b, a), _day(year, a, b)) if day is not None}
    if not readings:
        return Cell(None, "impossible")
    return _dated(readings.pop(), zone) if a == b else Cell(None, "either_order")


def _formatted(text: str, date_format: str) -> Cell:
    if date_format == EXCEL:
        number = text if _SERIAL.fullmatch(text) else None
        return (
            Cell(_EXCEL_ZERO + timedelta(days=int(float(number))), "date")
            if number
            else Cell(None, "not_a_date")
        )
    if date_format == EPOCH:
        since = _SINCE_1970.fullmatch(text)
        days = int(since[1]) // 86_400 if since else 0
        return Cell(_EPOCH_ZERO + timedelta(days=days), "date") if since else Cell(None, "not_a_date")
    plain = unicodedata.normalize("NFC", text)
    for spelling in (text, english_months(plain), english_months(plain, 3)):
        try:
            return Cell(datetime.strptime(spelling, date_format).date(), "date")
        except ValueError:
            continue
    return Cell(None, "not_a_date")
