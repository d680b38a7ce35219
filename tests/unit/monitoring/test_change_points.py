import pandas as pd

from dnoutcomes.monitoring.change_points import phases_of
from dnoutcomes.monitoring.individuals import individuals_chart
from dnoutcomes.plan import ChangePoint

JULY = ChangePoint(month="2024-07", reason="reminders by text message")


def test_quarters_belong_to_the_phase_of_their_first_month():
    assert phases_of(pd.Series(["2024Q2", "2024Q3", "2024Q4"]), (JULY,)).tolist() == [1, 2, 2]
    august = ChangePoint(month="2024-08", reason="new forms")
    assert phases_of(pd.Series(["2024Q2", "2024Q3", "2024Q4"]), (august,)).tolist() == [1, 1, 2]


def test_change_points_before_the_first_point_dont_count():
    early = ChangePoint(month="2020-01", reason="opening")
    assert phases_of(pd.Series(["2024-06", "2024-07"]), (early, JULY)).tolist() == [1, 2]


def test_limits_start_anew_only_where_a_person_named_a_change(points_of):
    values = [1.0, 2.0, 1.0, 2.0, 1.0, 2.0, 11.0, 12.0, 11.0, 12.0, 11.0, 12.0]
    one = individuals_chart(points_of(values)).points
    two = individuals_chart(points_of(values), change_points=(JULY,)).points
    assert one["centre"].nunique() == 1
    assert two["centre"].tolist() == [1.5] * 6 + [11.5] * 6
    assert two["phase"].tolist() == [1] * 6 + [2] * 6


def test_the_reason_is_on_the_chart_and_rules_dont_cross_the_change(points_of):
    values = [0.0, 1.0] * 6 + [10.0, 11.0] * 6
    change = ChangePoint(month="2025-01", reason="a second therapist")
    chart = individuals_chart(points_of(values), change_points=(change,))
    assert "New limits from 2025-01: a second therapist." in chart.notes
    assert chart.signals == ()
    assert individuals_chart(points_of(values)).signals != ()
