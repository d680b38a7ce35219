"""The waterfall: every patient's change side by side, from the one who got worst to the one who improved most."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.marks import level, stairs
from dnoutcomes.figures.number_text import percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels, scale_room
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.plan_words import population_of_plan, visit_in_words
from dnoutcomes.figures.scale import scale_over
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_count, say_term
from dnoutcomes.plan import Plan

Array = NDArray[np.float64]


def plot_waterfall(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the change of every patient seen at a visit, sorted, in a panel per arm.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        Default: the primary visit.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per patient, without identifiers: `arm`, `change`.
    """
    look = Look.of(width, theme, ax)
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    rows = analysis.at_visit(name)
    arms = arms_of([plan.reference_arm, plan.treated_arm], look, plan)
    shown = _Waterfall(_sorted(rows, plan), arms, plan, name)
    return shown.page(look).draw(look)


def _sorted(rows: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """Changes of the patients, arm by arm from the worst to the best."""
    worst_first = rows[["arm", "change"]].sort_values(
        "change", ascending=plan.instrument.better_sign > 0, kind="stable"
    )
    return worst_first.assign(arm=worst_first["arm"].astype(str)).reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Waterfall:
    bars: pd.DataFrame
    arms: list[Arm]
    plan: Plan
    visit: str

    @property
    def title(self) -> str:
        instrument = self.plan.instrument
        return say(
            "{outcome}: change at {when}, {unit}",
            outcome=say_term(instrument.label),
            when=visit_in_words(self.visit, self.plan),
            unit=say_term(instrument.unit),
        )

    @property
    def subtitle(self) -> str:
        bars = say("Each bar is one patient, sorted from worst to best.")
        better = (
            say("Bars that point down are improvements.")
            if self.plan.instrument.direction == "lower"
            else say("Bars that point up are improvements.")
        )
        return f"{bars} {better}"

    def changes(self, arm: Arm) -> Array:
        """Of one arm."""
        changes: Array = self.bars.loc[self.bars["arm"] == arm.name, "change"].to_numpy(dtype=float)
        return changes

    def tally(self, arm: Arm) -> str:
        """How many improved, stayed and got worse."""
        improvement = self.plan.instrument.better_sign * self.changes(arm)
        if not len(improvement):
            return patients(0)
        shares = (np.mean(improvement > 0), np.mean(improvement == 0), np.mean(improvement < 0))
        better, same, worse = (percent(float(share)) for share in shares)
        return say_count(
            "{n} patient: {better} better, {same} same, {worse} worse",
            "{n} patients: {better} better, {same} same, {worse} worse",
            len(improvement),
            better=better,
            same=same,
            worse=worse,
        )

    @property
    def alt_text(self) -> str:
        arms = [f"{arm.short}: {self.tally(arm)}." for arm in self.arms]
        return " ".join([say("Waterfall of sorted bars."), f"{self.title}.", self.subtitle, *arms])

    @property
    def caption(self) -> str:
        head = say("{title}, of the patients seen, without adjustment.", title=self.title)
        reading = say("Change without a comparison says little: patients also change without treatment.")
        return f"{head} {self.subtitle} {reading} {population_of_plan(self.plan)}"

    def page(self, look: Look) -> Page:
        up = scale_over([0.0, *self.bars["change"]], 5 if look.is_narrow else 8)
        grid = Grid(look, len(self.arms), scale_room(look, up.labels))
        panels = [
            Panel(
                partial(_draw_bars, self.changes(arm), arm, look), None, up, arm.words, arm, self.tally(arm)
            )
            for arm in self.arms
        ]
        boxes = [Panels(grid, panels, (230.0, 150.0))]
        return Page(self.title, self.subtitle, boxes, self.bars, self.alt_text, self.caption)


def _draw_bars(changes: Array, arm: Arm, look: Look, axes: Axes) -> None:
    axes.set_xlim(0, 1)
    level(axes, look)
    if len(changes):
        stairs(axes, arm.style.colour, changes, np.ones(len(changes)))
