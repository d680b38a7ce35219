"""Compute everything that a report of chosen sections says, once, and release it."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import replace

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.errors import DisclosureError, DnOutcomesError
from dnoutcomes.estimates import COLUMNS, RELEASE_COLUMNS, Estimates
from dnoutcomes.report.facts.compute import core_results
from dnoutcomes.report.facts.report_inputs import AddCounts, ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.told_section import ToldSection
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.releases.release_record import Release
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.sections.report_section import ReportSection


def compute_results(
    analysis: AnalysisData,
    step: Callable[[str], None],
    *,
    sections: Iterable[str | ReportSection] = (),
    quarter: str | None = None,
    record: tuple[Release, ...] = (),
) -> ReportResults:
    """Compute and release everything that a report says.

    Parameters
    ----------
    analysis : AnalysisData
    step : callable
        Told the name of each step as it begins.
    sections : iterable of str or ReportSection
        The sections that the report will have; none means all. What only other sections need isn't computed.
    quarter : str, optional
        Report the patients who belong to this quarter, beside the quarters before it.
    record : tuple of Release
        Earlier reports that a reader may have.

    Raises
    ------
    DisclosureError
        A small group could be worked out from what would be shown, or a section adds estimates that weren't released.
    """
    chosen = tuple(SECTIONS.entry_of(section) for section in sections) or tuple(SECTIONS.values())
    step("protecting small groups")
    inputs = ReportInputs.of(analysis, quarter, record, counted_by(chosen))
    results = core_results(inputs, step)
    step("making the comparison in other ways, describing treatment, safety and trends")
    for section in in_order(chosen):
        if section.compute is not None:
            seen = results.seen_by(section.name, section.needs)
            results = results.with_facts(**{section.name: section.compute(inputs, seen)})
    return replace(results, told=told_sections(results, chosen), added=added_estimates(results, chosen))


def counted_by(sections: Iterable[ReportSection]) -> list[AddCounts]:
    """What enters further counts: of all sections that there are, and of those that were passed."""
    every = dict.fromkeys([*SECTIONS.values(), *sections])
    return [section.count for section in every if section.count is not None]


def in_order(sections: Iterable[ReportSection]) -> tuple[ReportSection, ...]:
    """List the sections, and before each of them those that it needs.

    Raises
    ------
    DnOutcomesError
        Sections that need each other, or one that needs a section that doesn't exist.
    """
    passed = {section.name: section for section in sections}
    listed: dict[str, ReportSection] = {}

    def add(section: ReportSection, above: tuple[str, ...]) -> None:
        if section.name in above:
            raise DnOutcomesError(f"sections need each other: {' -> '.join([*above, section.name])}")
        for name in section.needs:
            add(passed.get(name) or SECTIONS[name], (*above, section.name))
        listed[section.name] = section

    for section in passed.values():
        add(section, ())
    return tuple(listed.values())


def told_sections(results: ReportResults, sections: Iterable[ReportSection]) -> tuple[ToldSection, ...]:
    """What a report's sections may say of each other."""
    return tuple(
        ToldSection(section.name, section.title, section.words, section.state_in(results))
        for section in sections
    )


def added_estimates(
    results: ReportResults, sections: Iterable[ReportSection]
) -> tuple[tuple[str, Estimates], ...]:
    """Gather the estimates that sections add to the table of results.

    Raises
    ------
    DisclosureError
        Estimates that were not released.
    """
    added = []
    for section in sections:
        facts = results.of_section(section.name)
        if section.estimates is None or isinstance(facts, Unavailable):
            continue
        for estimates in section.estimates(facts):
            refuse_unreleased(section.name, estimates)
            added.append((section.name, estimates))
    return tuple(added)


def refuse_unreleased(name: str, estimates: Estimates) -> None:
    """Refuse estimates of which nobody decided what may be shown.

    Raises
    ------
    DisclosureError
    """
    frame = estimates.frame
    if not set(RELEASE_COLUMNS) <= set(frame.columns):
        raise DisclosureError(
            f"section {name!r} adds estimates that weren't released, so small groups could be seen in them: "
            "release(estimates, keys, inputs.counts) says which rows may be shown"
        )
    if frame.loc[frame["state"].isin(NOT_TO_BE_SHOWN), list(COLUMNS)].notna().any(axis=None):
        raise DisclosureError(f"section {name!r} adds estimates with numbers in rows that are hidden")
