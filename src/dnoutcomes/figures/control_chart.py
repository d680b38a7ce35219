"""The control chart: points month by month with the limits of chance, and the signals marked."""

from __future__ import annotations

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.figures.labels import label_step, text_width
from dnoutcomes.figures.marks import joined, level, steps
from dnoutcomes.figures.marks import points as rings
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row, scale_room
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.series_style import SeriesStyle
from dnoutcomes.figures.shown_chart import ShownChart
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say_term
from dnoutcomes.monitoring.control_chart import ControlChart

_NUMBERS = ["value", "low_value", "centre", "lower", "upper"]


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
    up = scale_over(points.reindex(columns=_NUMBERS).to_numpy(dtype=float), 5)
    grid = Grid(look, 1, scale_room(look, up.labels))
    n = max(len(points), 1)
    slot = grid.width / n
    step = label_step(list(map(str, points["period"])), slot, look.width.text)
    panel = Panel(
        lambda axes: _draw(axes, points, styles, look),
        Scale(-0.5, n - 0.5, tuple(map(float, range(0, n, step))), ("",) * len(range(0, n, step))),
        up,
        columns=[(place + 0.5) * slot for place in range(n)],
        rows=_rows(points, grid, slot, step),
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


def _rows(points: pd.DataFrame, grid: Grid, slot: float, step: int) -> list[Row]:
    """The periods, and the number of patients behind each point where the numbers fit."""
    look = grid.look
    # Beyond the last column there is the margin alone.
    room = [slot * (len(points) - place - 0.5) + look.width.margin - 2 for place in range(len(points))]
    periods = [
        [period] if place % step == 0 and text_width(period, look.width.text) / 2 <= room[place] else []
        for place, period in enumerate(map(str, points["period"]))
    ]
    counts = [_count_text(state, n) for state, n in zip(points["state"], points["n"])]
    if label_step(counts, slot + 9, look.width.small) > 1:
        return [Row(periods)]
    return [Row(periods), Row([[text] for text in counts], "n", small=True)]


def _count_text(state: State, n: float) -> str:
    """What stands behind a point: a dash where it may not be shown, and nothing where nobody has said it."""
    if state in NOT_TO_BE_SHOWN:
        return "–"
    return number(n, 0) if np.isfinite(n) else ""


def _styles(look: Look) -> dict[str, SeriesStyle]:
    value, signal = look.theme.series[1], look.theme.series[0]
    return {
        "value": SeriesStyle(value, "o", value, "solid"),
        "centre line": SeriesStyle(look.theme.ink, "", look.theme.ink, "solid"),
        "limits": SeriesStyle(look.theme.muted, "", look.theme.muted, (0.0, (4.0, 2.5))),
        # A ring of another shape around the point: not by colour alone.
        "signal": SeriesStyle(signal, "D", "none", (0.0, (0.01, 1000.0))),
    }


def _draw(axes: Axes, points: pd.DataFrame, styles: dict[str, SeriesStyle], look: Look) -> None:
    for start in np.flatnonzero(np.diff(points["phase"])) + 1:
        level(axes, look, start - 0.5, upright=True, dotted=True)
    # Centre line and limits phase by phase, each across the width of its points.
    for _, phase in points.groupby("phase"):
        edges = np.append(phase.index.to_numpy(), phase.index[-1] + 1) - 0.5
        for name, column in (("centre line", "centre"), ("limits", "lower"), ("limits", "upper")):
            if phase[column].notna().any():
                steps(axes, styles[name], edges, phase[column].to_numpy(dtype=float))
    for column in ("value", "low_value"):
        if column in points:
            joined(axes, styles["value"], points.index, points[column], column, marker="o", markersize=4.5,
                   linewidth=1.2, zorder=4)  # fmt: skip
    marked = points[points["signal"] != ""]
    heights = marked["value"]
    if "low_value" in points:
        # Of the two sums, the one that is further from 0.
        heights = heights.where(heights >= -marked["low_value"], marked["low_value"])
    rings(
        axes,
        styles["signal"],
        marked.index,
        heights,
        label="signal",
        markersize=8.5,
        markeredgewidth=1.6,
        zorder=3,
    )
