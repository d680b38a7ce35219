"""How much each patient moves a fit, with the rows of those to look at."""

from __future__ import annotations

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
from dnoutcomes.language import say, say_count

if TYPE_CHECKING:
    from dnoutcomes.models import Influence

_PANEL_HEIGHT = 220.0
_MOST_NAMED = 8


def plot_influence(
    influence: Influence, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw Cook's distance of every patient and name the rows of those who stand out.

    Parameters
    ----------
    influence : Influence
        From `influence(fit)`.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per patient: `patient_number` in the order of the data, `cooks_distance`, `leverage`,
        `named`.
        Patients are named by the row of the data where they begin, never by an identifier.
    """
    look = Look.of(width, theme, ax)
    frame = influence.frame
    rows = [str(row) for row in influence.to_look_at(_MOST_NAMED)["row"]]
    data = pd.DataFrame(
        {
            "patient_number": np.arange(1, len(frame) + 1),
            "cooks_distance": frame["cooks_distance"],
            "leverage": frame["leverage"],
            "named": frame["row"].astype(str).isin(rows),
        }
    )
    with look.context():
        return _draw(data, rows, influence.threshold, look)


def _draw(data: pd.DataFrame, rows: list[str], threshold: float, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    subtitle = say("Cook's distance of each patient, in the order of the data. Above the line: worth a look.")
    head = lay_out_head(say("Influence of single patients"), subtitle, look)
    along = scale_over([0.0, threshold, *data["cooks_distance"]], 5)
    left = max(text_width(label, look.width.text) for label in along.labels) + 8
    panel_width = look.width.pixels - 2 * margin - left
    named = wrap_lines(_named(rows), look.width.pixels - 2 * margin, look.width.text, 4)
    below = head.bottom + _PANEL_HEIGHT + 8 + 2 * line + 10
    figure = OutcomeFigure(
        look,
        below + line * len(named) + margin,
        data=data,
        alt_text=_alt_text(data, rows, threshold),
        caption=_caption(len(data), threshold),
    )
    draw_head(figure, head)
    axes = figure.panel(margin + left, head.bottom, panel_width, _PANEL_HEIGHT)
    across = scale_that_fits(data["patient_number"], panel_width, look.width.text, overhang=8)
    axes.set_xlim(across.low, across.high)
    axes.set_xticks(across.ticks, labels=across.labels)
    axes.set_ylim(0.0, along.high)
    shown = [(tick, label) for tick, label in zip(along.ticks, along.labels) if tick >= 0]
    axes.set_yticks([tick for tick, _ in shown], labels=[label for _, label in shown])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    _sticks(axes, data, threshold, look)
    figure.write(
        margin + left + panel_width / 2,
        head.bottom + _PANEL_HEIGHT + 8 + line,
        say("Patient, in the order of the data"),
        align="center",
    )
    figure.write(margin, below, named)
    return figure


def _named(rows: list[str]) -> str:
    if not rows:
        return say("None stands out.")
    return say("To look at, by the row where the patient begins: {rows}.", rows=", ".join(rows))


def _sticks(axes: Axes, data: pd.DataFrame, threshold: float, look: Look) -> None:
    for named, series, label in ((False, look.series(0), "others"), (True, look.series(1), "to look at")):
        mine = data[data["named"] == named]
        many = len(data) > 2000
        axes.vlines(
            mine["patient_number"],
            0.0,
            mine["cooks_distance"],
            colors=series.colour,
            linewidth=0.8,
            rasterized=many,
        )
        axes.plot(
            mine["patient_number"],
            mine["cooks_distance"],
            linestyle="none",
            marker="o" if named else ".",
            markersize=5 if named else 3,
            color=series.colour,
            label=label,
            rasterized=many,
        )
    axes.axhline(threshold, color=look.theme.ink, linewidth=0.9, linestyle=(0, (5, 2)), zorder=1)


def _alt_text(data: pd.DataFrame, rows: list[str], threshold: float) -> str:
    above = int((data["cooks_distance"] > threshold).sum())
    alone = int(data["cooks_distance"].isna().sum())
    said = [
        say_count("Cook's distance of {n} patient.", "Cook's distance of {n} patients.", len(data)),
        say_count(
            "The largest is {largest}; {n} lies above {limit}.",
            "The largest is {largest}; {n} lie above {limit}.",
            above,
            largest=number(float(data["cooks_distance"].max()), 3),
            limit=number(threshold, 3),
        ),
    ]
    if rows:
        said.append(say("Rows to look at: {rows}.", rows=", ".join(rows)))
    if alone:
        said.append(say("Without {n} of them a coefficient can't be estimated.", n=number(alone, 0)))
    return " ".join(said)


def _caption(n_patients: int, threshold: float) -> str:
    return say(
        "Cook's distance of {n} patients: how far all coefficients move when the patient is left out, the covariance "
        "held at its estimate. The line is 4 divided by the number of patients, {limit}.",
        n=number(n_patients, 0),
        limit=number(threshold, 3),
    )
