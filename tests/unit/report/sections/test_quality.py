"""Data quality: completion, why others were not seen, and what was set aside, by check and column."""

from dataclasses import replace

import pandas as pd

from dnoutcomes.plan import Estimand, IntercurrentEvent
from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import Note, Paragraph, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.sections.quality import event_table, quality


def test_the_section_begins_with_completion_and_why_others_were_not_seen(report):
    blocks = quality(report.results).blocks
    captions = [block.caption for block in blocks if isinstance(block, Table)]
    assert captions[:2] == [
        "Patients with a score, of those expected",
        "Patients without a score after 12 weeks, by reason",
    ]
    assert isinstance(blocks[1], FigureBlock)


def test_that_something_is_hidden_is_said_once(clinic_report, make_analysis):
    said = [block.text for block in quality(clinic_report.results).blocks if isinstance(block, Note)]
    assert [text for text in said if text.startswith("Groups of 1 to 10")] == said
    full = build_report(make_analysis(n=80, missing=0.0)).results
    assert not any(isinstance(block, Note) for block in quality(full).blocks)


def test_what_was_set_aside_is_listed_and_where_the_rows_are(report):
    found = replace(
        report.results.quality,
        n_set_aside=1,
        set_aside=pd.DataFrame([{"check": "out_of_range", "column": "pain_nrs", "kind": "row", "n": 1}]),
    )
    blocks = quality(replace(report.results, quality=found)).blocks
    said = " ".join(block.text for block in blocks if isinstance(block, Paragraph))
    assert "1 was set aside" in said
    assert "stays in the clinic" in said
    table = next(
        block for block in blocks if isinstance(block, Table) and block.caption == "What was set aside"
    )
    assert table.rows == (("Out of range", "pain_nrs", "row", "1"),)


def test_events_of_the_plan_are_counted_by_group(make_records, make_analysis, plan_of):
    records = make_records(n=120).assign(
        rescue=lambda frame: (frame["study_day"] == 28) & (frame["age"] > 50)
    )
    plan = plan_of(estimand=Estimand(intercurrent_events=(IntercurrentEvent(event="rescue"),)))
    results = build_report(make_analysis(plan, records=records)).results
    (row,) = event_table(results).rows
    assert row[0] == "Rescue"
    assert all(int(cell) > 10 for cell in row[1:])
