"""The sensitivity panel as a figure: one line per method on one scale."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.forest import forest_page
from dnoutcomes.figures.forest_data import Forest, difference_words, with_texts
from dnoutcomes.figures.number_text import interval, level_text
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term
from dnoutcomes.sensitivity.methods import SHARE
from dnoutcomes.sensitivity.panel import SensitivityPanel


def plot_sensitivity(
    panel: SensitivityPanel, *, width: str = "wide", theme: str = "light", ax: Axes | None = None
) -> OutcomeFigure:
    """Draw the differences of all methods under each other, and the shares of responders in words.

    Parameters
    ----------
    panel : SensitivityPanel
        From `sensitivity_panel(analysis)`.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per method whose effect is in points of the outcome.
    """
    look = Look.of(width, theme, ax)
    return forest_page(_forest_of(panel), look).draw(look)


def _forest_of(panel: SensitivityPanel) -> Forest:
    frame, plan, level = panel.estimates.frame, panel.plan, panel.estimates.confidence_level
    rows = frame[frame["scale"] != SHARE]
    rows = with_texts(rows.assign(group=rows["method"], is_overall=False))
    title = say(
        "{outcome}: the same comparison by every method at {when}, {unit}",
        outcome=say_term(plan.instrument.label),
        when=visit_in_words(str(frame["visit"].iloc[0]), plan),
        unit=say_term(plan.instrument.unit),
    )
    reading = say(
        "The rows answer for different patients and take missing scores for different things, as the table beside this "
        "figure says; all use the same data, so that agreement is no repeated finding."
    )
    population = say("Population: {population}.", population=say_term(plan.estimand.population))
    return Forest(
        rows,
        [say_term(method) for method in rows["method"]],
        say("method"),
        title,
        f"{difference_words(plan)} {say('Bars: {level} intervals.', level=level_text(level))}",
        f"{title}. {reading} {population}",
        level,
        plan,
        _in_percent(frame[frame["scale"] == SHARE]),
    )


def _in_percent(shares: pd.DataFrame) -> str:
    rows = []
    for _, row in shares[shares["estimate"].notna()].iterrows():
        text = interval(100 * row["estimate"], 100 * row["conf_low"], 100 * row["conf_high"], 0)
        rows.append(f"{say_term(row['method'])}: {text}")
    if not rows:
        return ""
    return say("Difference in the share of responders, percentage points. {rows}.", rows="; ".join(rows))
