import pytest

from dnoutcomes.plan import Plan, Visit, complete_windows


def test_windows_meet_without_overlap():
    visits = Plan().visits
    assert [(item.first, item.last) for item in visits] == [
        (8, 21),
        (22, 42),
        (43, 70),
        (71, 126),
        (127, 210),
    ]


def test_a_declared_window_is_kept():
    visit = complete_windows((Visit(name="W12", day=84, first=80, last=90),))[0]
    assert (visit.first, visit.last) == (80, 90)


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [
        ("W12", 84, "week 12"),
        ("W02", 15, "week 2"),
        ("M3", 91, "month 3"),
        ("d30", 30, "day 30"),
        ("Y1", 365, "year 1"),
        ("end", 84, "week 12"),
        ("end", 60, "end"),
    ],
)
def test_a_visit_is_called_by_its_time_and_not_by_its_code(name, day, words):
    assert Plan(visits=[{"name": name, "day": day}]).visit(name).words == words
