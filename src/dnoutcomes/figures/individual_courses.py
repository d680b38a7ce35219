"""Individual courses: one thin line per patient, and the mean of each arm over them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from matplotlib.collections import LineCollection
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.observed_means import observed_means
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.figures.visit_axis import VisitAxis, visit_axis
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.plan import Plan

_PANEL_GAP = 22.0
_PANEL_HEIGHTS = {"wide": 260.0, "narrow": 190.0}
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
    with look.context():
        return _draw(_Courses(data.reset_index(drop=True), chosen.frame, kind, analysis.plan), look)


@dataclass(frozen=True, eq=False)
class _Courses:
    data: pd.DataFrame
    means: pd.DataFrame
    kind: str
    plan: Plan

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

    def matrix(self, arm: str) -> NDArray[np.float64]:
        """Changes of the arm's patients, one row each, 0 at time zero and NaN where not seen."""
        own = self.data[self.data["arm"] == arm]
        wide = own.pivot(index="patient", columns="visit", values="change").reindex(
            columns=list(self.plan.visit_names)
        )
        return np.column_stack([np.zeros(len(wide)), wide.to_numpy(dtype=float)])

    def mean(self, arm: str) -> NDArray[np.float64]:
        own = self.means[self.means["arm"].astype(str) == arm]
        at = pd.Series(own["estimate"].to_numpy(dtype=float), index=own["visit"].astype(str))
        return np.concatenate([[0.0], at.reindex(list(self.plan.visit_names)).to_numpy()])

    @property
    def alt_text(self) -> str:
        head = say_count(
            "A line per patient over {n} visit.",
            "A line per patient over {n} visits.",
            len(self.plan.visit_names),
        )
        arms = [self._in_words(arm) for arm in (self.plan.reference_arm, self.plan.treated_arm)]
        return " ".join([head, f"{self.title}.", self.subtitle, *arms])

    def _in_words(self, arm: str) -> str:
        own = self.data[self.data["arm"] == arm]
        low, high = (number(own["change"].quantile(share), 1) for share in (0.1, 0.9))
        return say_count(
            "{arm}: {n} patient, eight in ten changes lie between {low} and {high}.",
            "{arm}: {n} patients, eight in ten changes lie between {low} and {high}.",
            own["patient"].nunique(),
            arm=arm_name(arm),
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


def _draw(shown: _Courses, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    head = lay_out_head(shown.title, shown.subtitle, look)
    scale = scale_over([0.0, *shown.data["change"]], 6)
    axis = visit_axis(list(shown.plan.visit_names), shown.plan, True).evenly_spaced()
    header = say_term(axis.header)
    left = max(text_width(label, look.width.text) for label in [*scale.labels, header]) + 10
    n_across = 1 if look.is_narrow else 2
    panel_width = (look.width.pixels - 2 * margin - left - _PANEL_GAP * (n_across - 1)) / n_across
    slot = panel_width / len(axis.labels)
    ticks = [wrap_lines(label, slot - 4, look.width.text, 3) for label in axis.labels]
    arms = [shown.plan.reference_arm, shown.plan.treated_arm]
    titles = [wrap_lines(arm_in_words(arm), panel_width, look.width.text, 2, bold=True) for arm in arms]
    above = line * max(map(len, titles)) + 6
    block = above + _PANEL_HEIGHTS[look.width.name] + 10 + line * max(map(len, ticks)) + 12
    height = head.bottom + block * (2 if look.is_narrow else 1) + margin - 8
    figure = OutcomeFigure(look, height, data=shown.data, alt_text=shown.alt_text, caption=shown.caption)
    draw_head(figure, head)
    for place, arm in enumerate(arms):
        row, column = divmod(place, n_across)
        x, y = margin + left + column * (panel_width + _PANEL_GAP), head.bottom + row * block
        figure.write(x, y, titles[place], bold=True)
        axes = figure.panel(x, y + above, panel_width, _PANEL_HEIGHTS[look.width.name])
        _set_scales(axes, axis, scale, look, (panel_width, slot / 2), labelled=column == 0)
        _draw_lines(axes, axis, shown, look, arm, place)
        below = y + above + _PANEL_HEIGHTS[look.width.name] + 8
        if column == 0:
            figure.write(x - 8, below, header, align="right", colour=look.theme.muted)
        for at, lines in zip(axis.pixels(panel_width, slot / 2), ticks):
            figure.write(x + at, below, lines, align="center")
    return figure


def _set_scales(
    axes: Axes, axis: VisitAxis, scale: Scale, look: Look, size: tuple[float, float], labelled: bool
) -> None:
    axes.set_xlim(*axis.limits(*size))
    axes.set_xticks(axis.positions, labels=[])
    axes.set_ylim(scale.low, scale.high)
    axes.set_yticks(scale.ticks, labels=scale.labels if labelled else [])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    axes.spines["left"].set_visible(False)
    axes.axhline(0, color=look.theme.ink, linewidth=0.8, zorder=1)


def _draw_lines(axes: Axes, axis: VisitAxis, shown: _Courses, look: Look, arm: str, place: int) -> None:
    at, style = np.asarray(axis.positions), look.series(place)
    changes = shown.matrix(arm)
    lines = [np.column_stack([at, row])[~np.isnan(row)] for row in changes]
    # The more patients, the fainter each line, so that the crowd shows where it is dense.
    faint = min(0.5, max(0.12, 30 / max(len(changes), 1)))
    axes.add_collection(LineCollection(lines, colors=[style.colour], linewidths=0.8, alpha=faint, zorder=2))
    axes.plot(at, shown.mean(arm), color=look.theme.paper, linewidth=5, zorder=3)
    axes.plot(
        at,
        shown.mean(arm),
        color=style.colour,
        linestyle=style.line,
        linewidth=2.4,
        marker=style.marker,
        markerfacecolor=style.fill,
        markeredgewidth=1.4,
        label=arm,
        zorder=4,
    )
