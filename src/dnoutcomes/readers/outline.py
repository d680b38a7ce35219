"""Outline: where the rows of delimited text begin and how many cells each has, told by its marks alone.

A reader that goes sign by sign knows this of each row, at the price of an object per cell. The marks of a well-formed
file can be counted for all rows at once. Of any other file the outline says nothing, and the slow reader says what is
wrong with it.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Places = NDArray[np.int64]

_LINE, _RETURN, _QUOTE = 10, 13, 34
_BLOCK = 2**24
_WHOLE_LINE = re.compile(r"[^\r\n]*(?:\r\n|\r|\n)?")
_WHOLE_LINE_OF_BYTES = re.compile(_WHOLE_LINE.pattern.encode())


@dataclass(frozen=True, eq=False)
class Outline:
    """The rows of delimited text.

    Attributes
    ----------
    starts : array of int, shape (rows,)
        Place of the first byte of each row.
    n_cells : array of int, shape (rows,)
    lines : array of int, shape (rows,)
        Line on which each row starts, counted from 0.
    """

    starts: Places
    n_cells: Places
    lines: Places


def outline_of(data: bytes, start: int, delimiter: str) -> Outline | None:
    r"""Return the outline of a text from a place on; None where its marks alone don't tell it.

    That is: a return that isn't followed by a new line; a quote that opens within a cell, isn't closed, or is followed
    by anything but a mark; and a row that may hold a cell longer than `csv` reads.

    Parameters
    ----------
    data : bytes
        The text in UTF-8.
    start : int
        Where its first row begins.
    delimiter : str
        One sign of ASCII.

    Examples
    --------
    >>> outline = outline_of(b'a,b\n"1\n2",3\n4\n', 0, ",")
    >>> outline.n_cells, outline.lines
    (array([2, 2, 1]), array([0, 1, 3]))
    >>> outline_of(b'a,b\n1"2,3\n', 0, ",") is None
    True
    """
    if data.count(b"\r", start) != data.count(b"\r\n", start):
        return None
    signs = np.frombuffer(data, dtype="uint8")
    quoted = data.find(b'"', start) >= 0
    ends, delimiters, lines = [], [], []
    n_quotes = n_delimiters = n_lines = 0
    for first in range(start, len(signs), _BLOCK):
        block = signs[first : first + _BLOCK]
        breaks, marks = (np.flatnonzero(block == sign) for sign in (_LINE, ord(delimiter)))
        # Lines are counted before those inside quotes are left out.
        line_of_break = n_lines + np.arange(1, len(breaks) + 1)
        n_lines += len(breaks)
        if quoted:
            quotes = np.flatnonzero(block == _QUOTE)
            if not _well_formed(signs, first + quotes, n_quotes, start, delimiter):
                return None
            outside = [
                (n_quotes + np.searchsorted(quotes, positions)) % 2 == 0 for positions in (breaks, marks)
            ]
            breaks, line_of_break, marks = breaks[outside[0]], line_of_break[outside[0]], marks[outside[1]]
            n_quotes += len(quotes)
        ends.append(first + breaks)
        lines.append(line_of_break)
        delimiters.append(n_delimiters + np.searchsorted(marks, breaks))
        n_delimiters += len(marks)
    if n_quotes % 2:
        return None
    return _outline(start, len(data), ends, delimiters, lines, n_delimiters)


def _outline(
    start: int,
    size: int,
    ends: list[Places],
    delimiters: list[Places],
    lines: list[Places],
    n_delimiters: int,
) -> Outline | None:
    """Put the outline together of the breaks that end rows, with the delimiters and the lines up to each."""
    of_end, up_to, line = (
        np.concatenate([np.zeros(0, dtype="int64"), *parts]) for parts in (ends, delimiters, lines)
    )
    if not len(of_end) or of_end[-1] != size - 1:  # the last row ends with the text
        of_end, up_to = np.append(of_end, size), np.append(up_to, n_delimiters)
    else:
        line = line[:-1]
    starts = np.concatenate([[start], of_end[:-1] + 1])
    if (of_end - starts).max() > csv.field_size_limit():
        return None
    return Outline(starts, np.diff(up_to, prepend=0) + 1, np.concatenate([[0], line]))


def _well_formed(signs: NDArray[np.uint8], quotes: Places, before: int, start: int, delimiter: str) -> bool:
    """Whether quotes open at the start of a cell and close at its end, or are doubled inside one."""
    opening = quotes[before % 2 :: 2]
    closing = quotes[1 - before % 2 :: 2]
    ahead = signs[opening[opening > start] - 1]
    behind = signs[closing[closing < len(signs) - 1] + 1]
    around = (ord(delimiter), _LINE, _QUOTE)
    return bool(np.isin(ahead, around).all() and np.isin(behind, (*around, _RETURN)).all())


def place_of_line(data: bytes, line: int) -> int:
    r"""Return where a line begins, the first one being line 1.

    Examples
    --------
    >>> place_of_line(b"a\r\nbc\rd", 3)
    6
    """
    position = 0
    for _ in range(line - 1):
        # It matches at any place, at the end with nothing.
        position = _WHOLE_LINE_OF_BYTES.match(data, position).end()  # type: ignore[union-attr]
    return position


def lines_of(text: str) -> Iterator[str]:
    r"""Return the lines of a text, each with its break; none is copied before it's asked for.

    Examples
    --------
    >>> list(lines_of("a\r\nb\rc\n\nd"))
    ['a\r\n', 'b\r', 'c\n', '\n', 'd']
    """
    position = 0
    while position < len(text):
        # It matches at any place.
        end = _WHOLE_LINE.match(text, position).end()  # type: ignore[union-attr]
        yield text[position:end]
        position = end
