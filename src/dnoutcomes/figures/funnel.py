"""The funnel: sites, therapists or other units against what chance allows at their number of patients."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.figures.marks import joined, level, points
from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, scale_room
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.plan_words import better_in_words
from dnoutcomes.figures.point_labels import PointLabel, write_point_labels
from dnoutcomes.figures.scale import Scale, scale_over, scale_that_fits
from dnoutcomes.figures.series_style import LineStyle, SeriesStyle
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.monitoring.funnel import LIMITS, Funnel

Array = NDArray[np.float64]
_LINES: dict[str, LineStyle] = {"95 %": (0.0, (4.0, 2.5)), "99.8 %": "solid"}


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
        return self.funnel.shown

    @property
    def title(self) -> str:
        return f"{self.funnel.title}, {say_term(self.funnel.unit_of_value)}"

    @property
    def subtitle(self) -> str:
        inside = say("Inside the lines, a point is as far from 0 as chance takes it.")
        return f"{better_in_words(self.funnel.better)} {inside}"

    @property
    def notes(self) -> list[str]:
        adjusted = say("Adjusted for case mix as far as it is recorded.")
        _, several = self.funnel.unit.words
        no_ranking = (
            say("No ranking: the order of {units} means nothing.", units=several)
            if self.funnel.named
            else say("No ranking: order and labels of {units} mean nothing.", units=several)
        )
        return [f"{adjusted} {no_ranking}", *self.funnel.notes]

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
    funnel, units = shown.funnel, shown.points
    smallest, largest = (units["n"].min(), units["n"].max()) if len(units) else (1.0, 10.0)
    reach = float(funnel.half_width(np.array([smallest], dtype=float), list(LIMITS)[-1])[0])
    up = scale_over([-reach, reach, *units["value"]], 6)
    grid = Grid(look, 1, scale_room(look, up.labels))
    across = scale_that_fits([smallest, largest], grid.width, look.width.text, overhang=12, padding=0.08)
    panel = Panel(
        lambda axes: _draw(axes, funnel, units, across, look), across, up, axis_title=say("Patients")
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


def _draw(axes: Axes, funnel: Funnel, units: pd.DataFrame, across: Scale, look: Look) -> None:
    level(axes, look)
    # From and to numbers of patients that one unit can have and leave somebody to the others.
    n = np.linspace(max(across.low, 0.5), min(across.high, funnel.n_patients - 0.5), 200)
    curves = [side * funnel.half_width(n, limit) for limit in LIMITS for side in (1, -1)]
    for curve, limit in zip(curves, [limit for limit in LIMITS for _ in (1, -1)]):
        joined(axes, _limit_style(limit, look), n, curve, "", linewidth=1.1, zorder=2)
    points(axes, look.series(1), units["n"], units["value"], label="units")
    # Who is beyond the limits is named first.
    order = units.sort_values("beyond", key=lambda beyond: beyond == "", kind="stable")
    labels = [PointLabel(row.label, row.n, row.value) for row in order.itertuples()]
    lines = [(place, height) for curve in [np.zeros(len(n)), *curves] for place, height in zip(n, curve)]
    write_point_labels(axes, labels, lines, look)
