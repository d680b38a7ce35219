"""One look for all figures: widths, themes, and how arms differ by colour, marker and line."""

from __future__ import annotations

from contextlib import AbstractContextManager, nullcontext
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import Any

import matplotlib.style
from matplotlib.axes import Axes
from matplotlib.rcsetup import cycler

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.colours import OF_MARKS, arms_in_force, standing_out
from dnoutcomes.figures.series_style import LineStyle, SeriesStyle
from dnoutcomes.registry import Registry

PIXELS_PER_INCH = 96
POINTS_PER_PIXEL = 72 / PIXELS_PER_INCH
FONT = "DejaVu Sans"
LINE_SPACING = 1.35
#: A place of fewer pixels than this is laid out as a phone is.
WIDE_FROM = 600


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
    hues : tuple of int
        Which colours of seaborn's palette "colorblind" the arms have, the reference arm first.
    arms : tuple of str
        Colours that somebody chose for the first arms instead.
    """

    name: str
    paper: str
    ink: str
    muted: str
    rule: str
    hues: tuple[int, ...]
    arms: tuple[str, ...] = ()

    @property
    def series(self) -> tuple[str, ...]:
        """Colours of the arms, the reference arm first, each with the contrast to the paper that marks need."""
        return (*self.arms, *_palette(self.hues, self.paper)[len(self.arms) :])


@lru_cache(maxsize=8)
def _palette(hues: tuple[int, ...], paper: str) -> tuple[str, ...]:
    # Loading seaborn takes time that somebody who draws nothing shouldn't wait for.
    from seaborn import color_palette

    colours = color_palette("colorblind").as_hex()
    return tuple(standing_out(str(colours[hue]).lower(), paper, OF_MARKS) for hue in hues)


WIDTHS: Registry[Width] = Registry(
    "figure width",
    [("wide", Width("wide", 720, 12.5, 11.5, 14)), ("narrow", Width("narrow", 340, 11.5, 10.5, 8))],
)

# seaborn's palette "colorblind", which people with any common colour vision can tell apart.
THEMES: Registry[Theme] = Registry(
    "figure theme",
    [
        ("light", Theme("light", "#ffffff", "#1a1a1a", "#595959", "#d9d9d9", (3, 0, 2, 4, 7, 1))),
        ("dark", Theme("dark", "#16191d", "#f2f2f2", "#b8bcc2", "#3c4249", (1, 9, 2, 4, 7, 8))),
    ],
)


def theme_of(name: str) -> Theme:
    """A theme by its name, with the arms in the colours in force, lightened as far as a dark page needs.

    An arm in its colour of the light theme has that of the other theme in the other.
    """
    theme, arms = THEMES[name], arms_in_force()
    if arms is None:
        return theme
    usual = THEMES["light"].series
    chosen = tuple(
        theme.series[place] if colour == usual[place] else standing_out(colour, theme.paper, OF_MARKS)
        for place, colour in enumerate(arms)
    )
    return replace(theme, arms=chosen)


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
    """A width, a theme and perhaps a place in another figure: all that a figure needs to know of its surroundings.

    Attributes
    ----------
    width : Width
    theme : Theme
    ax : matplotlib.axes.Axes or None
        Whose place a figure takes; None for a figure of its own.
    stretch : float
        How much higher than usual plots are, so that the figure fills its place.
    """

    width: Width
    theme: Theme
    ax: Axes | None = None
    stretch: float = 1.0

    @classmethod
    def of(cls, width: str, theme: str = "light", ax: Axes | None = None) -> Look:
        """Find a look by the names of its width and theme; an Axes has a width of its own.

        Examples
        --------
        >>> Look.of("narrow").width.pixels
        340
        >>> Look.of("wde")
        Traceback (most recent call last):
        ...
        dnoutcomes.errors.DnOutcomesError: unknown figure width 'wde'; did you mean 'wide'? Known: wide, narrow
        """
        if ax is None:
            return cls(WIDTHS[width], theme_of(theme))
        place = ax.get_window_extent().transformed(ax.figure.dpi_scale_trans.inverted())
        pixels = round(PIXELS_PER_INCH * place.width)
        usual = WIDTHS["wide" if pixels >= WIDE_FROM else "narrow"]
        return cls(replace(usual, pixels=pixels), theme_of(theme), ax)

    @property
    def is_narrow(self) -> bool:
        """Whether the figure is laid out for a phone."""
        return self.width.name == "narrow"

    @property
    def inner(self) -> float:
        """Width between the margins, in pixels."""
        return self.width.pixels - 2.0 * self.width.margin

    @property
    def line(self) -> float:
        """Height of a line of text."""
        return self.width.text * LINE_SPACING

    @property
    def small_line(self) -> float:
        """Height of a line of small text."""
        return self.width.small * LINE_SPACING

    def plot_height(self, wide: float, narrow: float) -> float:
        """Height of a plot, given its usual ones on a page and on a phone."""
        return self.stretch * (narrow if self.is_narrow else wide)

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
        """Set seaborn's style and this look for as long as a figure is made or written, and no longer.

        In the figure of somebody else nothing is set: their style stays, and `dress` cares for our own plots.
        """
        if self.ax is not None:
            return nullcontext()
        return matplotlib.style.context(["default", self._settings()])

    @property
    def lettering(self) -> dict[str, Any]:
        """What makes letters those that were measured, whatever the style of the figure around them."""
        return {"family": FONT, "style": "normal"}

    def dress(self, axes: Axes) -> None:
        """Give a plot in somebody else's figure the looks that the settings give to those of our own."""
        if self.ax is None:
            return
        theme, text = self.theme, self.width.text * POINTS_PER_PIXEL
        axes.set_facecolor(theme.paper)
        axes.spines[["top", "right"]].set_visible(False)
        for side in ("left", "bottom"):
            axes.spines[side].set(color=theme.muted, linewidth=0.8)
        axes.set_axisbelow(True)
        axes.grid(False)
        axes.tick_params(colors=theme.muted, labelcolor=theme.ink, labelsize=text, labelfontfamily=FONT,
                         length=3.5, width=0.8, pad=3.5, left=True, bottom=True, top=False, right=False,
                         grid_color=theme.rule, grid_linewidth=0.7)  # fmt: skip

    def _settings(self) -> dict[str, Any]:
        """The settings of seaborn's style for paper, and ours where they differ."""
        from seaborn import axes_style, plotting_context

        theme, text = self.theme, self.width.text * POINTS_PER_PIXEL
        return {
            **axes_style("ticks"),
            **plotting_context("paper"),
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
            "grid.linestyle": "-",
            # Marks that were measured and placed without an edge have none.
            "patch.force_edgecolor": False,
            "patch.linewidth": 1.0,
            "xtick.major.size": 3.5,
            "ytick.major.size": 3.5,
            "xtick.major.width": 0.8,
            "ytick.major.width": 0.8,
            "lines.linewidth": 1.6,
            "lines.markersize": 5.5,
            "lines.solid_capstyle": "butt",
            "svg.fonttype": "path",
            "svg.hashsalt": "dnoutcomes",
            "path.simplify": False,
            # Unhinted text is as wide on every device as it was measured.
            "text.hinting": "none",
        }
