import pytest

from dnoutcomes.figures.course_data import course_of
from dnoutcomes.figures.course_layout import lay_out_course
from dnoutcomes.figures.style import Look
from dnoutcomes.plan import Plan

LONG = ("W02", "W04", "W08", "W12", "W24")


def layout(means, width, plan=None):
    course = course_of(means, plan or Plan())
    return lay_out_course(course, Look.of(width))


def test_visits_are_to_scale_where_their_numbers_fit(means_of):
    assert layout(means_of(visits=LONG), "wide").axis.is_to_scale
    narrow = layout(means_of(visits=LONG), "narrow")
    assert not narrow.axis.is_to_scale
    assert "equal distances" in " ".join(narrow.head.subtitle)


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (7, 3)])
def test_panels_stand_side_by_side_on_a_page_and_below_each_other_on_a_phone(means_of, n, columns):
    means = means_of(tuple(f"cause {k}" for k in range(n)))
    assert layout(means, "wide").n_columns == columns
    assert layout(means, "narrow").n_columns == 1


def test_axis_holds_every_interval_and_zero(means_of):
    means = means_of(("a", "b"))
    scale = layout(means, "wide").scale
    assert scale.low <= means.frame["conf_low"].min()
    assert scale.high >= max(means.frame["conf_high"].max(), 0)
