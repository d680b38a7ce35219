"""The course in numbers: every visit with both means, their difference and the patients behind them."""

import math
from dataclasses import replace

import pytest

from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.sections.course import course, course_figure, course_table


def test_every_visit_has_a_row(report):
    rows = course_table(report.results).rows
    assert [row[0] for row in rows] == ["4 weeks", "12 weeks"]
    for row in rows:
        assert row[3].startswith("−")
        assert " to " in row[1]


def test_means_and_counts_stand_under_the_head_of_their_arm(report):
    table = course_table(report.results)
    assert table.columns[1:3] == ("Needling plus standard care", "Standard care alone")
    means = report.results.model.means.frame.set_index(["visit", "arm"])
    for visit, row in zip(("W04", "W12"), table.rows):
        for arm, cell in zip(("needling", "standard"), row[1:3]):
            assert cell.numbers[0].value == pytest.approx(means.loc[(visit, arm), "estimate"], abs=0.005)
        counted = [report.results.counts.text(("scored", visit, arm)) for arm in ("needling", "standard")]
        assert row[4] == " / ".join(counted)
        assert counted[0] != counted[1]


def test_the_side_that_is_in_favour_is_named(report):
    (note,) = course_table(report.results).notes
    assert "negative numbers are in favour of needling plus standard care" in note


def test_without_a_model_the_reason_stands_in_its_place(report):
    without = replace(report.results, model=Unavailable("Only one visit."))
    assert course(without).blocks[0].text == "Only one visit."
    assert course_figure(without) is None


def test_one_arm_alone_is_never_drawn(report):
    # The fall of one arm beside nothing would be read as the effect of its treatment.
    model = report.results.model
    frame = model.means.frame.copy()
    assert course_figure(report.results) is not None
    frame.loc[frame["arm"] == "standard", ["estimate", "std_error", "conf_low", "conf_high"]] = math.nan
    alone = replace(model, means=replace(model.means, frame=frame))
    assert course_figure(replace(report.results, model=alone)) is None


def test_the_means_name_what_they_are_adjusted_for(report):
    several = course(report.results).blocks[0].text
    assert several.endswith("alike in the score at the start, cause, age and sex.")
    setting = replace(report.results.setting, several_causes=False)
    assert "cause" not in course(replace(report.results, setting=setting)).blocks[0].text
