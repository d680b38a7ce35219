"""By cause: one test first, then every cause, hidden ones by name only."""

from dataclasses import replace

from dnoutcomes.report.blocks.section import Note
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.sections.causes import cause_table, causes, forest_figure


def test_the_one_test_comes_before_any_cause(report):
    first = causes(report.results).blocks[0].text
    assert "one test for all causes together" in first


def test_table_and_forest_hold_the_same_numbers(report):
    found = report.results.causes
    cells = {row[0].lower(): row[2] for row in cause_table(report.results, found).rows}
    drawn = forest_figure(report.results, found).main.data
    for row in drawn.itertuples():
        expected = "hidden" if row.state == "hidden" else row.text
        assert cells[row.group.lower()] == expected


def test_intervals_of_single_causes_come_with_a_warning(report):
    assert "is no evidence that the causes differ" in causes(report.results).blocks[-1].text


def test_where_nothing_can_be_compared_the_reason_is_given(report):
    blocks = causes(replace(report.results, causes=Unavailable("One cause only."))).blocks
    assert blocks == (Note("One cause only."),)
