import pytest

from dnoutcomes.errors import PlanError
from dnoutcomes.plan import Plan


def test_change_points_are_months_with_a_reason():
    plan = Plan(change_points=[{"month": "2025-07", "reason": "reminders by text message"}])
    assert plan.change_points[0].reason == "reminders by text message"


@pytest.mark.parametrize(
    ("points", "message"),
    [
        ([{"month": "2025-13", "reason": "new forms"}], "change_points.0.month"),
        ([{"month": "2025-07", "reason": ""}], "change_points.0.reason"),
        ([{"month": "2025-07"}], "change_points.0.reason"),
        (
            [{"month": "2025-07", "reason": "a"}, {"month": "2025-07", "reason": "b"}],
            "2025-07 is named twice",
        ),
    ],
)
def test_change_points_without_month_or_reason_or_named_twice_are_refused(points, message):
    with pytest.raises(PlanError, match=message):
        Plan(change_points=points)
