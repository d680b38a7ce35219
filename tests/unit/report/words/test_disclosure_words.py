"""What the methods say of small groups: the plan's smallest cell, or that nothing is hidden, and earlier reports."""

import pytest

from dnoutcomes.plan import Plan
from dnoutcomes.report.words.disclosure_words import disclosure_paragraph


@pytest.mark.parametrize(
    ("n_earlier", "said"),
    [
        (0, "Readers were taken to have no earlier report on these patients."),
        (1, "Readers were taken to have 1 earlier report on some of these patients too"),
        (3, "Readers were taken to have 3 earlier reports on some of these patients too"),
    ],
)
def test_earlier_reports_are_counted(n_earlier, said):
    paragraph = disclosure_paragraph(Plan(), n_earlier)
    assert said in paragraph
    assert paragraph.count("Readers were taken") == 1


def test_the_smallest_cell_of_the_plan_says_what_is_hidden():
    paragraph = disclosure_paragraph(Plan(smallest_cell=7, confidence_level=0.9), 0)
    assert paragraph.startswith("Intervals are 90 % intervals, not adjusted for their number.")
    assert "Counts of 1 to 6 patients, and whatever would let them be worked out, are hidden." in paragraph
    assert "fewer than 3 possible numbers" in paragraph


def test_where_nothing_is_hidden_no_attack_is_claimed():
    paragraph = disclosure_paragraph(Plan(smallest_cell=1), 2)
    assert "Every number is exact, whatever the size of the group" in paragraph
    assert "attacked" not in paragraph
    assert "Readers" not in paragraph
