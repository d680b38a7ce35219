"""The head of a figure: what it shows, how to read it, and the key."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

from dnoutcomes.figures.key import Key, KeyEntry, draw_key, lay_out_key
from dnoutcomes.figures.labels import wrap, wrap_evenly
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import LINE_SPACING, Look


@dataclass(frozen=True)
class Head:
    """Wrapped lines and where they stand, in pixels.

    Attributes
    ----------
    title, subtitle : list of str
    key : Key or None
    margin, subtitle_top, key_top, bottom : float
    """

    title: list[str]
    subtitle: list[str]
    key: Key | None
    margin: float
    subtitle_top: float
    key_top: float
    bottom: float


def lay_out_head(title: str, subtitle: str, look: Look, entries: Sequence[KeyEntry] = ()) -> Head:
    """Measure a head, with a key where there are entries of one."""
    size = look.width
    inner = size.pixels - 2 * size.margin
    titles = wrap_evenly(title, inner, size.text, bold=True)
    subtitles = wrap(subtitle, inner, size.small)
    subtitle_top = size.margin + size.text * LINE_SPACING * len(titles)
    bottom = key_top = subtitle_top + size.small * LINE_SPACING * len(subtitles) + 8
    key = lay_out_key(entries, look, inner) if entries else None
    if key is not None:
        bottom = key_top + key.height + 12
    return Head(titles, subtitles, key, float(size.margin), subtitle_top, key_top, bottom)


def draw_head(figure: OutcomeFigure, head: Head) -> None:
    """Write title and subtitle and draw the key."""
    figure.write(head.margin, head.margin, head.title, bold=True)
    figure.write(head.margin, head.subtitle_top, head.subtitle, small=True, colour=figure.look.theme.muted)
    if head.key is not None:
        draw_key(figure, head.key, head.margin, head.key_top)
