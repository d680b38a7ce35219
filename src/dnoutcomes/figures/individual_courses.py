"""Individual courses: one thin line per patient, and the mean of each arm over them."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.marks import joined, level, points
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.observed_means import observed_means
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_axis import visit_axis
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.plan import Plan

_KINDS = {"LS mean": term("LS means"), "observed mean": term("observed means")}


def plot_individual_courses(
    analysis: AnalysisData,
    *,
    means: Estimates | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the change of every patient over the visits, with the mean of the arm.

    Each line is a patient: a figure for those who may see the data, not for a report.

    Parameters
    ----------
    analysis : AnalysisData
    means : Estimates, optional
        Means by arm and visit, such as `ls_means(fit, "arm", by="visit")`. Default: the observed means.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per patient and visit with a score, patients numbered anew: `arm`, `patient`, `visit`,
        `change`.

    Raises
    ------
    ModelError
        The means don't have one row per arm and visit.
    """
    look = Look.of(width, theme, ax)
    chosen = observed_means(analysis) if means is None else means
    if not {"arm", "visit"} <= set(chosen.frame.columns) or chosen.frame.duplicated(["arm", "visit"]).any():
        raise ModelError(
            "individual courses need means with one row per arm and visit; choose with Estimates.where"
        )
    seen = analysis.visits[analysis.visits["change"].notna()]
    patient = pd.factorize(seen["patient_id"])[0] + 1
    data = pd.DataFrame(
        {"arm": seen["arm"], "patient": patient, "visit": seen["visit"], "change": seen["change"]}
    )
    kind = _KINDS.get(chosen.kind, chosen.kind)
    arms = arms_of([analysis.plan.reference_arm, analysis.plan.treated_arm], look, analysis.plan)
    shown = _Courses(data.reset_index(drop=True), chosen.frame, kind, analysis.plan, arms)
    return shown.page(look).draw(look)


@dataclass(frozen=True, eq=False)
class _Courses:
    data: pd.DataFrame
    means: pd.DataFrame
    kind: str
    plan: Plan
    arms: list[Arm]

    @property
    def title(self) -> str:
        instrument = self.plan.instrument
        return say(
            "{outcome}: change of each patient from the start, {unit}",
            outcome=say_term(instrument.label),
            unit=say_term(instrument.unit),
        )

    @property
    def subtitle(self) -> str:
        lower = self.plan.instrument.direction == "lower"
        better = say("Down is better.") if lower else say("Up is better.")
        lines = say("Thin lines: patients. Thick line: {kind}.", kind=say_term(self.kind))
        return f"{better} {lines}"

    def lines(self, arm: Arm, at: dict[str, float]) -> pd.DataFrame:
        """Changes of the arm's patients and where each stands on the axis: 0 at time zero, then the visits seen."""
        seen = self.data[self.data["arm"] == arm.name]
        changes = seen.assign(at=seen["visit"].astype(str).map(at))[["patient", "at", "change"]]
        starts = pd.DataFrame({"patient": seen["patient"].unique(), "at": at[""], "change": 0.0})
        return pd.concat([starts, changes], ignore_index=True)

    def mean(self, arm: Arm) -> NDArray[np.float64]:
        means = self.means[self.means["arm"].astype(str) == arm.name]
        at = pd.Series(means["estimate"].to_numpy(dtype=float), index=means["visit"].astype(str))
        return np.concatenate([[0.0], at.reindex(list(self.plan.visit_names)).to_numpy()])

    @property
    def alt_text(self) -> str:
        head = say_count(
            "A line per patient over {n} visit.",
            "A line per patient over {n} visits.",
            len(self.plan.visit_names),
        )
        arms = [self._in_words(arm) for arm in self.arms]
        return " ".join([head, f"{self.title}.", self.subtitle, *arms])

    def _in_words(self, arm: Arm) -> str:
        seen = self.data[self.data["arm"] == arm.name]
        low, high = (number(seen["change"].quantile(share), 1) for share in (0.1, 0.9))
        return say_count(
            "{arm}: {n} patient, eight in ten changes lie between {low} and {high}.",
            "{arm}: {n} patients, eight in ten changes lie between {low} and {high}.",
            seen["patient"].nunique(),
            arm=arm.short,
            low=low,
            high=high,
        )

    @property
    def caption(self) -> str:
        lines = say(
            "Lines join the visits at which a patient was seen. Shows patients one by one: not for publication."
        )
        population = say("Population: {population}.", population=say_term(self.plan.estimand.population))
        return f"{self.title}. {self.subtitle} {lines} {population}"

    def page(self, look: Look) -> Page:
        up = scale_over([0.0, *self.data["change"]], 6)
        axis = visit_axis(list(self.plan.visit_names), self.plan, True).evenly_spaced()
        header = say_term(axis.header)
        left = max(text_width(label, look.width.text) for label in [*up.labels, header]) + 10
        grid = Grid(look, len(self.arms), left)
        slot = grid.width / len(axis.labels)
        ticks = Row(
            [wrap_lines(label, slot - 4, look.width.text, 3) for label in axis.labels], header, beside=True
        )
        across = Scale(*axis.limits(grid.width, slot / 2), axis.positions, axis.labels)
        panels = [
            Panel(
                partial(self._draw, arm, axis.positions, look), across, up, arm.words, arm,
                columns=axis.pixels(grid.width, slot / 2), rows=[ticks], ticks_in_rows=True,
            )
            for arm in self.arms
        ]  # fmt: skip
        boxes = [Panels(grid, panels, (260.0, 190.0))]
        return Page(self.title, self.subtitle, boxes, self.data, self.alt_text, self.caption)

    def _draw(self, arm: Arm, positions: tuple[float, ...], look: Look, axes: Axes) -> None:
        """A thin line per patient, the fainter the more there are, under the thick one of the mean."""
        from seaborn import lineplot

        level(axes, look)
        lines = self.lines(arm, dict(zip(["", *self.plan.visit_names], positions)))
        faint = min(0.5, max(0.12, 30 / max(lines["patient"].nunique(), 1)))
        lineplot(
            data=lines, x="at", y="change", units="patient", estimator=None, color=arm.style.colour, alpha=faint,
            linewidth=0.8, legend=False, zorder=2, ax=axes,
        )  # fmt: skip
        axes.set(xlabel="", ylabel="")
        around = replace(arm.style, colour=look.theme.paper, line="solid")
        joined(axes, around, positions, self.mean(arm), "_around", linewidth=5)
        joined(axes, arm.style, positions, self.mean(arm), arm.name, linewidth=2.4, zorder=4)
        points(axes, arm.style, positions, self.mean(arm), zorder=5)
