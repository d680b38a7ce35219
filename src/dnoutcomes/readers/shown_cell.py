"""What a cell of a workbook shows, which its number format decides, and whether that is what it holds."""

from __future__ import annotations

import re
from datetime import date, datetime
from functools import cache
from typing import Any, Literal, NamedTuple

Hold = Literal["", "fewer_digits", "scaled", "fraction", "hidden"]

# What stands between quotes, behind a backslash, or keeps room is no part of the number.
_LITERAL = re.compile(r'"[^"]*"|\\.|_.|\*.|\[\$[^\]]*\]')
_BRACKETS = re.compile(r"\[[^\]]*\]")
_CONDITION = re.compile(r"\[[<>=]")
_DIGIT = re.compile(r"[0#?]")
_SCALED = re.compile(r"[0#?](,+)(?=[^0#?,]*$|\.)")
_PADDED = re.compile(r"0{2,}")


class ShownCell(NamedTuple):
    """The text of a cell, and how what it shows differs from what it holds.

    Attributes
    ----------
    text : str
        A percentage and an identifier with leading zeros as shown; dates as ISO; of any other number all its digits.
    differs : {"", "fewer_digits", "scaled", "fraction", "hidden"}
        Nothing; shown with fewer digits; shown in thousands or millions; shown as a fraction; or not shown as a number.
    shown : str
        The number format, where it differs.
    """

    text: str
    differs: Hold = ""
    shown: str = ""


class _Section(NamedTuple):
    kind: str
    decimals: int
    width: int


def shown_cell(value: Any, number_format: str) -> ShownCell:
    """Write a cell as its sheet shows it.

    Examples
    --------
    >>> shown_cell(0.7, "0%").text, shown_cell(12, "00000").text, shown_cell(1.2e10, "0.0E+00").text
    ('70%', '00012', '12000000000')
    >>> shown_cell(7000, '0.0,"k"').differs, shown_cell(7, ";;;").differs, shown_cell(7.45, "0").differs
    ('scaled', 'hidden', 'fewer_digits')
    """
    if isinstance(value, datetime):
        midnight = value.time().isoformat() == "00:00:00"
        return ShownCell(value.date().isoformat() if midnight else value.isoformat(sep=" "))
    if isinstance(value, date):
        return ShownCell(value.isoformat())
    if isinstance(value, bool) or not isinstance(value, int | float):
        return ShownCell(str(value))
    section = _section_of(value, number_format)
    if section.kind == "percent":
        return ShownCell(f"{_plain(float(f'{value * 100:.12g}'))}%")
    if section.kind == "padded" and float(value).is_integer():
        sign = "-" if value < 0 else ""
        return ShownCell(sign + f"{abs(int(value)):0{section.width}d}")
    if section.kind == "number" and abs(round(value, section.decimals) - value) > 1e-9:
        return ShownCell(_plain(value), "fewer_digits", number_format)
    if section.kind in ("scaled", "fraction", "hidden"):
        return ShownCell(_plain(value), section.kind, number_format)  # type: ignore[arg-type]
    return ShownCell(_plain(value))


def _plain(value: float) -> str:
    return str(value) if isinstance(value, int) else f"{value:.15g}"


@cache
def _sections(number_format: str) -> tuple[str, ...]:
    parts = [""]
    for piece in re.findall(r'"[^"]*"|\\.|.', number_format, flags=re.DOTALL):
        if piece == ";":
            parts.append("")
        else:
            parts[-1] += piece
    return tuple(parts)


def _section_of(value: float, number_format: str) -> _Section:
    sections = _sections(number_format)
    if any(_CONDITION.search(section) for section in sections):
        # Which one applies depends on conditions: the one that shows least of the number stands for all.
        kinds = [_read_section(section) for section in sections]
        return min(kinds, key=lambda section: ("hidden", "scaled", "fraction").index(section.kind)
                   if section.kind in ("hidden", "scaled", "fraction") else 9)  # fmt: skip
    if value < 0 and len(sections) > 1:
        return _read_section(sections[1])
    if value == 0 and len(sections) > 2:
        return _read_section(sections[2])
    return _read_section(sections[0])


@cache
def _read_section(section: str) -> _Section:
    bare = _BRACKETS.sub("", _LITERAL.sub("", section))
    if bare.strip().casefold() in ("general", "@", "standard"):
        return _Section("general", 0, 0)
    if "general" in bare.casefold():
        return _Section("general", 0, 0)
    if "%" in bare:
        return _Section("percent", 0, 0)
    if not _DIGIT.search(bare):
        return _Section("hidden", 0, 0)
    if "/" in bare:
        return _Section("fraction", 0, 0)
    if re.search(r"E[+-]", bare, re.IGNORECASE):
        return _Section("general", 0, 0)
    if _SCALED.search(bare):
        return _Section("scaled", 0, 0)
    whole, _, part = bare.partition(".")
    zeros = _PADDED.search(whole.replace(",", ""))
    if zeros and not part:
        return _Section("padded", 0, len(_DIGIT.findall(whole)))
    return _Section("number", len(_DIGIT.findall(part)), 0)
