"""The funnel: sites or therapists against what chance allows at their number of patients."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.figures.labels import shorten, text_width
from dnoutcomes.figures.marks import joined, level, points
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import ASCENT, OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import Scale, scale_over, scale_that_fits
from dnoutcomes.figures.style import PIXELS_PER_INCH, POINTS_PER_PIXEL, LineStyle, Look, SeriesStyle
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.monitoring.funnel import LIMITS, Funnel

_LINES: dict[str, LineStyle] = {"95 %": (0.0, (4.0, 2.5)), "99.8 %": "solid"}
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
    return _page(shown, look).draw(look)


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


def _page(shown: _Shown, look: Look) -> Page:
    funnel, points = shown.funnel, shown.points
    smallest = float(points["n"].min()) if len(points) else 1.0
    largest = float(points["n"].max()) if len(points) else 10.0
    reach = float(funnel.half_width(np.array([smallest]), list(LIMITS)[-1])[0])
    up = scale_over([-reach, reach, *points["value"]], 6)
    grid = Grid(look, 1, max(text_width(label, look.width.text) for label in up.labels) + 8)
    across = scale_that_fits([smallest, largest], grid.width, look.width.text, overhang=12, padding=0.08)
    panel = Panel(
        lambda axes: _draw(axes, funnel, points, (across, up), look), across, up, axis_title=say("Patients")
    )
    return Page(
        shown.title,
        shown.subtitle,
        [Panels(grid, [panel], (300.0, 240.0)), Words(shown.notes, above=8)],
        funnel.points,
        shown.alt_text,
        shown.caption,
        [(say("{limit} limits", limit=_limit_text(limit)), _limit_style(limit, look)) for limit in LIMITS],
    )


def _limit_style(limit: str, look: Look) -> SeriesStyle:
    return SeriesStyle(look.theme.muted, "", look.theme.muted, _LINES[limit])


def _draw(axes: Axes, funnel: Funnel, shown: pd.DataFrame, scales: tuple[Scale, Scale], look: Look) -> None:
    level(axes, look)
    n = _numbers_of_patients(funnel, scales[0], 200)
    for limit in LIMITS:
        half = funnel.half_width(n, limit)
        for side in (half, -half):
            joined(axes, _limit_style(limit, look), n, side, "", linewidth=1.1, zorder=2)
    points(axes, look.series(1), shown["n"], shown["value"], label="units")
    _write_labels(axes, funnel, shown, scales, look)


def _write_labels(
    axes: Axes, funnel: Funnel, points: pd.DataFrame, scales: tuple[Scale, Scale], look: Look
) -> None:
    """Write each label where it fits beside its point, those beyond a limit first, and clear of the lines if it can."""
    place = _pixels(axes, scales)
    inside = (0.0, 0.0, *place(scales[0].high, scales[1].low))
    lines = [_around(*place(n, value), 1.5) for n, value in _line_places(funnel, scales, inside[2])]
    at = [place(n, value) for n, value in zip(points["n"], points["value"])]
    taken = [_around(x, y, 5.0) for x, y in at]
    for row in points.assign(inner=points["beyond"] == "").sort_values("inner", kind="stable").index:
        text = shorten(points["label"].iloc[row], 110, look.width.small)
        size = text_width(text, look.width.small), look.small_line
        others = [box for other, box in enumerate(taken) if other != row]
        for obstacles in ([*others, *lines], others):
            spot = _free_spot(at[row], size, inside, obstacles)
            if spot is not None:
                _write(axes, text, (spot[0] + 2, spot[1]), inside, look)
                taken.append(spot)
                break


def _pixels(axes: Axes, scales: tuple[Scale, Scale]) -> Callable[[float, float], tuple[float, float]]:
    """Where a point stands, in pixels right of and below the top left corner of its plot."""
    across, up = scales
    box = axes.get_window_extent().transformed(axes.figure.dpi_scale_trans.inverted())
    wide, high = PIXELS_PER_INCH * box.width, PIXELS_PER_INCH * box.height

    def place(n: float, value: float) -> tuple[float, float]:
        x = wide * (n - across.low) / (across.high - across.low)
        return float(x), float(high * (up.high - value) / (up.high - up.low))

    return place


def _write(axes: Axes, text: str, at: tuple[float, float], inside: Box, look: Look) -> None:
    """Write a label whose top left corner is here, as every text of a figure is written."""
    baseline = at[1] + ASCENT * look.width.small
    axes.text(
        at[0] / inside[2], 1 - baseline / inside[3], text, transform=axes.transAxes, va="baseline",
        size=look.width.small * POINTS_PER_PIXEL, color=look.theme.ink, parse_math=False, **look.lettering,
    )  # fmt: skip


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


def _numbers_of_patients(funnel: Funnel, across: Scale, count: int) -> Array:
    """Numbers across the plot that one unit can have and leave somebody to the others."""
    return np.linspace(max(across.low, 0.5), min(across.high, funnel.n_patients - 0.5), count)


def _line_places(funnel: Funnel, scales: tuple[Scale, Scale], width: float) -> list[tuple[float, float]]:
    """Places along the limits and the line at 0, a few pixels apart."""
    counts = _numbers_of_patients(funnel, scales[0], int(width / 3))
    heights = [np.zeros(len(counts))]
    for limit in LIMITS:
        half = funnel.half_width(counts, limit)
        heights += [half, -half]
    return [(float(n), float(value)) for line in heights for n, value in zip(counts, line)]


def _holds(outer: Box, box: Box) -> bool:
    return box[0] >= outer[0] and box[1] >= outer[1] and box[2] <= outer[2] and box[3] <= outer[3]


def _around(x: float, y: float, reach: float) -> Box:
    return x - reach, y - reach, x + reach, y + reach


def _meet(one: Box, other: Box) -> bool:
    return min(one[2], other[2]) > max(one[0], other[0]) and min(one[3], other[3]) > max(one[1], other[1])
