"""Trends: what the counts of a report hide of a month, no chart shows."""

from dataclasses import replace

from dnoutcomes.disclosure import protect
from dnoutcomes.monitoring import monthly_points
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.trend_results import trend_results
from dnoutcomes.report.facts.unavailable import Unavailable


def counts_of(analysis, smallest_cell=11):
    plan = analysis.plan.model_copy(update={"smallest_cell": smallest_cell})
    return protect(patient_counts(replace(analysis, plan=plan)), smallest_cell)


def test_only_charts_with_points_enough_for_the_rules_are_drawn(clinic, clinic_protected):
    found = trend_results(clinic, clinic_protected)
    assert found.charts
    assert all(chart.n_shown >= 12 for chart in found.charts)
    assert any("too few" in text or "no point" in text for text in found.sentences)


def test_a_month_of_few_or_of_which_a_count_is_withheld_is_in_no_chart(clinic, clinic_protected):
    counts = clinic_protected
    shown = [key[1] for key in counts.statuses if key[0] == "sessions in" and counts.is_shown(key)]
    assert len(shown) > 12
    held = replace(counts, statuses={**counts.statuses, ("events in", shown[3], "needling"): "withheld"})
    chart = trend_results(clinic, held).by_measure["adverse_events"]
    assert shown[3] in chart.hidden_periods
    assert shown[4] not in chart.hidden_periods
    states = chart.points.set_index("period")["state"]
    assert states[shown[3]] == "withheld"
    assert set(states[[month for month in chart.hidden_periods if month not in shown]]) <= {
        "hidden",
        "withheld",
    }
    points = monthly_points(clinic, "adverse_events").set_index("period")
    for month in chart.points.loc[chart.points["state"] == "shown", "period"]:
        assert not points.loc[month, ["n_patients", "n_with", "n_without"]].astype(float).between(1, 10).any()


def test_with_everything_shown_every_measure_is_drawn(clinic):
    found = trend_results(clinic, counts_of(clinic, 1))
    assert [chart.kind for chart in found.charts] == ["X'", "p'", "p'", "u'", "p'"]


def test_days_of_study_make_no_months(analysis):
    assert isinstance(trend_results(analysis, counts_of(analysis)), Unavailable)
