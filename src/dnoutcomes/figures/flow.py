"""The flow: patients of each arm from the file to every visit, and those who left with their reasons."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.figures.flow_chart import FlowChart
from dnoutcomes.figures.flow_data import flow_of
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say
from dnoutcomes.plan import Plan


def plot_flow(
    flow: AnalysisData | pd.DataFrame,
    *,
    plan: Plan | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw who was in the file, who was left out and why, who was analysed, and who was seen at each visit.

    Parameters
    ----------
    flow : AnalysisData or pandas.DataFrame
        The analysis, or a frame as from `patient_flow`, perhaps with a column `state`, which says of each number
        whether it is shown, and else why not. One that is missing is not recorded unless its state says otherwise.
    plan : Plan, optional
        Says when visits are. An `AnalysisData` brings its own.
    width : {"wide", "narrow"}
        For a page (720 pixels, arms side by side) or a phone (340, one below the other).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` is the frame of the flow with the column `state`.

    Raises
    ------
    DataError
        A column is missing, there is no such state, or the counts don't add up.

    Examples
    --------
    >>> rows = [("in the file", "", "", 20), ("analysed", "", "", 20), ("seen", "W12", "", 17),
    ...         ("not seen", "W12", "not seen again", 3)]
    >>> frame = pd.DataFrame(rows, columns=["stage", "visit", "reason", "n_patients"]).assign(arm="needling")
    >>> plot_flow(frame, plan=Plan()).alt_text.split(": ", 2)[2]
    '20 in the file; 20 analysed; Week 12: 17 seen, not seen: 3 (3 not seen again).'
    """
    look = Look.of(width, theme, ax)
    shown = flow_of(flow, plan)
    page = Page(
        say("Flow of patients"),
        say("Boxes on the right: who is not in the step, and why."),
        [FlowChart(shown)],
        shown.frame,
        shown.alt_text,
        shown.caption,
    )
    return page.draw(look)
