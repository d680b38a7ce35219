"""One look for all figures: widths, themes, and how arms differ by colour, marker and line."""

from __future__ import annotations

from contextlib import AbstractContextManager
from dataclasses import dataclass, replace
from typing import Any, Literal

import matplotlib.style
from matplotlib.rcsetup import cycler

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.colours import OF_MARKS, arms_in_force, standing_out
from dnoutcomes.registry import Registry

PIXELS_PER_INCH = 96
POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH
FONT = "DejaVu Sans"
LINE_SPACING = 1.35

LineStyle = Literal["solid"] | tuple[float, tuple[float, ...]]


@dataclass(frozen=True)
class Width:
    """How wide a figure is shown, in CSS pixels, and the text sizes that suit it.

    Attributes
    ----------
    name : str
    pixels : int
        Width of the figure.
    text, small : float
        Height of the text in pixels: labels and numbers, and notes. Never under 9.
    margin : int
        Empty border.
    """

    name: str
    pixels: int
    text: float
    small: float
    margin: int


@dataclass(frozen=True)
class Theme:
    """Colours of a figure.

    Attributes
    ----------
    name : str
    paper, ink, muted, rule : str
        Background, text, secondary text, and grid lines.
    series : tuple of str
        Colours of the arms, the reference arm first.
    """

    name: str
    paper: str
    ink: str
    muted: str
    rule: str
    series: tuple[str, ...]


@dataclass(frozen=True)
class SeriesStyle:
    """How one arm is drawn. Marker, fill and line differ too, so that no meaning hangs on colour."""

    colour: str
    marker: str
    fill: str
    line: LineStyle


WIDTHS: Registry[Width] = Registry(
    "figure width",
    [("wide", Width("wide", 720, 12.5, 11.5, 14)), ("narrow", Width("narrow", 340, 11.5, 10.5, 8))],
)

# Okabe and Ito's colours, which people with any common colour vision can tell apart; those of the dark theme are the
# ones of that set that stand out from a dark page at 3:1 or better.
THEMES: Registry[Theme] = Registry(
    "figure theme",
    [
        (
            "light",
            Theme(
                "light",
                "#ffffff",
                "#1a1a1a",
                "#595959",
                "#d9d9d9",
                ("#d55e00", "#0072b2", "#007a5a", "#a0457a", "#3d3d3d", "#8a6d00"),
            ),
        ),
        (
            "dark",
            Theme(
                "dark",
                "#16191d",
                "#f2f2f2",
                "#b8bcc2",
                "#3c4249",
                ("#e69f00", "#56b4e9", "#2fbf94", "#cc79a7", "#f0f0f0", "#f0e442"),
            ),
        ),
    ],
)


def theme_of(name: str) -> Theme:
    """A theme by its name, with the arms in the colours in force, lightened as far as a dark page needs.

    An arm in its colour of the light theme has that of the other theme in the other.
    """
    found, arms, usual = THEMES[name], arms_in_force(), THEMES["light"].series
    if arms is None:
        return found
    chosen = tuple(
        found.series[place] if colour == usual[place] else standing_out(colour, found.paper, OF_MARKS)
        for place, colour in enumerate(arms)
    )
    return replace(found, series=(*chosen, *found.series[len(chosen) :]))


_MARKERS = ("s", "o", "^", "D", "v", "P")
_LINES: tuple[LineStyle, ...] = (
    (0, (5, 2)),
    # Not an empty tuple of dashes, which is no valid SVG: some readers then draw no line at all.
    "solid",
    (0, (1, 1.5)),
    (0, (6, 2, 1, 2)),
    (0, (8, 2)),
    (0, (3, 1, 1, 1, 1, 1)),
)


@dataclass(frozen=True)
class Look:
    """A width and a theme: all that a figure needs to know of its surroundings."""

    width: Width
    theme: Theme

    @classmethod
    def of(cls, width: str, theme: str = "light") -> Look:
        """Find a look by the names of its width and theme.

        Examples
        --------
        >>> Look.of("narrow").width.pixels
        340
        >>> Look.of("wde")
        Traceback (most recent call last):
        ...
        dnoutcomes.errors.DnOutcomesError: unknown figure width 'wde'; did you mean 'wide'? Known: wide, narrow
        """
        return cls(WIDTHS[width], theme_of(theme))

    @property
    def is_narrow(self) -> bool:
        """Whether the figure is laid out for a phone."""
        return self.width.name == "narrow"

    def series(self, place: int) -> SeriesStyle:
        """Style of the arm at a place in the order of arms, the reference arm at 0.

        Raises
        ------
        DnOutcomesError
            More arms than can be told apart.
        """
        if place >= len(_MARKERS):
            raise DnOutcomesError(
                f"a figure tells at most {len(_MARKERS)} arms apart; choose fewer with Estimates.where"
            )
        colour = self.theme.series[place]
        return SeriesStyle(
            colour, _MARKERS[place], self.theme.paper if place % 2 == 0 else colour, _LINES[place]
        )

    def context(self) -> AbstractContextManager[None]:
        """Set matplotlib's own defaults and this look for as long as a figure is made or written, and no longer."""
        return matplotlib.style.context(["default", self._settings()])

    def _settings(self) -> dict[str, Any]:
        theme, text = self.theme, self.width.text * POINTS_PER_PIXEL
        return {
            "figure.dpi": PIXELS_PER_INCH,
            "figure.facecolor": theme.paper,
            "savefig.facecolor": theme.paper,
            "savefig.dpi": "figure",
            "axes.facecolor": theme.paper,
            "axes.edgecolor": theme.muted,
            "axes.labelcolor": theme.ink,
            "axes.linewidth": 0.8,
            "axes.spines.top": False,
            "axes.spines.right": False,
            "axes.axisbelow": True,
            "axes.prop_cycle": cycler(color=theme.series),
            "text.color": theme.ink,
            "text.parse_math": False,
            "text.usetex": False,
            "xtick.color": theme.muted,
            "ytick.color": theme.muted,
            "xtick.labelcolor": theme.ink,
            "ytick.labelcolor": theme.ink,
            "xtick.labelsize": text,
            "ytick.labelsize": text,
            "font.size": text,
            "font.family": [FONT],
            "grid.color": theme.rule,
            "grid.linewidth": 0.7,
            "lines.linewidth": 1.6,
            "lines.markersize": 5.5,
            "lines.solid_capstyle": "butt",
            "svg.fonttype": "path",
            "svg.hashsalt": "dnoutcomes",
            "path.simplify": False,
            # Unhinted text is as wide on every device as it was measured.
            "text.hinting": "none",
        }
