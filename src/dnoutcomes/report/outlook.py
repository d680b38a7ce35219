"""Outlook: what the report of an analysis will show and hide, as far as that is decided before a model is fitted."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from typing import Any

import pandas as pd

from dnoutcomes.analysis import AnalysisData, build_analysis
from dnoutcomes.checks.windows import CHECK as WINDOWS
from dnoutcomes.outcomes import Outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.readers.finding import Finding
from dnoutcomes.report.facts.report_inputs import ReportInputs
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.files.formats import choose_formats, skipped_formats
from dnoutcomes.report.sections.choose_sections import choose_sections
from dnoutcomes.report.sections.compute_results import counted_by
from dnoutcomes.report.sections.report_section import ReportSection

CHECK = "outlook"


@dataclass(frozen=True)
class ArmOutlook:
    """Patients of an arm, as the report prints their numbers: "57", "1 to 10" or "withheld"."""

    arm: str
    in_file: str
    with_baseline: str


@dataclass(frozen=True)
class VisitOutlook:
    """Patients of an arm with a score at a planned visit, and the days that count as it."""

    visit: str
    first_day: int | None
    last_day: int | None
    arm: str
    scored: str


@dataclass(frozen=True)
class CauseOutlook:
    """Patients of an arm with a cause, as models have it."""

    cause: str
    arm: str
    patients: str


@dataclass(frozen=True)
class Outlook:
    """What a report will show and hide.

    Attributes
    ----------
    sections : tuple of str
        Names of its sections, in order.
    arms, visits, causes : tuple of ArmOutlook, VisitOutlook, CauseOutlook
        Numbers of patients as the report prints them.
    n_counts, n_hidden : int
        Counts of patients that the report has a place for, and how many of them it will not show.
    smallest_cell : int
        Groups of fewer patients are hidden.
    empty : dict of str to str
        Sections that will hold a sentence and nothing else, with that sentence; models that turn out not to fit may
        empty more.
    formats : tuple of str
        Formats that this installation writes.
    skipped_formats : dict of str to str
        Those that it can't, with the reason.
    """

    sections: tuple[str, ...]
    arms: tuple[ArmOutlook, ...]
    visits: tuple[VisitOutlook, ...]
    causes: tuple[CauseOutlook, ...]
    n_counts: int
    n_hidden: int
    smallest_cell: int
    empty: dict[str, str]
    formats: tuple[str, ...]
    skipped_formats: dict[str, str]

    def to_dict(self) -> dict[str, Any]:
        """Return it as plain values that JSON can hold, by the names of the attributes."""
        return asdict(self)

    @property
    def sentences(self) -> tuple[str, ...]:
        """What it says, line by line."""
        arms = "; ".join(
            f"{item.arm}: {item.in_file} patients, {item.with_baseline} with a baseline" for item in self.arms
        )
        lines = [f"The report will have the sections {', '.join(self.sections)}."]
        lines += [f"Nothing to show in {name}: {reason}" for name, reason in self.empty.items()]
        lines.append(f"Arms: {arms}.")
        for visit in dict.fromkeys(item.visit for item in self.visits):
            rows = [item for item in self.visits if item.visit == visit]
            seen = ", ".join(f"{item.arm} {item.scored}" for item in rows)
            lines.append(
                f"{visit} (days {rows[0].first_day} to {rows[0].last_day}), patients with a score: {seen}."
            )
        for cause in dict.fromkeys(item.cause for item in self.causes):
            seen = ", ".join(f"{item.arm} {item.patients}" for item in self.causes if item.cause == cause)
            lines.append(f"Cause {cause}: {seen}.")
        if self.n_hidden:
            lines.append(
                f"{self.n_hidden} of {self.n_counts} counts of patients will be hidden, so that no group of fewer "
                f"than {self.smallest_cell} can be read or worked out. For the clinic itself, with nothing hidden: "
                "--internal."
            )
        if self.smallest_cell == 1:
            lines.append("The plan's smallest_cell = 1 hides nothing, so the report will be an internal one.")
        lines += [f"Not written: {reason}" for reason in self.skipped_formats.values()]
        return tuple(lines)


def outlook_of(
    outcomes: Outcomes, plan: Plan, *, audience: str = "clinic", quarter: str | None = None
) -> tuple[Outlook, list[Finding]]:
    """Derive what a report would be made of, by the report's own steps up to the first model.

    Parameters
    ----------
    outcomes : Outcomes
    plan : Plan
    audience, quarter
        As for `build_report`.

    Returns
    -------
    Outlook
    list of Finding
        What the plan names and the report will have nothing to say about: "warn", as the report is written.

    Raises
    ------
    PlanError, DataError, DisclosureError
        What `build_analysis` or `build_report` would raise.
    """
    sections = choose_sections(plan, audience=audience, quarter=quarter)
    inputs = ReportInputs.of(build_analysis(outcomes, plan), quarter, counted=counted_by(sections))
    analysis, counts = inputs.analysis, inputs.counts
    arms = [str(arm) for arm in analysis.patients["arm"].cat.categories]
    printed = [key for key, count in counts.linked.counts.items() if count.printed]
    outlook = Outlook(
        tuple(section.name for section in sections),
        tuple(
            ArmOutlook(arm, str(counts.shown(("in the file", arm))), str(counts.shown(("analysed", arm))))
            for arm in arms
        ),
        tuple(
            VisitOutlook(
                visit.name, visit.first, visit.last, arm, str(counts.shown(("scored", visit.name, arm)))
            )
            for visit in plan.visits
            for arm in arms
        ),
        tuple(
            CauseOutlook(cause, arm, str(counts.shown(("cause", cause, arm))))
            for cause in map(str, analysis.patients["cause_modelled"].cat.categories)
            for arm in arms
        ),
        len(printed),
        sum(not counts.is_shown(key) for key in printed),
        plan.smallest_cell,
        _empty(inputs, sections),
        choose_formats(),
        skipped_formats(),
    )
    windows = [item for item in analysis.outcomes.findings if item.check == WINDOWS]
    return outlook, [*windows, *_without_data(analysis), *_unseen_visits(analysis)]


def _empty(inputs: ReportInputs, sections: tuple[ReportSection, ...]) -> dict[str, str]:
    """Name of each section that will hold a sentence only, as far as that is known, with the sentence."""
    foreseen = {section.name: section.foresee(inputs) for section in sections if section.foresee is not None}
    return {name: facts.reason for name, facts in foreseen.items() if isinstance(facts, Unavailable)}


def _without_data(analysis: AnalysisData) -> list[Finding]:
    """What the plan names and the file has nothing of, though the report goes on without it."""
    plan, records = analysis.plan, analysis.outcomes.records
    found = [
        _warn(f"the file has no scores of {name}, a secondary outcome of the plan", name)
        for name in plan.secondary_outcomes
        if name not in records.columns
    ]
    found += [
        _warn(f"the plan asks for a funnel by {unit}, and the file has no column {column}", column)
        for unit, column in zip(plan.funnels, plan.funnel_columns)
        if column not in records.columns
    ]
    found += [
        _warn(f"the covariate {name} is the same in every patient, so there is nothing to adjust for", name)
        for name in plan.covariates
        if analysis.patients[name].nunique() < 2
    ]
    if "session_date" in records.columns:
        months = records["session_date"].dropna().dt.strftime("%Y-%m")
        first, last = months.min(), months.max()
        found += [
            _warn(f"the change point {point.month} lies outside the file's months, {first} to {last}")
            for point in plan.change_points
            if not first <= point.month <= last
        ]
    elif plan.change_points:
        found.append(_warn("the plan has change points, and the file has days of study and no dates"))
    return found


def _unseen_visits(analysis: AnalysisData) -> list[Finding]:
    """Planned visits at which nobody of an arm has a score."""
    seen = pd.MultiIndex.from_frame(analysis.visits.loc[analysis.visits["value"].notna(), ["visit", "arm"]])
    return [
        _warn(f"no patient of {arm} has a score at {visit.name}, days {visit.first} to {visit.last}")
        for visit in analysis.plan.visits
        for arm in analysis.patients["arm"].cat.categories
        if (visit.name, arm) not in seen
    ]


def _warn(message: str, column: str = "") -> Finding:
    remedy = "The report is written without it; mend the plan or the file if that isn't meant."
    return Finding("warn", message, column=column, remedy=remedy, check=CHECK)
