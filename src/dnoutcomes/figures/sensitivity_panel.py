"""The sensitivity panel as a figure: one line per method on one scale."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.forest import draw_forest
from dnoutcomes.figures.forest_data import Forest
from dnoutcomes.figures.number_text import decimals_for, interval, level_text
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.shown import shown_estimate
from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan
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
    return draw_forest(_forest_of(panel), Look.of(width, theme, ax))


@dataclass(frozen=True, eq=False)
class _PanelForest(Forest):
    """The methods of a panel arranged as a forest.

    Attributes
    ----------
    shares : str
        The differences in shares of responders, in words.
    panel_plan : Plan
    """

    shares: str
    panel_plan: Plan

    @property
    def title(self) -> str:
        """What is compared, and when."""
        instrument = self.panel_plan.instrument
        return say(
            "{outcome}: the same comparison by every method at {when}, {unit}",
            outcome=say_term(instrument.label),
            when=visit_in_words(self.visit, self.panel_plan),
            unit=say_term(instrument.unit),
        )

    @property
    def subtitle(self) -> str:
        """Which arm less which, and what the marks are."""
        arms = say(
            "{treated} minus {reference}.",
            treated=arm_in_words(self.panel_plan.treated_arm, self.panel_plan),
            reference=arm_in_words(self.panel_plan.reference_arm, self.panel_plan),
        )
        bars = say("Bars: {level} intervals.", level=level_text(self.confidence_level))
        return f"{arms[:1].upper()}{arms[1:]} {bars}"

    @property
    def by_in_words(self) -> str:
        """What the rows are."""
        return say("method")

    @property
    def names(self) -> list[str]:
        """The methods, as printed."""
        return [say_term(method) for method in self.frame["group"]]

    @property
    def test(self) -> str:
        """What can't stand on the scale of the others."""
        return self.shares

    @property
    def caption(self) -> str:
        """Whom the rows are about and how they may be read together."""
        reading = say(
            "The rows answer for different patients and take missing scores for different things, as the table beside "
            "this figure says; all use the same data, so that agreement is no repeated finding."
        )
        population = say_term(self.panel_plan.estimand.population)
        return f"{self.title}. {reading} {say('Population: {population}.', population=population)}"


def _forest_of(panel: SensitivityPanel) -> _PanelForest:
    frame = panel.estimates.frame
    rows = frame[frame["scale"] != SHARE].reset_index(drop=True)
    rows = rows.assign(group=rows["method"], is_overall=False, hidden=False)
    decimals = decimals_for(float(rows["std_error"].median()))
    rows["text"] = [shown_estimate(row).text(decimals) for row in rows.to_dict("records")]
    return _PanelForest(
        rows,
        "method",
        None,
        panel.plan,
        str(frame["visit"].iloc[0]),
        str(frame["contrast"].iloc[0]),
        panel.estimates.confidence_level,
        _in_percent(frame[frame["scale"] == SHARE]),
        panel.plan,
    )


def _in_percent(shares: pd.DataFrame) -> str:
    rows = []
    for _, row in shares[shares["estimate"].notna()].iterrows():
        text = interval(100 * row["estimate"], 100 * row["conf_low"], 100 * row["conf_high"], 0)
        rows.append(f"{say_term(row['method'])}: {text}")
    if not rows:
        return ""
    return say("Difference in the share of responders, percentage points. {rows}.", rows="; ".join(rows))
