"""Which sections a report has, and in what order: as the plan says, without those that aren't for an audience."""

from __future__ import annotations

from collections.abc import Iterable

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import Plan
from dnoutcomes.report.names.audiences import AUDIENCES
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.sections.report_section import ReportSection

FIRST = "summary"
# What was found and what it can't say belong together, whoever reads.
NEVER_LEFT_OUT = (FIRST, "limits")


def choose_sections(
    plan: Plan,
    *,
    audience: str = "clinic",
    quarter: str | None = None,
    sections: Iterable[str | ReportSection] | None = None,
) -> tuple[ReportSection, ...]:
    """Choose the sections of a report, the summary first.

    Parameters
    ----------
    plan : Plan
        Its `sections` choose and order.
    audience : str
        Of `AUDIENCES`.
    quarter : str, optional
        The quarter that the report is about.
    sections : iterable of str or ReportSection, optional
        Names or entries in the place of the plan's.

    Raises
    ------
    PlanError
        A section or an audience that doesn't exist, or a section with the name of another.

    Examples
    --------
    >>> chosen = choose_sections(Plan(sections=["safety", "methods"]), audience="patients")
    >>> [section.name for section in chosen]
    ['summary', 'safety', 'limits']
    """
    AUDIENCES[audience]
    asked = tuple(plan.sections if sections is None else sections)
    planned = [_entry_of(section) for section in asked] or [
        section for section in SECTIONS.values() if section.unasked(plan, quarter)
    ]
    told = {section.name: section for section in planned if audience in section.audiences}
    first, *last = (told.get(name, SECTIONS[name]) for name in NEVER_LEFT_OUT)
    every = [first, *told.values(), *last]
    return tuple({section.name: section for section in every}.values())


def _entry_of(given: str | ReportSection) -> ReportSection:
    """The section of a name, or the one that was passed, which can't take the place of one that there is."""
    section = SECTIONS.entry_of(given)
    if section.name in SECTIONS and SECTIONS[section.name] is not section:
        raise PlanError(
            f"section {section.name!r} is taken by a section of the package or of a script; choose another name"
        )
    return section
