"""Colours: how far two of them stand apart, and those that a clinic draws its arms in."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar

from dnoutcomes.errors import DnOutcomesError

# What WCAG 2.2 asks of lines and marks, and of text.
OF_MARKS, OF_TEXT = 3.0, 4.5
_STEPS = 50

_ARMS: ContextVar[tuple[str, str] | None] = ContextVar("arm colours", default=None)


def arms_in_force() -> tuple[str, str] | None:
    """Colours of the reference arm and of the other, where somebody chose them."""
    return _ARMS.get()


@contextmanager
def painting(arms: tuple[str, str] | None) -> Iterator[None]:
    """Draw the arms in these colours while the block lasts: the reference arm's, then the other's.

    Raises
    ------
    DnOutcomesError
        A colour that isn't written as "#rrggbb".
    """
    for colour in arms or ():
        luminance(colour)
    token = _ARMS.set(arms)
    try:
        yield
    finally:
        _ARMS.reset(token)


def luminance(colour: str) -> float:
    """Relative luminance from 0 (black) to 1 (white), by the formula of WCAG 2.2.

    Raises
    ------
    DnOutcomesError
        A colour that isn't written as "#rrggbb".
    """
    if not re.fullmatch(r"#[0-9a-fA-F]{6}", colour):
        raise DnOutcomesError(f"a colour is written as #rrggbb, such as #00558c, not {colour!r}")
    shares = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [share / 12.92 if share <= 0.04045 else ((share + 0.055) / 1.055) ** 2.4 for share in shares]
    return sum(weight * share for weight, share in zip((0.2126, 0.7152, 0.0722), linear))


def contrast(first: str, second: str) -> float:
    """Contrast of two colours, from 1 to 21.

    Examples
    --------
    >>> round(contrast("#000000", "#ffffff"), 3), round(contrast("#777777", "#ffffff"), 2)
    (21.0, 4.48)
    """
    darker, lighter = sorted((luminance(first), luminance(second)))
    return (lighter + 0.05) / (darker + 0.05)


def standing_out(colour: str, paper: str, least: float) -> str:
    """The nearest mix of a colour with white or black that has at least this contrast to the paper.

    Examples
    --------
    >>> standing_out("#0072b2", "#ffffff", 3), standing_out("#003366", "#16191d", 3)
    ('#0072b2', '#42688e')
    """
    towards = 255 if luminance(paper) < 0.18 else 0
    parts = [int(colour[place : place + 2], 16) for place in (1, 3, 5)]
    for step in range(_STEPS + 1):
        mixed = "#" + "".join(f"{round(part + (towards - part) * step / _STEPS):02x}" for part in parts)
        if contrast(mixed, paper) >= least:
            return mixed
    return mixed
