"""Data quality: completion by visit and arm, and what was set aside, by check and column."""

from dataclasses import replace

import pandas as pd

from dnoutcomes.plan import Estimand, IntercurrentEvent
from dnoutcomes.report import build_report
from dnoutcomes.report.section import Paragraph, Table
from dnoutcomes.report.sections.quality import completion_table, event_table, quality


def test_completion_is_of_those_compared(report, analysis):
    cells = {row[0]: row[1:] for row in completion_table(report.results).rows}
    rows = analysis.visits[(analysis.visits["visit"] == "W12") & (analysis.visits["arm"] == "needling")]
    seen = int(rows["value"].notna().sum())
    assert cells["12 weeks"][0] == f"{seen} ({100 * seen / len(rows):.0f} %)"


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
