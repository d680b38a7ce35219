"""The control chart: points month by month with the limits of chance, and the signals marked."""

from __future__ import annotations

from dataclasses import dataclass
from math import ceil

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.head import Head, draw_head, lay_out_head
from dnoutcomes.figures.key import SAMPLE, draw_sample
from dnoutcomes.figures.labels import text_width, wrap
from dnoutcomes.figures.number_text import MINUS, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.shown_chart import ShownChart
from dnoutcomes.figures.style import LINE_SPACING, LineStyle, Look, SeriesStyle
from dnoutcomes.language import say_term
from dnoutcomes.monitoring.control_chart import ControlChart

_PANEL_HEIGHTS = {"wide": 240.0, "narrow": 190.0}
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
    shown = ShownChart(chart)
    with look.context():
        return _draw(shown, _lay_out(shown, look), look)


@dataclass(frozen=True, eq=False)
class _Layout:
    head: Head
    scale: Scale
    left: float
    panel_width: float
    panel_height: float
    key: list[tuple[float, float, str]]
    key_height: float
    note: list[str]
    with_n: bool
    step: int
    line: float
    small_line: float
    height: float

    @property
    def panel_top(self) -> float:
        return self.head.bottom + self.key_height + 8

    @property
    def below(self) -> float:
        return self.panel_top + self.panel_height + 8


def _lay_out(shown: ShownChart, look: Look) -> _Layout:
    size = look.width
    margin, inner = float(size.margin), size.pixels - 2.0 * size.margin
    line, small_line = size.text * LINE_SPACING, size.small * LINE_SPACING
    points = shown.points
    numbers = points[["value", "centre", "lower", "upper", *(["low_value"] if "low_value" in points else [])]]
    scale = scale_over(numbers.to_numpy(dtype=float), 5)
    left = max(text_width(label, size.text) for label in scale.labels) + 8
    panel_width = inner - left
    slot = panel_width / max(len(points), 1)
    counts = [number(n, 0) for n in points["n"]]
    with_n = max((text_width(text, size.small) for text in counts), default=0.0) < slot - 3
    step = _label_step(points, slot, size.text)
    head = lay_out_head(shown.title, shown.subtitle, look)
    key, key_height = _place_key(shown.key, inner, size.text, line)
    note = [text for part in shown.notes for text in wrap(part, inner, size.small)]
    height = head.bottom + key_height + 8 + _PANEL_HEIGHTS[size.name] + 8 + line * (1 + with_n) + 10
    height += small_line * len(note) + margin
    return _Layout(
        head, scale, left, panel_width, _PANEL_HEIGHTS[size.name], key, key_height, note, with_n, step, line,
        small_line, height,
    )  # fmt: skip


def _label_step(points: pd.DataFrame, slot: float, size: float) -> int:
    """Every so manieth period is labelled, so that labels keep a distance."""
    widest = max((text_width(str(period), size) for period in points["period"]), default=0.0)
    return max(1, ceil((widest + 12) / slot))


def _place_key(
    names: list[str], inner: float, size: float, line: float
) -> tuple[list[tuple[float, float, str]], float]:
    places, x, y = [], 0.0, 0.0
    for name in names:
        needed = SAMPLE + 6 + text_width(say_term(name), size)
        if x > 0 and x + needed > inner:
            x, y = 0.0, y + line + 2
        places.append((x, y, name))
        x += needed + 20
    return places, y + line


def _styles(look: Look) -> dict[str, SeriesStyle]:
    value, signal = look.theme.series[1], look.theme.series[0]
    return {
        "value": SeriesStyle(value, "o", value, _SOLID),
        "centre line": SeriesStyle(look.theme.ink, "", look.theme.ink, _SOLID),
        "limits": SeriesStyle(look.theme.muted, "", look.theme.muted, _DASHED),
        # A ring of another shape around the point: not by colour alone.
        "signal": SeriesStyle(signal, "D", look.theme.paper, (0.0, (0.01, 1000.0))),
    }


def _draw(shown: ShownChart, layout: _Layout, look: Look) -> OutcomeFigure:
    margin, styles = float(look.width.margin), _styles(look)
    figure = OutcomeFigure(
        look, layout.height, data=shown.chart.points, alt_text=shown.alt_text, caption=shown.caption
    )
    draw_head(figure, layout.head)
    for x, y, name in layout.key:
        left, top = margin + x, layout.head.bottom + y
        draw_sample(figure, left, left + SAMPLE, top + look.width.text * 0.65, styles[name])
        figure.write(left + SAMPLE + 6, top, say_term(name))
    axes = figure.panel(margin + layout.left, layout.panel_top, layout.panel_width, layout.panel_height)
    _set_scales(axes, shown, layout, look)
    _draw_limits(axes, shown.points, styles)
    _draw_values(axes, shown.points, styles)
    _write_below(figure, shown, layout)
    return figure


def _set_scales(axes: Axes, shown: ShownChart, layout: _Layout, look: Look) -> None:
    n = max(len(shown.points), 1)
    axes.set_xlim(-0.5, n - 0.5)
    axes.set_xticks(range(0, n, layout.step), labels=[])
    axes.set_ylim(layout.scale.low, layout.scale.high)
    axes.set_yticks(layout.scale.ticks, labels=layout.scale.labels)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    starts = np.flatnonzero(np.diff(shown.points["phase"])) + 1
    for start in starts:
        axes.axvline(start - 0.5, color=look.theme.muted, linewidth=0.9, linestyle=(0, (1, 2)), zorder=1)


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


def _write_below(figure: OutcomeFigure, shown: ShownChart, layout: _Layout) -> None:
    """Write the periods, the n of each point where they fit, and the notes."""
    size, margin = figure.look.width, float(figure.look.width.margin)
    points = shown.points
    slot = layout.panel_width / max(len(points), 1)
    y = layout.below
    for place, period in enumerate(points["period"]):
        x = margin + layout.left + (place + 0.5) * slot
        half = text_width(str(period), size.text) / 2
        if place % layout.step == 0 and x + half <= size.pixels - 2:
            figure.write(x, y, period, align="center")
        if layout.with_n:
            text = "–" if points["hidden"].iloc[place] else number(points["n"].iloc[place], 0)
            figure.write(x, y + layout.line, text.replace(MINUS, ""), align="center", small=True)
    if layout.with_n:
        figure.write(margin, y + layout.line, "n", small=True, colour=figure.look.theme.muted)
    top = y + layout.line * (1 + layout.with_n) + 10
    figure.write(margin, top, layout.note, small=True, colour=figure.look.theme.muted)
