"""The waterfall: every patient's change side by side, from the one who got worst to the one who improved most."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from matplotlib.axes import Axes
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.key import draw_marker
from dnoutcomes.figures.labels import text_width, wrap_lines
from dnoutcomes.figures.number_text import percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.language import say, say_count, say_term
from dnoutcomes.plan import Plan

Array = NDArray[np.float64]

_PANEL_GAP = 22.0
_PANEL_HEIGHTS = {"wide": 230.0, "narrow": 150.0}


def plot_waterfall(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    smallest_cell: int | None = None,
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
    smallest_cell : int, optional
        Draw means of at least so many patients who are next to each other in the order, instead of single patients. An
        arm with fewer patients is hidden. Default: single patients.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per arm and bar, without patients' identifiers: `arm`, `change`, `n_patients` (NaN where
        hidden).
    """
    look = Look.of(width, theme, ax)
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    rows = analysis.at_visit(name)
    arms = [plan.reference_arm, plan.treated_arm]
    bars = pd.concat([_bars(rows, arm, plan, smallest_cell) for arm in arms], ignore_index=True)
    with look.context():
        return _draw(_Waterfall(bars, rows, plan, name, smallest_cell), look)


def group_means(values: Array, size: int) -> tuple[Array, Array]:
    """Average sorted values in runs of `size`, the last run taking what is left over.

    Returns
    -------
    means, counts : array
        One entry per run; none where there are fewer than `size` values.

    Examples
    --------
    >>> group_means(np.array([1.0, 2.0, 3.0, 4.0, 9.0]), 2)
    (array([1.5       , 5.33333333]), array([2, 3]))
    """
    n_groups = len(values) // size
    starts = np.arange(n_groups) * size
    counts = np.diff([*starts, len(values)]) if n_groups else np.array([], dtype=int)
    means = [values[start : start + count].mean() for start, count in zip(starts, counts)]
    return np.array(means, dtype=float), counts


def _bars(rows: pd.DataFrame, arm: str, plan: Plan, smallest_cell: int | None) -> pd.DataFrame:
    changes = rows.loc[rows["arm"] == arm, "change"].to_numpy(dtype=float)
    ordered = np.sort(changes)[:: plan.instrument.better_sign]
    means, counts = group_means(ordered, smallest_cell or 1)
    if not len(means):
        means, counts = np.array([np.nan]), np.array([np.nan])
    return pd.DataFrame({"arm": arm, "change": means, "n_patients": counts.astype(float)})


@dataclass(frozen=True, eq=False)
class _Waterfall:
    bars: pd.DataFrame
    rows: pd.DataFrame
    plan: Plan
    visit: str
    smallest_cell: int | None

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
        bars = (
            say("Each bar is one patient, sorted from worst to best.")
            if self.smallest_cell is None
            else say(
                "Each bar is the mean of at least {least} patients, sorted from worst to best.",
                least=self.smallest_cell,
            )
        )
        better = (
            say("Bars that point down are improvements.")
            if self.plan.instrument.direction == "lower"
            else say("Bars that point up are improvements.")
        )
        return f"{bars} {better}"

    def of(self, arm: str) -> pd.DataFrame:
        """Bars of one arm."""
        return self.bars[self.bars["arm"] == arm]

    def tally(self, arm: str) -> str:
        """How many improved, stayed and got worse, where no such group is small."""
        shown = self.of(arm)["n_patients"].sum()
        if not shown > 0:
            return say("hidden (small group)")
        improvement = self.plan.instrument.better_sign * self.rows.loc[self.rows["arm"] == arm, "change"]
        counts = [int((improvement > 0).sum()), int((improvement == 0).sum()), int((improvement < 0).sum())]
        if self.smallest_cell is not None and any(0 < count < self.smallest_cell for count in counts):
            return patients(shown)
        better, same, worse = (percent(count / shown) for count in counts)
        return say_count(
            "{n} patient: {better} better, {same} same, {worse} worse",
            "{n} patients: {better} better, {same} same, {worse} worse",
            int(shown),
            better=better,
            same=same,
            worse=worse,
        )

    @property
    def alt_text(self) -> str:
        arms = [
            f"{arm_name(arm)}: {self.tally(arm)}." for arm in (self.plan.reference_arm, self.plan.treated_arm)
        ]
        return " ".join([say("Waterfall of sorted bars."), f"{self.title}.", self.subtitle, *arms])

    @property
    def caption(self) -> str:
        head = say("{title}, of the patients seen, without adjustment.", title=self.title)
        reading = say("Change without a comparison says little: patients also change without treatment.")
        population = say("Population: {population}.", population=say_term(self.plan.estimand.population))
        return f"{head} {self.subtitle} {reading} {population}"


def _draw(shown: _Waterfall, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    head = lay_out_head(shown.title, shown.subtitle, look)
    scale = scale_over([0.0, *shown.bars["change"]], 5 if look.is_narrow else 8)
    left = max(text_width(label, look.width.text) for label in scale.labels) + 10
    n_across = 1 if look.is_narrow else 2
    panel_width = (look.width.pixels - 2 * margin - left - _PANEL_GAP * (n_across - 1)) / n_across
    arms = [shown.plan.reference_arm, shown.plan.treated_arm]
    titles = [wrap_lines(arm_in_words(arm), panel_width - 16, look.width.text, 2, bold=True) for arm in arms]
    tallies = [wrap_lines(shown.tally(arm), panel_width, look.width.small, 2) for arm in arms]
    above = line * max(map(len, titles)) + look.width.small * LINE_SPACING * max(map(len, tallies)) + 6
    block = above + _PANEL_HEIGHTS[look.width.name] + 16
    height = head.bottom + block * (2 if look.is_narrow else 1) + margin - 8
    figure = OutcomeFigure(look, height, data=shown.bars, alt_text=shown.alt_text, caption=shown.caption)
    draw_head(figure, head)
    for place, arm in enumerate(arms):
        row, column = divmod(place, n_across)
        x, y = margin + left + column * (panel_width + _PANEL_GAP), head.bottom + row * block
        draw_marker(figure, x + 5, y + look.width.text * 0.6, look.series(place))
        figure.write(x + 15, y, titles[place], bold=True)
        figure.write(x, y + line * len(titles[place]), tallies[place], small=True, colour=look.theme.muted)
        axes = figure.panel(x, y + above, panel_width, _PANEL_HEIGHTS[look.width.name])
        _draw_bars(axes, shown.of(arm), scale, look, place, labelled=column == 0)
    return figure


def _draw_bars(axes: Axes, bars: pd.DataFrame, scale: Scale, look: Look, place: int, labelled: bool) -> None:
    axes.set_xlim(0, 1)
    axes.set_xticks([])
    axes.set_ylim(scale.low, scale.high)
    axes.set_yticks(scale.ticks, labels=scale.labels if labelled else [])
    axes.tick_params(axis="y", length=0)
    axes.grid(axis="y")
    for side in ("left", "bottom"):
        axes.spines[side].set_visible(False)
    axes.axhline(0, color=look.theme.ink, linewidth=0.8, zorder=3)
    if bars["change"].notna().all():
        edges = np.concatenate([[0.0], np.cumsum(bars["n_patients"]) / bars["n_patients"].sum()])
        axes.stairs(bars["change"].to_numpy(), edges, fill=True, color=look.series(place).colour, zorder=2)
