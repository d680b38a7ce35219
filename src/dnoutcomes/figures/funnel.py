"""The funnel: sites or therapists against what chance allows at their number of patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.figures.head import Head, draw_head, lay_out_head
from dnoutcomes.figures.key import SAMPLE, draw_sample
from dnoutcomes.figures.labels import shorten, text_width, wrap
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import Scale, scale_over, scale_that_fits
from dnoutcomes.figures.style import LINE_SPACING, Look, SeriesStyle
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.monitoring.funnel import LIMITS, Funnel

_PANEL_HEIGHTS = {"wide": 300.0, "narrow": 240.0}
_LINES = {"95 %": (0.0, (4.0, 2.5)), "99.8 %": (0.0, ())}
Array = NDArray[np.float64]
Box = tuple[float, float, float, float]

# Beside a point, below and above it, then at its corners: shift in pixels, rise in lines.
_AROUND = (
    (8.0, -0.5, "left"), (-8.0, -0.5, "right"), (0.0, 0.5, "center"), (0.0, -1.6, "center"),
    (8.0, 0.2, "left"), (8.0, -1.2, "left"), (-8.0, 0.2, "right"), (-8.0, -1.2, "right"),
)  # fmt: skip


def plot_funnel(
    funnel: Funnel, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw a funnel.

    Parameters
    ----------
    funnel : Funnel
        From `dnoutcomes.monitoring.funnel`. Units that it hides aren't drawn.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` are the funnel's points. A label that finds no room beside its point is in the data only.
    """
    look = Look.of(width, theme, ax)
    shown = _Shown(funnel)
    with look.context():
        return _draw(shown, _lay_out(shown, look), look)


@dataclass(frozen=True, eq=False)
class _Shown:
    funnel: Funnel

    @property
    def points(self) -> pd.DataFrame:
        return self.funnel.points[~self.funnel.points["hidden"]].reset_index(drop=True)

    @property
    def title(self) -> str:
        return f"{self.funnel.title}, {say_term(self.funnel.unit_of_value)}"

    @property
    def subtitle(self) -> str:
        better = say("Down is better.") if self.funnel.better == "lower" else say("Up is better.")
        inside = {
            "site": say("Inside the lines, a site is as far from 0 as chance takes it."),
            "therapist": say("Inside the lines, a therapist is as far from 0 as chance takes it."),
        }
        return f"{better} {inside[self.funnel.unit]}"

    @property
    def notes(self) -> list[str]:
        adjusted = say("Adjusted for case mix as far as it is recorded.")
        no_ranking = {
            "site": say("No ranking: the order of sites means nothing.")
            if self.funnel.named
            else say("No ranking: order and labels of sites mean nothing."),
            "therapist": say("No ranking: the order of therapists means nothing.")
            if self.funnel.named
            else say("No ranking: order and labels of therapists mean nothing."),
        }
        return [f"{adjusted} {no_ranking[self.funnel.unit]}", *self.funnel.notes]

    @property
    def alt_text(self) -> str:
        rows = []
        for row in self.points.itertuples():
            value = number(row.value, decimals_for(self.funnel.sd / np.sqrt(row.n)))
            beyond = [say("beyond the {limit} limit", limit=_limit_text(row.beyond))] if row.beyond else []
            rows.append(", ".join([f"{row.label}: {value}", patients(row.n), *beyond]))
        listed = f"{'; '.join(rows)}." if rows else ""
        parts = [say("Funnel plot."), f"{self.title}.", self.funnel.sentence, listed, *self.notes]
        return " ".join(filter(None, parts))

    @property
    def caption(self) -> str:
        inner, outer = (_limit_text(limit) for limit in LIMITS)
        lines = say("Lines: limits of {inner} and {outer} around 0.", inner=inner, outer=outer)
        return " ".join([f"{self.title}.", lines, self.funnel.sentence, *self.notes])


def _limit_text(limit: str) -> str:
    return f"{say_number(float(limit.removesuffix(' %')))} %"


@dataclass(frozen=True, eq=False)
class _Layout:
    head: Head
    down: Scale
    across: Scale
    left: float
    panel_width: float
    panel_height: float
    line: float
    note: list[str]
    height: float

    @property
    def panel_top(self) -> float:
        return self.head.bottom + self.line + 8

    @property
    def below(self) -> float:
        return self.panel_top + self.panel_height + 8

    def place(self, left: float, n: float, value: float) -> tuple[float, float]:
        """Pixels of a point, right of and below the top left corner of the figure."""
        x = left + self.panel_width * (n - self.across.low) / (self.across.high - self.across.low)
        y = self.panel_top + self.panel_height * (self.down.high - value) / (self.down.high - self.down.low)
        return float(x), float(y)


def _lay_out(shown: _Shown, look: Look) -> _Layout:
    size = look.width
    margin, line = float(size.margin), size.text * LINE_SPACING
    inner, points = size.pixels - 2 * margin, shown.points
    smallest = float(points["n"].min()) if len(points) else 1.0
    largest = float(points["n"].max()) if len(points) else 10.0
    reach = float(shown.funnel.half_width(np.array([smallest]), "99.8 %")[0])
    down = scale_over([-reach, reach, *points["value"]], 6)
    left = max(text_width(label, size.text) for label in down.labels) + 8
    panel_width = inner - left
    across = scale_that_fits([smallest, largest], panel_width, size.text, overhang=12, padding=0.08)
    note = [text for part in shown.notes for text in wrap(part, inner, size.small)]
    head = lay_out_head(shown.title, shown.subtitle, look)
    panel_height = _PANEL_HEIGHTS[size.name]
    height = (
        head.bottom
        + line
        + 8
        + panel_height
        + 8
        + 2 * line
        + 8
        + size.small * LINE_SPACING * len(note)
        + margin
    )
    return _Layout(head, down, across, left, panel_width, panel_height, line, note, height)


def _draw(shown: _Shown, layout: _Layout, look: Look) -> OutcomeFigure:
    margin = float(look.width.margin)
    figure = OutcomeFigure(
        look, layout.height, data=shown.funnel.points, alt_text=shown.alt_text, caption=shown.caption
    )
    draw_head(figure, layout.head)
    _draw_key(figure, layout)
    axes = figure.panel(margin + layout.left, layout.panel_top, layout.panel_width, layout.panel_height)
    _set_scales(axes, layout, look)
    n = _numbers_of_patients(shown.funnel, layout, 200)
    for limit in LIMITS:
        half = shown.funnel.half_width(n, limit)
        for side in (half, -half):
            axes.plot(n, side, color=look.theme.muted, linestyle=_LINES[limit], linewidth=1.1, zorder=2)
    style = look.series(1)
    axes.plot(
        shown.points["n"], shown.points["value"], linestyle="none", marker=style.marker, color=style.colour,
        label="units", zorder=4,
    )  # fmt: skip
    _write_labels(figure, shown.funnel, shown.points, layout)
    figure.write(
        margin + layout.left + layout.panel_width / 2,
        layout.below + layout.line,
        say("Patients"),
        align="center",
    )
    figure.write(margin, layout.below + 2 * layout.line + 8, layout.note, small=True, colour=look.theme.muted)
    return figure


def _draw_key(figure: OutcomeFigure, layout: _Layout) -> None:
    look, x = figure.look, float(figure.look.width.margin)
    for limit, line in _LINES.items():
        style = SeriesStyle(look.theme.muted, "", look.theme.muted, line)
        draw_sample(figure, x, x + SAMPLE, layout.head.bottom + look.width.text * 0.65, style)
        name = say("{limit} limits", limit=_limit_text(limit))
        figure.write(x + SAMPLE + 6, layout.head.bottom, name)
        x += SAMPLE + 6 + text_width(name, look.width.text) + 20


def _set_scales(axes: Axes, layout: _Layout, look: Look) -> None:
    axes.set_xlim(layout.across.low, layout.across.high)
    axes.set_xticks(layout.across.ticks, labels=layout.across.labels)
    axes.set_ylim(layout.down.low, layout.down.high)
    axes.set_yticks(layout.down.ticks, labels=layout.down.labels)
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.axhline(0, color=look.theme.ink, linewidth=0.9, zorder=2)


def _write_labels(figure: OutcomeFigure, funnel: Funnel, points: pd.DataFrame, layout: _Layout) -> None:
    """Write each label where it fits beside its point, those beyond a limit first, and clear of the lines if it can."""
    size = figure.look.width
    left, top = float(size.margin) + layout.left, layout.panel_top
    inside = (left, top, left + layout.panel_width, top + layout.panel_height)
    lines = [_around(*place, 1.5) for place in _line_places(funnel, layout, left)]
    at = [layout.place(left, n, value) for n, value in zip(points["n"], points["value"])]
    taken = [_around(x, y, 5.0) for x, y in at]
    for place in points.assign(inner=points["beyond"] == "").sort_values("inner", kind="stable").index:
        text = shorten(points["label"].iloc[place], 110, size.small)
        wide, high = text_width(text, size.small), size.small * LINE_SPACING
        others = [box for other, box in enumerate(taken) if other != place]
        for obstacles in ([*others, *lines], others):
            spot = _free_spot(at[place], (wide, high), inside, obstacles)
            if spot is not None:
                figure.write(spot[0] + 2, spot[1], text, small=True)
                taken.append(spot)
                break


def _free_spot(
    at: tuple[float, float], size: tuple[float, float], inside: Box, obstacles: list[Box]
) -> Box | None:
    """Return the first box around a point that holds the text and meets nothing."""
    wide, high = size
    for shift, rise, align in _AROUND:
        start = at[0] + shift - {"left": 0.0, "center": wide / 2, "right": wide}[align]
        y = at[1] + rise * high
        box = (start - 2, y, start + wide + 2, y + high)
        if _holds(inside, box) and not any(_meet(box, other) for other in obstacles):
            return box
    return None


def _numbers_of_patients(funnel: Funnel, layout: _Layout, count: int) -> Array:
    """Numbers across the panel that one unit can have and leave somebody to the others."""
    return np.linspace(max(layout.across.low, 0.5), min(layout.across.high, funnel.n_patients - 0.5), count)


def _line_places(funnel: Funnel, layout: _Layout, left: float) -> list[tuple[float, float]]:
    """Places along the limits and the line at 0, a few pixels apart."""
    counts = _numbers_of_patients(funnel, layout, int(layout.panel_width / 3))
    heights = [np.zeros(len(counts))]
    for limit in LIMITS:
        half = funnel.half_width(counts, limit)
        heights += [half, -half]
    return [layout.place(left, n, value) for line in heights for n, value in zip(counts, line)]


def _holds(outer: Box, box: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
