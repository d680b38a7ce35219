"""The residual panels: four looks at whether the assumptions of a model are far from the data."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.marks import LEAST_FOR_TREND, MOST_FOR_TREND, diagonal, dots, level, points, trend
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels
from dnoutcomes.figures.scale import scale_over, scale_that_fits
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term, term

if TYPE_CHECKING:
    from dnoutcomes.models import Diagnostics

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
    page = Page(
        say("Residuals of the model"),
        say_term(SUBTITLE),
        [residual_panels(diagnostics, look)],
        data,
        residuals_in_words(diagnostics),
        _caption(data),
    )
    return page.draw(look)


def residual_panels(diagnostics: Diagnostics, look: Look) -> Panels:
    """Four plots: shape and spread of the residuals, and how they go together over visits and time."""
    grid = Grid(look, 4, text_width("−0.25", look.width.text) + 8, each_named=True)
    residuals = diagnostics.residuals
    by_lag, by_distance = diagnostics.autocorrelation, diagnostics.semivariogram
    panels = [
        _panel(residuals, ("quantile", "normalized"), _shape, say("Shape: on the line is normal"),
               say("Normal quantile"), grid),
        _panel(residuals, ("fitted", "normalized"), _spread, say("Spread: no trend, even width"),
               say("Fitted value"), grid),
        _panel(by_lag, ("lag", "correlation"), _beside_implied, say("Autocorrelation: dots on crosses"),
               say("Visits or sessions between"), grid),
        _panel(by_distance, ("distance", "semivariance"), _beside_implied, say("Semivariogram: dots on crosses"),
               say("Distance in time, or in visits"), grid),
    ]  # fmt: skip
    return Panels(grid, panels, (190.0, 190.0))


def _panel(
    frame: pd.DataFrame,
    names: tuple[str, str],
    draw: Callable[[Axes, pd.DataFrame, Look], None],
    title: str,
    axis_title: str,
    grid: Grid,
) -> Panel:
    drawn = frame[[name for name in (names[1], "implied") if name in frame.columns]]
    return Panel(
        lambda axes: draw(axes, frame, grid.look),
        scale_that_fits(frame[names[0]], grid.width, grid.look.width.text, overhang=8),
        scale_over([0.0, *drawn.to_numpy().ravel()], 5),
        title=title,
        axis_title=axis_title,
    )


def _shape(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    diagonal(axes, look)
    dots(axes, look.series(1).colour, frame["quantile"], frame["normalized"])


def _spread(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    """Residuals by fitted value, with their smooth trend, which is level where the model holds."""
    level(axes, look)
    dots(axes, look.series(1).colour, frame["fitted"], frame["normalized"])
    trend(axes, look.series(2).colour, frame["fitted"], frame["normalized"])


def _beside_implied(axes: Axes, frame: pd.DataFrame, look: Look) -> None:
    along, observed = frame.columns[:2]
    expected, seen = look.theme.ink, look.series(1)
    points(axes, seen, frame[along], frame["implied"], color=expected, marker="x", markersize=8, label="implied",
           markerfacecolor=expected)  # fmt: skip
    points(axes, seen, frame[along], frame[observed], marker="o", markersize=6, label="observed")


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


def trend_in_words(n: int) -> str:
    """Say what the line among the residuals is; empty where there is none."""
    if not LEAST_FOR_TREND <= n <= MOST_FOR_TREND:
        return ""
    return say("The line among the residuals by fitted value is their smooth trend (lowess).")


def _caption(data: pd.DataFrame) -> str:
    what = say(
        "Normalised residuals of {n} scores: against normal quantiles, against fitted values, their correlations by "
        "the number of visits or sessions between (dots) with those that the model implies (crosses), and half their "
        "mean squared differences by distance in time in the same way.",
        n=number(len(data), 0),
    )
    return f"{what} {trend_in_words(len(data))}".strip()
