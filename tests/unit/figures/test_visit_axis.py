import pytest

from dnoutcomes.figures.style import Look
from dnoutcomes.figures.visit_axis import roomy_axis, visit_axis, visit_row
from dnoutcomes.language import say_term, speaking
from dnoutcomes.plan import Plan

MONTHS = Plan(visits=({"name": "3 months", "day": 91}, {"name": "12 months", "day": 365}))


def test_weeks_of_the_plan_are_to_scale():
    axis = visit_axis(["W02", "W04", "W24"], Plan(), True)
    assert axis.labels == ("0", "2", "4", "24")
    assert axis.pixels(100, 2)[0] == pytest.approx(2)
    assert axis.pixels(100, 2)[-1] == pytest.approx(98)
    assert axis.pixels(100, 2)[1] == pytest.approx(2 + 96 * 14 / 168)
    assert axis.smallest_gap == pytest.approx(2 / 24)


def test_days_that_are_no_whole_weeks_keep_their_names():
    axis = visit_axis(["3 months", "12 months"], MONTHS, True)
    assert (axis.header, axis.labels, axis.positions) == (
        "Visit",
        ("start", "3 months", "12 months"),
        (0, 91, 365),
    )


@pytest.mark.parametrize("plan", [None, MONTHS])
def test_visits_that_no_plan_knows_stand_at_equal_distances(plan):
    axis = visit_axis(["one", "two"], plan, False)
    assert (axis.labels, axis.positions, axis.is_to_scale) == (("one", "two"), (0, 1), False)


def test_a_single_visit_stands_in_the_middle():
    assert visit_axis(["W12"], Plan(), False).pixels(100, 10) == [50]


@pytest.mark.parametrize("plan", [Plan(), MONTHS])
def test_what_is_not_the_name_of_a_visit_is_said(plan, marked_language, unsaid):
    with speaking(marked_language):
        axis = visit_axis(list(plan.visit_names), plan, True)
        assert unsaid(say_term(axis.header)) == []
        assert unsaid(axis.labels[0]) == []


@pytest.mark.parametrize(("width", "to_scale"), [(400, True), (90, False)])
def test_visits_stand_evenly_where_their_numbers_would_meet(width, to_scale):
    axis, inset = roomy_axis(visit_axis(["W04", "W12"], Plan(), True), ["118", "64"], width, 12)
    assert axis.is_to_scale is to_scale
    ends = axis.pixels(width, inset)
    assert ends[0] == pytest.approx(width - ends[-1])
    assert ends[0] > 11  # Half of the widest number.


def test_a_row_names_the_visits_and_says_what_they_are():
    row = visit_row(visit_axis(["W04", "W12"], Plan(), False), 60, Look.of("wide"), below=4)
    assert (row.label, row.beside, row.below) == ("Week", True, 4)
    assert list(row.cells) == [["4"], ["12"]]
    narrow = visit_row(visit_axis(["3 months", "12 months"], MONTHS, False), 60, Look.of("wide"))
    assert list(narrow.cells) == [["3", "months"], ["12", "months"]]
