"""Dates, times and moments of SPSS, SAS and Stata: numbers since a day of their own, told by the format of a column."""

from __future__ import annotations

import math
import re
from datetime import datetime, timedelta

SPSS_START = datetime(1582, 10, 14)
# That of SAS too.
STATA_START = datetime(1960, 1, 1)
_DAY = 86_400
_SPSS_DATES = ("DATE", "ADATE", "EDATE", "JDATE", "SDATE", "QYR", "MOYR", "WKYR")
_SPSS_MOMENTS = ("DATETIME", "YMDHMS")
_SPSS_TIMES = ("TIME", "DTIME", "MTIME")
_SAS_MOMENTS = re.compile(
    r"(E8601|B8601|IS8601|\$?N8601)(DT|DZ|DX|LX)|DATETIME|DATEAMPM|MDYAMPM|DTDATE|NLDATM|DTMONYY"
)
_SAS_TIMES = re.compile(r"(E8601|B8601|IS8601)(TM|TZ)|TIME|HHMM|TOD|TIMEAMPM|NLTIM")
_SAS_DATES = re.compile(
    r"(E8601|B8601|IS8601)DA|DATE|DAY|DDMMYY|MMDDYY|YYMMDD|JULIAN|MONYY|MMYY|YYMM|YYMON|YYQ|WEEKDATE|WEEKDATX|WORDDATE|"
    r"WORDDATX|NLDATE|EURDF|MINGUO|NENGO|YEAR"
)
_STATA = re.compile(r"%-?(t?[cCdwmqhy])")


def spss_moment(value: float, format_: str) -> str | None:
    """Write a number of SPSS, seconds since 14 October 1582, by the format of its column.

    Examples
    --------
    >>> spss_moment(13986950400.0, "DATE11"), spss_moment(13986999001.5, "DATETIME20"), spss_moment(108000.0, "TIME8")
    ('2026-01-05', '2026-01-05T13:30:01.500000', '30:00:00')
    >>> spss_moment(7.0, "F8.2") is None
    True
    """
    kind = format_.upper().rstrip("0123456789.")
    if kind in _SPSS_TIMES:
        return clock(value)
    if kind in _SPSS_DATES or kind in _SPSS_MOMENTS:
        return _moment(SPSS_START, value, day_alone=kind in _SPSS_DATES)
    return None


def sas_moment(value: float, format_: str) -> str | None:
    """Write a number of SAS, days or seconds since 1 January 1960, by the format of its column.

    Examples
    --------
    >>> sas_moment(24111.0, "DATE9"), sas_moment(2083239001.5, "DATETIME"), sas_moment(30600.0, "TIME")
    ('2026-01-05', '2026-01-05T13:30:01.500000', '08:30:00')
    >>> sas_moment(24111.0, "BEST12") is None
    True
    """
    kind = format_.upper()
    if _SAS_MOMENTS.match(kind):
        return _moment(STATA_START, value, day_alone=kind.startswith("DTDATE"))
    if _SAS_TIMES.match(kind):
        return clock(value)
    if _SAS_DATES.match(kind):
        return _moment(STATA_START, value * _DAY, day_alone=True)
    return None


def stata_moment(value: float, format_: str) -> str | None:
    """Write a number of Stata by the format of its column; months, quarters and weeks as Stata shows them.

    Examples
    --------
    >>> stata_moment(24111.0, "%td"), stata_moment(2083239001500.0, "%tc"), stata_moment(792.0, "%tm")
    ('2026-01-05', '2026-01-05T13:30:01.500000', '2026m1')
    >>> stata_moment(7.0, "%9.0g") is None
    True
    """
    match = _STATA.match(format_)
    if match is None:
        return None
    kind = match[1].removeprefix("t")
    if kind in "cC":
        return _moment(STATA_START, value / 1000, day_alone=False)
    if kind == "d":
        return _moment(STATA_START, value * _DAY, day_alone=True)
    if kind == "y":
        return f"{value:.15g}"
    per_year = {"w": 52, "m": 12, "q": 4, "h": 2}[kind]
    if not math.isfinite(value) or abs(value) > per_year * 10_000:
        return None
    year, part = divmod(int(value), per_year)
    return f"{1960 + year}{kind}{part + 1}"


def clock(seconds: float) -> str | None:
    """Write a time of the day or a duration, which may be longer than a day.

    Examples
    --------
    >>> clock(30600.0), clock(-90.5), clock(108000.0)
    ('08:30:00', '-00:01:30.5', '30:00:00')
    """
    if not math.isfinite(seconds):
        return None
    minutes, rest = divmod(round(abs(seconds), 6), 60)
    hours, minutes = divmod(int(minutes), 60)
    whole, part = divmod(rest, 1)
    shown = f"{int(whole):02d}" + (f"{part:.6g}"[1:] if part else "")
    return f"{'-' if seconds < 0 else ''}{hours:02d}:{minutes:02d}:{shown}"


def _moment(start: datetime, seconds: float, *, day_alone: bool) -> str | None:
    """Write what lies so many seconds after a start; None beyond the years 1 to 9999, so that the number is shown."""
    try:
        moment = start + timedelta(seconds=seconds)
    except (OverflowError, ValueError):
        return None
    if day_alone or moment.time() == datetime.min.time():
        return moment.date().isoformat()
    return moment.isoformat()
