"""How much each patient moves a fit, with the rows of those to look at."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.marks import level, sticks
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, scale_room
from dnoutcomes.figures.scale import scale_over, scale_that_fits
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_count

if TYPE_CHECKING:
    from dnoutcomes.models import Influence

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
    return _page(data, rows, influence.threshold, look).draw(look)


def _page(data: pd.DataFrame, rows: list[str], threshold: float, look: Look) -> Page:
    up = scale_over([0.0, threshold, *data["cooks_distance"]], 5).above_zero()
    grid = Grid(look, 1, scale_room(look, up.labels))
    panel = Panel(
        lambda axes: _draw(axes, data, threshold, look),
        scale_that_fits(data["patient_number"], grid.width, look.width.text, overhang=8),
        up,
        axis_title=say("Patient, in the order of the data"),
    )
    return Page(
        say("Influence of single patients"),
        say("Cook's distance of each patient, in the order of the data. Above the line: worth a look."),
        [Panels(grid, [panel], (220.0, 220.0)), Words(_named(rows), small=False, above=10)],
        data,
        _alt_text(data, rows, threshold),
        _caption(len(data), threshold),
    )


def _named(rows: list[str]) -> str:
    if not rows:
        return say("None stands out.")
    return say("To look at, by the row where the patient begins: {rows}.", rows=", ".join(rows))


def _draw(axes: Axes, data: pd.DataFrame, threshold: float, look: Look) -> None:
    level(axes, look, threshold, dashed=True)
    # Patients of both arms: in no arm's colour.
    for named, colour, size, label in (
        (False, look.theme.muted, 2.0, "others"),
        (True, look.theme.series[2], 5.0, "to look at"),
    ):
        shown = data[data["named"] == named]
        sticks(axes, colour, shown["patient_number"], shown["cooks_distance"], label, size=size)


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
