"""What a course figure draws, worked out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.column_words import level_words
from dnoutcomes.figures.number_text import level_text, number
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.plan_words import better_in_words, outcome_title, population_of_plan, visit_in_words
from dnoutcomes.figures.shown import ShownEstimate, blank_hidden, shown_estimate
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.plan import Plan

_KINDS = {"LS mean": term("adjusted mean"), "observed mean": term("observed mean")}
# Whole, because what stands beside a noun changes it.
_CHANGES = {
    "adjusted mean": term("adjusted mean change from the start"),
    "observed mean": term("observed mean change from the start"),
}


@dataclass(frozen=True, eq=False)
class Course:
    """Means by arm over visits, perhaps in several panels.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per panel, arm and visit: columns `panel`, `arm`, `visit` as text beside the labels and numbers of the
        estimates, and `state`.
    arms, visits, panels : list of str
        In the order in which they are drawn; one panel named "" where there are none.
    hidden_panels : list of str
        Panels of which nothing may be shown.
    empty_panels : list of str
        Panels of which there is nothing to show.
    by : str
        Column whose levels are the panels.
    kind : str
        "adjusted mean", "observed mean" or the estimates' own kind.
    is_change : bool
        Whether the means are changes from baseline.
    plan : Plan or None
    confidence_level : float
    """

    frame: pd.DataFrame
    arms: list[str]
    visits: list[str]
    panels: list[str]
    hidden_panels: list[str]
    empty_panels: list[str]
    by: str
    kind: str
    is_change: bool
    plan: Plan | None
    confidence_level: float

    def means(self, panel: str, arm: str) -> dict[str, ShownEstimate]:
        """Means of one line by visit, in the order of visits."""
        chosen = self.frame[(self.frame["panel"] == panel) & (self.frame["arm"] == arm)]
        rows = chosen.set_index("visit").reindex(self.visits)
        return {visit: shown_estimate(row) for visit, row in zip(self.visits, rows.to_dict("records"))}

    def panel_words(self, panel: str) -> str:
        """Whom a panel is about, as printed."""
        return level_words(panel, self.by) if panel else ""

    @property
    def title(self) -> str:
        """What the height of a point is."""
        if self.plan is None:
            return self._what[:1].upper() + self._what[1:]
        return outcome_title(self.plan, self._what)

    @property
    def _what(self) -> str:
        if not self.is_change:
            return say_term(self.kind)
        if self.kind in _CHANGES:
            return say_term(_CHANGES[self.kind])
        return say("{kind} change from the start", kind=say_term(self.kind))

    @property
    def subtitle(self) -> str:
        """Which way is better, and what the bars are."""
        bars = say("Bars: {level} intervals.", level=level_text(self.confidence_level))
        if self.plan is None:
            return bars
        return f"{better_in_words(self.plan.instrument.direction)} {bars}"

    @property
    def alt_text(self) -> str:
        """The numbers in words: every visit of a single panel, the main visit of several."""
        arms = say_count("{n} arm", "{n} arms", len(self.arms))
        visits = say_count("{n} visit", "{n} visits", len(self.visits))
        over = say("Course of {arms} over {visits}.", arms=arms, visits=visits)
        head = f"{over} {self.title}. {self.subtitle}"
        shown_visits = self.visits if len(self.panels) == 1 else [self._main_visit]
        parts = [self._sentence(panel, visit) for panel in self.panels for visit in shown_visits]
        return " ".join(part for part in [head, *parts, self.note] if part)

    @property
    def note(self) -> str:
        """What isn't shown, and why; empty where all is."""
        notes = []
        if self.frame.loc[self.frame["panel"].isin(self.panels), "state"].isin(NOT_TO_BE_SHOWN).any():
            notes.append(say("–: hidden, to protect a small group."))
        if self.hidden_panels:
            named = self._panels_in_words(self.hidden_panels)
            notes.append(
                say("Not shown, to protect small groups: {panels}.", panels=named)
                if self.by
                else say("Nothing is shown, to protect small groups.")
            )
        if self.empty_panels:
            named = self._panels_in_words(self.empty_panels)
            notes.append(say("No estimate: {panels}.", panels=named) if self.by else say("No estimate."))
        return " ".join(notes)

    def _panels_in_words(self, panels: list[str]) -> str:
        return ", ".join(map(self.panel_words, panels))

    @property
    def _main_visit(self) -> str:
        planned = self.plan.primary_visit if self.plan else ""
        return planned if planned in self.visits else self.visits[-1]

    def _sentence(self, panel: str, visit: str) -> str:
        when = visit_in_words(visit, self.plan)
        where = f"{self.panel_words(panel)}, {when}" if panel else when
        means = "; ".join(_mean_in_words(arm, self.means(panel, arm)[visit]) for arm in self.arms)
        return say("At {where}: {means}.", where=where, means=means)

    @property
    def caption(self) -> str:
        """Estimand, intervals, n and what is hidden."""
        parts = [
            _means_by_arm(self.kind, level_text(self.confidence_level)),
            say("Numbers below the axis: patients with a score at the visit."),
        ]
        largest = self.frame.groupby("arm", sort=False)["n_subjects"].max()
        # A hidden number may be the largest.
        if len(self.panels) == 1 and self.frame["n_subjects"].notna().all():
            counts = [
                say("{n} with {arm}", n=number(largest[arm], 0), arm=arm_in_words(arm, self.plan))
                for arm in self.arms
            ]
            parts.append(say("At most {counts}.", counts=_listed(counts)))
        if self.plan is not None:
            parts.append(population_of_plan(self.plan))
        if self.frame["state"].isin(NOT_TO_BE_SHOWN).any():
            parts.append(say("Numbers of small groups are hidden."))
        return " ".join(parts)


def _mean_in_words(arm: str, mean: ShownEstimate) -> str:
    if mean.is_shown:
        return f"{arm_name(arm)} {mean.text()}, {patients(mean.n)}"
    if mean.state in NOT_TO_BE_SHOWN:
        return say("{arm} hidden, small group", arm=arm_name(arm))
    return say("{arm} no estimate", arm=arm_name(arm))


def _means_by_arm(kind: str, level: str) -> str:
    sentences = {
        "adjusted mean": say("Adjusted means by arm with {level} intervals.", level=level),
        "observed mean": say("Observed means by arm with {level} intervals.", level=level),
    }
    other = say("Means by arm with {level} intervals: {kind}.", level=level, kind=say_term(kind))
    return sentences.get(kind, other)


def _listed(items: list[str]) -> str:
    if len(items) < 2:
        return "".join(items)
    return say("{first} and {last}", first=", ".join(items[:-1]), last=items[-1])


def course_of(
    means: Estimates,
    plan: Plan | None,
    *,
    arm: str = "arm",
    visit: str = "visit",
    panel: str | None = None,
    is_change: bool = True,
) -> Course:
    """Arrange means as a course.

    Raises
    ------
    ModelError
        A missing label column, more than one further label, or several rows for one point.
    """
    frame = means.frame
    by = _panel_label(means, arm, visit, panel)
    panel_names = frame[by].astype(str) if by else pd.Series("", index=frame.index)
    text = frame.assign(panel=panel_names, arm=frame[arm].astype(str), visit=frame[visit].astype(str))
    if text.duplicated(["panel", "arm", "visit"]).any():
        raise ModelError(
            f"these means have several rows for one {arm} and {visit}; choose with Estimates.where"
        )
    shown = blank_hidden(text)
    panels = levels(frame[by]) if by else [""]
    drawn = set(shown.loc[shown["estimate"].notna(), "panel"])
    hidden = set(shown.loc[shown["state"].isin(NOT_TO_BE_SHOWN), "panel"])
    arms = _arms(levels(frame[arm]), plan)
    return Course(
        frame=shown,
        arms=arms,
        visits=levels(frame[visit]),
        panels=[name for name in panels if name in drawn],
        hidden_panels=[name for name in panels if name in hidden - drawn],
        empty_panels=[name for name in panels if name not in hidden | drawn],
        by=by or "",
        kind=_KINDS.get(means.kind, means.kind),
        is_change=is_change,
        plan=plan,
        confidence_level=means.confidence_level,
    )


def _panel_label(means: Estimates, arm: str, visit: str, panel: str | None) -> str | None:
    """Choose the label that makes panels: the one asked for, else the one that varies beside arm and visit."""
    for column in filter(None, (arm, visit, panel)):
        if column not in means.frame.columns:
            raise ModelError(
                f"a course needs means by arm and visit: no label column {column!r}; there are "
                f"{means.label_columns}. Ask for ls_means(fit, {arm!r}, by=[{visit!r}, ...])"
            )
    labels = [label for label in means.label_columns if label not in (arm, visit, panel)]
    varying = [label for label in labels if means.frame[label].nunique() > 1]
    if len(varying) > (panel is None):
        raise ModelError(
            f"a course can have panels by one label, these means vary by {[*filter(None, [panel]), *varying]}; choose "
            "with Estimates.where"
        )
    return panel or (varying[0] if varying else None)


def levels(column: pd.Series) -> list[str]:
    """Levels that occur: in the order of a categorical, else in order of appearance."""
    present = [str(level) for level in column.unique()]
    if isinstance(column.dtype, pd.CategoricalDtype):
        return [str(level) for level in column.cat.categories if str(level) in set(present)]
    return present


def _arms(present: list[str], plan: Plan | None) -> list[str]:
    if plan is None or not set(present) <= set(plan.arms):
        return present
    return [arm for arm in (plan.reference_arm, plan.treated_arm) if arm in present]
