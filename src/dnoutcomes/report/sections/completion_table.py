"""Completion as a table: of those expected, who has a score of each measure at the start and at each visit."""

from __future__ import annotations

from dnoutcomes.describe.completion import BASELINE
from dnoutcomes.disclosure import State
from dnoutcomes.language import say, say_term
from dnoutcomes.report.blocks.cell import Cell, no_cell, part_cell
from dnoutcomes.report.blocks.section import Table
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.names.plain_text import plain_text, sentence


def completion_table(results: ReportResults) -> Table:
    """One row per measure and time, for both arms the patients with a score among those expected."""
    setting = results.setting
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = tuple(
        (_name(results, code, visit), *(_cell(results, code, visit, arm) for arm in arms))
        for code, visit in _measures(results)
    )
    return Table(
        say("Patients with a score, of those expected"),
        (say("Measure and time"), *(sentence(setting.arm(arm)) for arm in arms)),
        rows,
        notes=(
            say(
                "Expected are those for whom the time of the visit had passed when the data were taken, and who were "
                "alive then; at the start, all who are compared. A measure counts as planned wherever anybody has a "
                "score of it."
            ),
        ),
    )


def is_complete(results: ReportResults) -> bool:
    """Whether nothing of the table is hidden."""
    keys = [key for key in results.counts.statuses if key[0] in ("completed", "expected")]
    return results.counts.is_shown(*keys)


def _measures(results: ReportResults) -> list[tuple[str, str]]:
    """Measures in the order in which they were counted, the plan's outcome first, each with its times in order."""
    times = [BASELINE, *results.setting.plan.visit_names]
    counted = {(key[1], key[2]) for key in results.counts.statuses if key[0] == "completed"}
    codes = dict.fromkeys(key[1] for key in results.counts.statuses if key[0] == "completed")
    return [(code, time) for code in codes for time in times if (code, time) in counted]


def _name(results: ReportResults, code: str, visit: str) -> str:
    setting = results.setting
    measure = plain_text(say_term(setting.plan.instrument_of(code).label))
    if visit == BASELINE:
        return say("{measure}: at the start", measure=measure)
    return say("{measure}: after {visit}", measure=measure, visit=setting.visit(visit))


def _cell(results: ReportResults, code: str, visit: str, arm: str) -> Cell:
    counts = results.counts
    key = ("completed", code, visit, arm)
    total = ("analysed", arm) if visit == BASELINE else ("expected", visit, arm)
    if key not in counts.statuses:
        return no_cell(State.NOT_PLANNED)
    return part_cell(counts, key, total)
