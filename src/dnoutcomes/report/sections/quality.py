"""Data quality: who had a score when, which rows were set aside, and what was odd."""

from __future__ import annotations

from dnoutcomes.figures.column_words import column_words
from dnoutcomes.figures.number_text import percent
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Block, Paragraph, Section, Table
from dnoutcomes.report.words.plain_text import counted, plain_text, sentence

KINDS = {"row": "row", "value": "value only", "duplicate": "repeated row"}


def quality(results: ReportResults) -> Section:
    """Write the section on data quality."""
    found = results.quality
    blocks: list[Block] = [completion_table(results), Paragraph(_rows_sentence(results))]
    if len(found.set_aside):
        rows = [(check_name(row.check), plain_text(row.column) or "–", KINDS[row.kind], f"{row.n:,}")
                for row in found.set_aside.itertuples()]  # fmt: skip
        blocks.append(Table("What was set aside", ("Check", "Column", "What", "Number"), tuple(rows),
                            notes=("Rows and values of the file, not patients.",)))  # fmt: skip
    if len(found.findings):
        warnings = tuple(
            (check_name(row.check), plain_text(row.column) or "–", f"{row.n:,}")
            for row in found.findings.itertuples()
        )
        blocks.append(Table("What was read with a warning", ("Check", "Column", "Warnings"), warnings))
    if results.setting.plan.estimand.intercurrent_events:
        blocks.append(event_table(results))
    return Section("quality", "How complete and sound the data are", tuple(blocks))


def check_name(check: object) -> str:
    """A check in prose: "out of range"."""
    return sentence(plain_text(check).replace("_", " "))


def completion_table(results: ReportResults) -> Table:
    """Share of patients with a score by visit and arm."""
    setting, counts = results.setting, results.counts
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = []
    for visit in setting.plan.visit_names:
        cells = []
        for arm in arms:
            seen, analysed = counts.value(("seen", visit, arm)), counts.value(("analysed", arm))
            share = f" ({percent(seen / analysed)})" if seen is not None and analysed else ""
            cells += [f"{counts.text(('seen', visit, arm))}{share}", counts.text(("not seen", visit, arm))]
        rows.append((setting.visit(visit), *cells))
    heads = [f"{sentence(setting.arm(arm))}: {what}" for arm in arms for what in ("seen", "not seen")]
    return Table("Patients with a score at each visit", ("After", *heads), tuple(rows))


def event_table(results: ReportResults) -> Table:
    """Patients with each event that the plan names, by arm."""
    setting, counts = results.setting, results.counts
    arms = (setting.plan.treated_arm, setting.plan.reference_arm)
    rows = tuple(
        (
            sentence(plain_text(column_words(item.event))),
            *(counts.text(("event", item.event, arm)) for arm in arms),
        )
        for item in setting.plan.estimand.intercurrent_events
    )
    return Table(
        "Patients with an event after the start that changes what a score means",
        ("Event", sentence(setting.treated), sentence(setting.reference)),
        rows,
        notes=("What becomes of their scores is said under the methods.",),
    )


def _rows_sentence(results: ReportResults) -> str:
    found = results.quality
    text = f"The file had {counted(found.n_rows, 'row')}; "
    text += f"{counted(found.n_records, 'dated record')} {'was' if found.n_records == 1 else 'were'} used"
    parts = []
    if found.n_set_aside:
        was = "was" if found.n_set_aside == 1 else "were"
        parts.append(f"{found.n_set_aside:,} {was} set aside because something in them can't be right")
    if found.n_duplicates:
        parts.append(f"{found.n_duplicates:,} repeated another row and counted once")
    text += f", {' and '.join(parts)}." if parts else " and none was set aside."
    return text + (
        " Every row set aside is listed in a file of its own, which stays in the clinic."
        if found.n_set_aside
        else ""
    )
