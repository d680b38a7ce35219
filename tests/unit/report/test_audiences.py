"""Each reader gets a report that fits; none gets results without their limits."""

import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.report.audiences import AUDIENCES, NEVER_LEFT_OUT, sections_for
from dnoutcomes.report.sections import SECTIONS


@pytest.mark.parametrize("name", AUDIENCES)
def test_only_sections_that_exist_are_left_out_and_never_the_answer_or_its_limits(name):
    left_out = AUDIENCES[name].left_out
    assert set(left_out) <= set(SECTIONS)
    assert not set(left_out) & set(NEVER_LEFT_OUT)


@pytest.mark.parametrize("name", AUDIENCES)
def test_the_order_stays_and_nothing_else_is_lost(report, name):
    kept = [section.id for section in sections_for(name, report.sections)]
    assert kept == [section.id for section in report.sections if section.id not in AUDIENCES[name].left_out]


def test_the_report_for_an_audience_says_less_and_nothing_new(report):
    ours = report.for_audience("patients")
    assert set(ours.sections) < set(report.sections)
    assert ours.table is report.table
    assert "SHA-256" in report.html
    assert "SHA-256" not in ours.html
    assert ours.headline in ours.html


def test_an_unknown_audience_is_named(report):
    with pytest.raises(DnOutcomesError, match="unknown audience 'patient'; did you mean 'patients'"):
        report.for_audience("patient")
