"""ReportSection: an entry of `SECTIONS`, which knows everything about a section of the report."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any

from dnoutcomes.disclosure import State
from dnoutcomes.errors import PlanError
from dnoutcomes.estimates import Estimates
from dnoutcomes.language import say_term
from dnoutcomes.plan import Plan
from dnoutcomes.report.blocks.section import Block, Note, Section
from dnoutcomes.report.facts.report_inputs import AddCounts, ReportInputs
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.told_section import Word, state_of
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.audiences import AUDIENCES, EVERYBODY


@dataclass(frozen=True, eq=False)
class ReportSection:
    """A section of the report.

    Attributes
    ----------
    name : str
        As plans call it.
    title : str
        Its heading, marked with `term` where it's to be translated.
    write : callable
        From the results to its blocks. It sees what belongs to no single section, its own facts and those of the
        sections that it needs, all of them released; not the data.
    compute : callable, optional
        From the inputs of the report and the results so far to the facts of this section, released; or `Unavailable`,
        whose reason is all that the section says then. Run in reports that have the section, or one that needs it.
    needs : tuple of str
        Sections whose facts it uses too; these are computed before it, whether they're told or not.
    audiences : tuple of str
        For whom it is, of `AUDIENCES`. Default: everybody.
    unasked : callable
        From a plan that names no sections and the quarter (or None) to whether the report has it. Default: it has.
    foresee : callable, optional
        From the inputs to `Unavailable` where it's decided before a model is fitted that there will be nothing to show;
        anything else says that there will. What `dnoutcomes check` tells.
    state : callable, optional
        From the results to the `State` of what it shows: a checklist names it where that is shown, and else says why
        not. Default: shown, unless its own facts are `Unavailable`.
    words : tuple of Word
        What the glossary explains where a report has the section.
    count : callable, optional
        Enters into the ledger the counts of patients that it shows, so that they are protected and attacked together
        with all others. Asked in every report, told or not: two reports of one file could be set beside each other.
    estimates : callable, optional
        From its facts to the released estimates that results.csv and results.json have of it.
    """

    name: str
    title: str
    write: Callable[[ReportResults], Iterable[Block]]
    compute: Callable[[ReportInputs, ReportResults], object] | None = None
    needs: tuple[str, ...] = ()
    audiences: tuple[str, ...] = EVERYBODY
    unasked: Callable[[Plan, str | None], bool] = lambda plan, quarter: True
    foresee: Callable[[ReportInputs], object] | None = None
    state: Callable[[ReportResults], State] | None = None
    words: tuple[Word, ...] = ()
    count: AddCounts | None = None
    estimates: Callable[[Any], Iterable[Estimates]] | None = None

    def __call__(self, results: ReportResults) -> Section:
        """Write it."""
        seen = results.seen_by(self.name, self.needs)
        own = seen.of_section(self.name) if self.compute is not None else None
        blocks = (Note(own.reason),) if isinstance(own, Unavailable) else tuple(self.write(seen))
        return Section(self.name, say_term(self.title), blocks)

    def state_in(self, results: ReportResults) -> State:
        """Whether it shows something of its topic, and else why not."""
        if self.state is not None:
            return self.state(results)
        return State.SHOWN if self.compute is None else state_of(results.of_section(self.name))


def refuse_section(section: ReportSection) -> None:
    """Refuse a section that no report could have.

    Raises
    ------
    PlanError
        A name that can't be part of an address, no title, or an audience that doesn't exist.
    """
    if not section.name.isidentifier():
        raise PlanError(
            f"section {section.name!r}: its name is part of addresses inside the page; letters, digits and _ only"
        )
    if not section.title.strip():
        raise PlanError(f"section {section.name!r} has no title")
    for audience in section.audiences:
        AUDIENCES[audience]
    if section.estimates is not None and section.compute is None:
        raise PlanError(f"section {section.name!r} has estimates of facts, and doesn't compute any")
