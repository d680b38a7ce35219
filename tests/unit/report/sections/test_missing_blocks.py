"""Why patients were not seen: a figure and a table, or a sentence where everybody was."""

from dnoutcomes.report import build_report
from dnoutcomes.report.blocks.section import Paragraph, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.sections.missing_blocks import missing_blocks


def test_reasons_add_up_to_all_who_were_not_seen(clinic_report):
    figure, table = missing_blocks(clinic_report.results)
    assert isinstance(figure, FigureBlock)
    assert table.caption == "Patients without a score after 12 weeks, by reason"
    assert [row[0] for row in table.rows] == ["Not seen again", "All together"]
    assert table.rows[0][1:] == table.rows[1][1:]


def test_a_rare_reason_is_a_range(make_records, make_analysis):
    """Some of those without a score after 4 weeks come back, a few of each group."""
    results = build_report(make_analysis(n=300, missing=0.05)).results
    table = next(block for block in missing_blocks(results) if isinstance(block, Table))
    assert any("1 to 10" in cell for row in table.rows for cell in row[1:])


def test_where_everybody_was_seen_it_says_so(make_analysis):
    blocks = missing_blocks(build_report(make_analysis(n=80, missing=0.0)).results)
    assert [block.text for block in blocks if isinstance(block, Paragraph)] == [
        "Everybody who is compared was seen at every visit."
    ]
    assert not any(isinstance(block, Table) for block in blocks)


def test_where_all_came_to_the_primary_visit_it_says_so(make_records, make_analysis):
    records = make_records(n=80, missing=0.0)
    gone = records["patient_id"].isin(records["patient_id"].unique()[:40]) & (records["study_day"] == 28)
    blocks = missing_blocks(build_report(make_analysis(records=records[~gone])).results)
    assert blocks[-1].text == "Everybody who is compared was seen after 12 weeks."
