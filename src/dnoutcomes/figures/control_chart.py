"""The control chart: points month by month with the limits of chance, and the signals marked."""

from __future__ import annotations

from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.marks import level
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.shown_chart import ShownChart
from dnoutcomes.figures.style import LineStyle, Look, SeriesStyle
from dnoutcomes.language import say_term
from dnoutcomes.monitoring.control_chart import ControlChart

_SOLID: LineStyle = "solid"
_DASHED = (0.0, (4.0, 2.5))


def plot_control_chart(
    chart: ControlChart, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw a control chart.

    Parameters
    ----------
    chart : ControlChart
        From `control_charts` or one of the chart functions. What it hides stays hidden.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` are the chart's points. The rules are stated below the chart.

    Examples
    --------
    >>> import pandas as pd
    >>> from dnoutcomes.monitoring import individuals_chart
    >>> points = pd.DataFrame({"period": ["2025-01", "2025-02", "2025-03"], "n": 20, "value": [3.0, 5.0, 4.0]})
    >>> plot_control_chart(individuals_chart(points, title="Pain")).alt_text.split(". ")[1]
    'Pain: 3 points are too few to tell a change from chance; 12 are needed'
    """
    look = Look.of(width, theme, ax)
    return _page(ShownChart(chart), look).draw(look)


def _page(shown: ShownChart, look: Look) -> Page:
    points, styles = shown.points, _styles(look)
    numbers = points[[name for name in ("value", "centre", "lower", "upper", "low_value") if name in points]]
    up = scale_over(numbers.to_numpy(dtype=float), 5)
    grid = Grid(look, 1, max(text_width(label, look.width.text) for label in up.labels) + 8)
    n = max(len(points), 1)
    step = _label_step(points, grid.width / n, look.width.text)
    every = range(0, n, step)
    panel = Panel(
        lambda axes: _draw(axes, points, styles, look),
        Scale(-0.5, n - 0.5, tuple(map(float, every)), ("",) * len(every)),
        up,
        columns=[(place + 0.5) * grid.width / n for place in range(n)],
        rows=_rows(points, grid, step),
        ticks_in_rows=True,
    )
    return Page(
        shown.title,
        shown.subtitle,
        [Panels(grid, [panel], (240.0, 190.0)), Words(shown.notes, above=10)],
        shown.chart.points,
        shown.alt_text,
        shown.caption,
        [(say_term(name), styles[name]) for name in shown.key],
    )


def _rows(points: pd.DataFrame, grid: Grid, step: int) -> list[Row]:
    """The periods, and the number of patients behind each point where the numbers fit."""
    look, slot = grid.look, grid.width / max(len(points), 1)
    periods = []
    for place, period in enumerate(map(str, points["period"])):
        end = grid.left_of(0) + (place + 0.5) * slot + text_width(period, look.width.text) / 2
        periods.append([period] if place % step == 0 and end <= look.width.pixels - 2 else [])
    counts = ["–" if hidden else number(n, 0) for hidden, n in zip(points["hidden"], points["n"])]
    rows = [Row(periods)]
    if max((text_width(text, look.width.small) for text in counts), default=0.0) < slot - 3:
        rows.append(Row([[text] for text in counts], "n", small=True))
    return rows


def _label_step(points: pd.DataFrame, slot: float, size: float) -> int:
    """Every so manieth period is labelled, so that labels keep a distance."""
    widest = max((text_width(str(period), size) for period in points["period"]), default=0.0)
    return max(1, ceil((widest + 12) / slot))


def _styles(look: Look) -> dict[str, SeriesStyle]:
    value, signal = look.theme.series[1], look.theme.series[0]
    return {
        "value": SeriesStyle(value, "o", value, _SOLID),
        "centre line": SeriesStyle(look.theme.ink, "", look.theme.ink, _SOLID),
        "limits": SeriesStyle(look.theme.muted, "", look.theme.muted, _DASHED),
        # A ring of another shape around the point: not by colour alone.
        "signal": SeriesStyle(signal, "D", look.theme.paper, (0.0, (0.01, 1000.0))),
    }


def _draw(axes: Axes, points: pd.DataFrame, styles: dict[str, SeriesStyle], look: Look) -> None:
    for start in np.flatnonzero(np.diff(points["phase"])) + 1:
        level(axes, look, start - 0.5, upright=True, dotted=True)
    _draw_limits(axes, points, styles)
    _draw_values(axes, points, styles)


def _draw_limits(axes: Axes, points: pd.DataFrame, styles: dict[str, SeriesStyle]) -> None:
    """Centre line and limits as steps, phase by phase, each across the width of its points."""
    for _, phase in points.groupby("phase"):
        edges = np.append(phase.index.to_numpy(), phase.index[-1] + 1) - 0.5
        for name, column in (("centre line", "centre"), ("limits", "lower"), ("limits", "upper")):
            values = phase[column].to_numpy(dtype=float)
            if np.isfinite(values).any():
                axes.stairs(
                    values, edges, baseline=None, color=styles[name].colour, linestyle=styles[name].line,
                    linewidth=1.1, zorder=2,
                )  # fmt: skip


def _draw_values(axes: Axes, points: pd.DataFrame, styles: dict[str, SeriesStyle]) -> None:
    style = styles["value"]
    columns = [name for name in ("value", "low_value") if name in points.columns]
    for column in columns:
        axes.plot(
            points.index, points[column], color=style.colour, marker=style.marker, markersize=4.5, linewidth=1.2,
            label=column, zorder=4,
        )  # fmt: skip
    marked = points[points["signal"] != ""]
    heights = marked["value"]
    if "low_value" in points.columns:
        heights = heights.where(marked["value"] >= -marked["low_value"], marked["low_value"])
    axes.plot(
        marked.index,
        heights,
        linestyle="none",
        marker=styles["signal"].marker,
        markersize=8.5,
        markerfacecolor="none",
        markeredgecolor=styles["signal"].colour,
        markeredgewidth=1.6,
        label="signal",
        zorder=3,
    )
