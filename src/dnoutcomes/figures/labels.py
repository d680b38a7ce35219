"""Labels as they are drawn: literal, measured, and broken into lines that fit."""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from math import ceil

from matplotlib.font_manager import FontProperties, findfont, get_font
from matplotlib.textpath import text_to_path

from dnoutcomes.figures.style import FONT, POINTS_PER_PIXEL

REPLACEMENT = "\ufffd"


def literal(text: object) -> str:
    r"""Return a label with every character that can't be drawn as it stands replaced by a visible mark.

    Control and format characters (a direction override would turn the numbers around it), line breaks and characters
    that the font lacks. `$`, `_`, `^` and backslashes stay.

    Examples
    --------
    >>> literal("a\tb"), literal("$x_1$")
    ('a b', '$x_1$')
    """
    return "".join(map(_drawable, str(text)))


@lru_cache(maxsize=4096)
def _drawable(character: str) -> str:
    if character.isspace():
        return " "
    if unicodedata.category(character).startswith("C") or ord(character) not in _known_characters():
        return REPLACEMENT
    return character


@lru_cache(maxsize=1)
def _known_characters() -> frozenset[int]:
    return frozenset(get_font(findfont(FontProperties(family=FONT))).get_charmap())


@lru_cache(maxsize=4096)
def text_width(text: str, size: float, bold: bool = False) -> float:
    """Width of one line of text as it is drawn, in pixels at a height of `size` pixels.

    Examples
    --------
    >>> text_width("mm", 12) == 2 * text_width("m", 12) > 2 * text_width("i", 12)
    True
    """
    words = literal(text).split(" ")
    # No two letters on both sides of a space are moved towards each other, so a line is as wide as its words and
    # spaces; letters are drawn at one size and scaled, so each word is measured once for all sizes.
    at_size_of_font = sum(_word_width(word, bold) for word in words) + (len(words) - 1) * _word_width(
        " ", bold
    )
    return at_size_of_font * (size * POINTS_PER_PIXEL / text_to_path.FONT_SCALE) / POINTS_PER_PIXEL


@lru_cache(maxsize=4096)
def _word_width(word: str, bold: bool) -> float:
    """Width in the points of the size at which letters are drawn before they are scaled."""
    font = FontProperties(family=FONT, size=text_to_path.FONT_SCALE, weight="bold" if bold else "normal")
    width, _, _ = text_to_path.get_text_width_height_descent(word, font, ismath=False)
    return float(width)


def wrap(text: object, pixels: float, size: float, bold: bool = False) -> list[str]:
    """Break a label into lines of at most `pixels`; a word longer than a line is broken where it must.

    Returns
    -------
    list of str
        At least one line, drawable as it stands.

    Examples
    --------
    >>> wrap("needling plus standard care", 120, 12)
    ['needling plus', 'standard care']
    """
    lines = [""]
    for word in literal(text).split(" "):
        joined = f"{lines[-1]} {word}" if lines[-1] else word
        if text_width(joined, size, bold) <= pixels:
            lines[-1] = joined
            continue
        pieces = _break_word(word, pixels, size, bold)
        lines = [*lines, *pieces] if lines[-1] else [*lines[:-1], *pieces]
    return lines


def wrap_evenly(text: object, pixels: float, size: float, bold: bool = False) -> list[str]:
    """Wrap into as few lines as `wrap`, of lengths as even as can be, so that no word is left alone on the last.

    Examples
    --------
    >>> wrap_evenly("one two three four five", 130, 12), wrap("one two three four five", 130, 12)
    (['one two three', 'four five'], ['one two three four', 'five'])
    """
    best = wrap(text, pixels, size, bold)
    for share in range(95, 45, -5):
        narrower = wrap(text, pixels * share / 100, size, bold)
        if len(narrower) > len(best):
            break
        best = narrower
    return best


def _break_word(word: str, pixels: float, size: float, bold: bool) -> list[str]:
    pieces = [""]
    for character in word:
        if pieces[-1] and text_width(pieces[-1] + character, size, bold) > pixels:
            pieces.append("")
        pieces[-1] += character
    return pieces


def shorten(text: object, pixels: float, size: float, bold: bool = False) -> str:
    """Cut a label to one line of at most `pixels`, with an ellipsis for what is left out.

    Examples
    --------
    >>> shorten("chemotherapy", 60, 12)
    'chemot…'
    """
    line = literal(text)
    if text_width(line, size, bold) <= pixels:
        return line
    while line and text_width(f"{line}…", size, bold) > pixels:
        line = line[:-1]
    return f"{line.rstrip()}…"


def wrap_lines(text: object, pixels: float, size: float, most: int, bold: bool = False) -> list[str]:
    """Wrap a label into at most `most` lines, the last one shortened where more is left."""
    lines = wrap(text, pixels, size, bold)
    if len(lines) <= most:
        return lines
    return [*lines[: most - 1], shorten(f"{lines[most - 1]} {lines[most]}", pixels, size, bold)]


def label_step(labels: Sequence[str], slot: float, size: float) -> int:
    """Every so manieth of labels in a row can be written, one label every `slot` pixels, with room between them.

    Examples
    --------
    >>> [label_step(["2025-01", "2025-02"], slot, 12) for slot in (100, 40, 10)]
    [1, 2, 7]
    """
    widest = max((text_width(label, size) for label in labels), default=0.0)
    return max(1, ceil((widest + 12) / slot))
