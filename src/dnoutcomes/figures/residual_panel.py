"""The residual panel: three looks at whether an MMRM's assumptions are far from the data."""

from __future__ import annotations

from collections.abc import Callable
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

if TYPE_CHECKING:
    from dnoutcomes.models import Diagnostics

_PANEL_GAP = 22.0
_PANEL_HEIGHT = 190.0
_SUBTITLE = "Residuals are normalised: if the model holds they are independent, with variance 1."


def plot_residuals(diagnostics: Diagnostics, *, width: str = "wide", theme: str = "light") -> OutcomeFigure:
    """Draw normalised residuals against normal quantiles and fitted values, and correlations against those implied.

    Parameters
    ----------
    diagnostics : Diagnostics
        From `diagnose(fit)`.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}

    Returns
    -------
    OutcomeFigure
        `data` has the residuals, one row per row used by the fit: `fitted`, `normalized`, `quantile`.
    """
    look = Look.of(width, theme)
    data = diagnostics.residuals[["fitted", "normalized", "quantile"]].reset_index(drop=True)
    with look.context():
        return _draw(data, diagnostics.autocorrelation, look)


_Panel = Callable[[Axes, pd.DataFrame, Look], None]


def _draw(data: pd.DataFrame, autocorrelation: pd.DataFrame, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    head = lay_out_head("Residuals of the model", _SUBTITLE, look)
    panels: list[tuple[str, str, pd.DataFrame, tuple[str, str], _Panel]] = [
        ("Shape: on the line is normal", "Normal quantile", data, ("quantile", "normalized"), _shape),
        ("Spread: no trend, even width", "Fitted value", data, ("fitted", "normalized"), _spread),
        (
            "Correlation: dots on crosses",
            "Visits between",
            autocorrelation,
            ("lag", "correlation"),
            _correlation,
        ),
    ]
    n_across = 1 if look.is_narrow else 3
    left = text_width("−0.25", look.width.text) + 8
    panel_width = (look.width.pixels - 2 * margin - _PANEL_GAP * (n_across - 1)) / n_across - left
    titles = [wrap_lines(title, panel_width + left, look.width.text, 2, bold=True) for title, *_ in panels]
    above = line * max(map(len, titles)) + 6
    block = above + _PANEL_HEIGHT + 8 + 2 * line + 12
    height = head.bottom + block * len(panels) / n_across + margin - 8
    figure = OutcomeFigure(
        look, height, data=data, alt_text=_alt_text(data, autocorrelation), caption=_caption(data)
    )
    draw_head(figure, head)
    for place, (_, axis_title, frame, names, draw) in enumerate(panels):
        row, column = divmod(place, n_across)
        x, y = margin + column * (panel_width + left + _PANEL_GAP), head.bottom + row * block
        figure.write(x, y, titles[place], bold=True)
        axes = figure.panel(x + left, y + above, panel_width, _PANEL_HEIGHT)
        _set_scales(axes, frame, names, panel_width, look)
        draw(axes, frame, look)
        figure.write(
            x + left + panel_width / 2, y + above + _PANEL_HEIGHT + 8 + line, axis_title, align="center"
        )
    return figure


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


def _correlation(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    axes.plot(
        frame["lag"],
        frame["implied"],
        linestyle="none",
        marker="x",
        color=look.theme.ink,
        markersize=8,
        label="implied",
        zorder=2,
    )
    axes.plot(
        frame["lag"],
        frame["correlation"],
        linestyle="none",
        marker="o",
        color=look.series(1).colour,
        label="observed",
        zorder=3,
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


def _alt_text(data: pd.DataFrame, autocorrelation: pd.DataFrame) -> str:
    values = data["normalized"].to_numpy(dtype=float)
    far = int((np.abs(values) > 3).sum())
    apart = (autocorrelation["correlation"] - autocorrelation["implied"]).abs().max()
    spread, expected = number(values.std(ddof=1), 2), number(0.0027 * len(data), 1)
    return (
        f"Three panels of {len(data)} normalised residuals. Their standard deviation is {spread}; {far} lie beyond 3, "
        f"where normal ones would be {expected}. Correlations of residuals differ from those that the model implies by "
        f"at most {number(float(apart), 2)}."
    )


def _caption(data: pd.DataFrame) -> str:
    return (
        f"Normalised residuals of {len(data)} scores: against normal quantiles, against fitted values, and their "
        "correlations by the number of visits between (dots) with those that the model implies (crosses)."
    )
