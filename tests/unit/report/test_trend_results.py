"""Trends: what one chart of the same patients hides, no other one shows."""

from dnoutcomes.monitoring import control_chart
from dnoutcomes.report.results import Unavailable
from dnoutcomes.report.trend_results import trend_results


def test_only_charts_with_points_enough_for_the_rules_are_drawn(clinic):
    found = trend_results(clinic, 11)
    assert found.charts
    assert all(chart.n_shown >= 12 for chart in found.charts)
    assert any("too few" in text or "no point" in text for text in found.sentences)


def test_a_month_hidden_in_one_chart_is_hidden_in_the_others_of_the_same_patients(clinic):
    change = control_chart(clinic, "change", smallest_cell=11)
    also = control_chart(clinic, "completion", smallest_cell=2, also_hidden=change.hidden_periods)
    alone = control_chart(clinic, "completion", smallest_cell=2)
    assert set(change.hidden_periods) - set(alone.hidden_periods)
    assert set(change.hidden_periods) <= set(also.hidden_periods)


def test_with_everything_shown_every_measure_is_drawn(clinic):
    assert [chart.kind for chart in trend_results(clinic, 1).charts] == ["XmR", "p'", "p'", "u'"]


def test_days_of_study_make_no_months(analysis):
    assert isinstance(trend_results(analysis, 11), Unavailable)
