from dataclasses import replace
from itertools import pairwise

import pytest

from dnoutcomes.describe.attendance import attendance_curve, needles_by_session


@pytest.fixture
def rows(both_arms):
    """n1 attends two of three sessions, n2 one of one, n3 none; needles 10, 14 and 6."""
    return [
        *both_arms,
        ("n1", "2025-01-08", "session", None, {"status": "attended", "needles_n": 10}),
        ("n1", "2025-01-15", "session", None, {"status": "attended", "needles_n": 14}),
        ("n1", "2025-01-22", "session", None, {"status": "missed"}),
        ("n2", "2025-01-01", "assessment", 6, {}),
        ("n2", "2025-01-08", "session", None, {"status": "attended", "needles_n": 6}),
        ("n3", "2025-01-01", "assessment", 6, {}),
    ]


def test_curve_by_hand(small_clinic, rows):
    curve = attendance_curve(small_clinic(rows))
    assert curve["arm"].unique().tolist() == ["needling"]
    assert curve["sessions"].tolist() == [1, 2, 3]
    assert curve["n_at_least"].tolist() == [2, 1, 0]
    assert curve["share"].tolist() == pytest.approx([2 / 3, 1 / 3, 0])


def test_needles_by_hand(small_clinic, rows):
    table = needles_by_session(small_clinic(rows))
    assert table[["session_no", "n_patients", "mean"]].values.tolist() == [[1, 2, 8], [2, 1, 14]]
    assert table["lower_quartile"].tolist() == [7, 14]


def test_no_step_of_a_protected_curve_is_a_small_group(some_clinic):
    curve = attendance_curve(some_clinic, released=True)
    for _, rows in curve.groupby("arm"):
        sizes = [rows["n_patients"].iloc[0], *rows["n_at_least"], 0]
        assert all(step == 0 or step >= 11 for step in (before - after for before, after in pairwise(sizes)))
    assert len(curve) < len(attendance_curve(some_clinic))


def test_sessions_that_few_reached_are_left_out(some_clinic):
    smallest = needles_by_session(some_clinic)["n_patients"].min()
    plan = some_clinic.plan.model_copy(update={"smallest_cell": int(smallest) + 1})
    table = needles_by_session(replace(some_clinic, plan=plan), released=True)
    assert (table["n_patients"] > smallest).all()
    assert len(table) < len(needles_by_session(some_clinic))


def test_an_arm_too_small_has_no_curve(small_clinic, rows):
    assert len(attendance_curve(small_clinic(rows), released=True)) == 0


def test_without_sessions_there_is_nothing(small_clinic, both_arms):
    assert len(attendance_curve(small_clinic(both_arms))) == 0
    assert len(needles_by_session(small_clinic(both_arms))) == 0
