"""The residual panels: four looks at whether the assumptions of a model are far from the data."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.scale import scale_over, scale_that_fits
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say, say_term, term

if TYPE_CHECKING:
    from dnoutcomes.models import Diagnostics

_PANEL_GAP = 22.0
_PANEL_HEIGHT = 190.0
SUBTITLE = term(
    "Residuals are normalised: if the model holds they are independent, with variance 1. Below, dots are what the "
    "residuals show and crosses what the model implies."
)


def plot_residuals(
    diagnostics: Diagnostics, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw normalised residuals against normal quantiles and fitted values, their correlations and semivariogram.

    Parameters
    ----------
    diagnostics : Diagnostics
        From `diagnose(fit)`.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has the residuals, one row per row used by the fit: `fitted`, `normalized`, `quantile`.

    See Also
    --------
    plot_diagnostics : The same from the fit, with the covariance that it implies beside the empirical one.
    """
    look = Look.of(width, theme, ax)
    data = diagnostics.residuals[["fitted", "normalized", "quantile"]].reset_index(drop=True)
    with look.context():
        head = lay_out_head(say("Residuals of the model"), say_term(SUBTITLE), look)
        panels = lay_out_residual_panels(diagnostics, look)
        figure = OutcomeFigure(
            look,
            head.bottom + panels.height + look.width.margin - 8,
            data=data,
            alt_text=residuals_in_words(diagnostics),
            caption=_caption(data),
        )
        draw_head(figure, head)
        draw_residual_panels(figure, panels, head.bottom)
    return figure


_Draw = Callable[[Axes, pd.DataFrame, Look], None]


@dataclass(frozen=True, eq=False)
class Panel:
    """One panel: its title, the words under its axis, what is drawn and how.

    Attributes
    ----------
    title : list of str
        In lines.
    below : str
    frame : pandas.DataFrame
    names : (str, str)
        Columns of the frame along the axes; `implied`, where there is one, is drawn beside the second.
    draw : callable
    """

    title: list[str]
    below: str
    frame: pd.DataFrame
    names: tuple[str, str]
    draw: _Draw


@dataclass(frozen=True, eq=False)
class ResidualPanels:
    """The panels with their sizes in pixels."""

    panels: list[Panel]
    n_across: int
    left: float
    width: float
    above: float
    block: float

    @property
    def height(self) -> float:
        """Height of all rows of panels."""
        return self.block * ceil(len(self.panels) / self.n_across)


def lay_out_residual_panels(diagnostics: Diagnostics, look: Look) -> ResidualPanels:
    """Choose sizes: two panels beside each other on a page, one on a phone."""
    line = look.width.text * LINE_SPACING
    n_across = 1 if look.is_narrow else 2
    left = text_width("−0.25", look.width.text) + 8
    width = (look.width.pixels - 2 * look.width.margin - _PANEL_GAP * (n_across - 1)) / n_across - left
    residuals = diagnostics.residuals
    contents: list[tuple[str, str, pd.DataFrame, tuple[str, str], _Draw]] = [
        (
            say("Shape: on the line is normal"),
            say("Normal quantile"),
            residuals,
            ("quantile", "normalized"),
            _shape,
        ),
        (
            say("Spread: no trend, even width"),
            say("Fitted value"),
            residuals,
            ("fitted", "normalized"),
            _spread,
        ),
        (
            say("Autocorrelation: dots on crosses"),
            say("Visits or sessions between"),
            diagnostics.autocorrelation,
            ("lag", "correlation"),
            _beside_implied,
        ),
        (
            say("Semivariogram: dots on crosses"),
            say("Distance in time, or in visits"),
            diagnostics.semivariogram,
            ("distance", "semivariance"),
            _beside_implied,
        ),
    ]
    panels = [
        Panel(wrap_lines(title, width + left, look.width.text, 2, bold=True), *rest)
        for title, *rest in contents
    ]
    above = line * max(len(panel.title) for panel in panels) + 6
    return ResidualPanels(panels, n_across, left, width, above, above + _PANEL_HEIGHT + 8 + 2 * line + 12)


def draw_residual_panels(figure: OutcomeFigure, shown: ResidualPanels, top: float) -> None:
    """Draw the panels from this height down."""
    look = figure.look
    for place, panel in enumerate(shown.panels):
        row, column = divmod(place, shown.n_across)
        x = look.width.margin + column * (shown.width + shown.left + _PANEL_GAP)
        y = top + row * shown.block
        figure.write(x, y, panel.title, bold=True)
        axes = figure.panel(x + shown.left, y + shown.above, shown.width, _PANEL_HEIGHT)
        _set_scales(axes, panel.frame, panel.names, shown.width, look)
        panel.draw(axes, panel.frame, look)
        below = y + shown.above + _PANEL_HEIGHT + 8 + look.width.text * LINE_SPACING
        figure.write(x + shown.left + shown.width / 2, below, panel.below, align="center")


def _set_scales(axes: Axes, frame: pd.DataFrame, names: tuple[str, str], pixels: float, look: Look) -> None:
    across = scale_that_fits(frame[names[0]], pixels, look.width.text, overhang=8)
    drawn = frame[[name for name in (names[1], "implied") if name in frame.columns]]
    along = scale_over([0.0, *drawn.to_numpy().ravel()], 5)
    axes.set_xlim(across.low, across.high)
    axes.set_xticks(across.ticks, labels=across.labels)
    axes.set_ylim(along.low, along.high)
    axes.set_yticks(along.ticks, labels=along.labels)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)


def _shape(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    ends = axes.get_xlim()
    axes.plot(ends, ends, color=look.theme.ink, linewidth=0.9, zorder=1)
    _dots(axes, frame["quantile"], frame["normalized"], look)


def _spread(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    axes.axhline(0, color=look.theme.ink, linewidth=0.9, zorder=1)
    _dots(axes, frame["fitted"], frame["normalized"], look)


def _beside_implied(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    along, observed = frame.columns[:2]
    for name, marker, colour, label in (
        ("implied", "x", look.theme.ink, "implied"),
        (observed, "o", look.series(1).colour, "observed"),
    ):
        size = 8 if marker == "x" else 6
        axes.plot(
            frame[along],
            frame[name],
            linestyle="none",
            marker=marker,
            color=colour,
            markersize=size,
            label=label,
        )


def _dots(axes: Axes, x: pd.Series, y: pd.Series, look: Look) -> None:
    faint = min(0.8, max(0.15, 150 / max(len(x), 1)))
    # Thousands of dots are a picture even in a drawing made of lines: the file stays small.
    axes.plot(
        x,
        y,
        linestyle="none",
        marker="o",
        markersize=3,
        markeredgewidth=0,
        color=look.series(1).colour,
        alpha=faint,
        rasterized=len(x) > 2000,
        zorder=2,
    )


def residuals_in_words(diagnostics: Diagnostics) -> str:
    """Say what the panels show, with the numbers, for readers who can't see them."""
    values = diagnostics.residuals["normalized"].to_numpy(dtype=float)
    far = int((np.abs(values) > 3).sum())
    lags, distances = diagnostics.autocorrelation, diagnostics.semivariogram
    apart = float((lags["correlation"] - lags["implied"]).abs().max())
    ratio = distances["semivariance"] / distances["implied"]
    return say(
        "Four panels of {n} normalised residuals. Their standard deviation is {spread}; {far} lie beyond 3, where "
        "normal ones would be {expected}. Correlations of residuals differ from those that the model implies by at "
        "most {apart}. Semivariances are {low} to {high} times those implied.",
        n=number(len(values), 0),
        spread=number(values.std(ddof=1), 2),
        far=number(far, 0),
        expected=number(0.0027 * len(values), 1),
        apart=number(apart, 2),
        low=number(float(ratio.min()), 2),
        high=number(float(ratio.max()), 2),
    )


def _caption(data: pd.DataFrame) -> str:
    return say(
        "Normalised residuals of {n} scores: against normal quantiles, against fitted values, their correlations by "
        "the number of visits or sessions between (dots) with those that the model implies (crosses), and half their "
        "mean squared differences by distance in time in the same way.",
        n=number(len(data), 0),
    )
