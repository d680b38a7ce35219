from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.monitoring import CHARTS, control_chart, control_charts, monthly_points, rare_event_chart
from dnoutcomes.monitoring.measures import MEASURES


def test_every_measure_has_its_chart(analysis):
    charts = control_charts(analysis)
    assert [charts[name].kind for name in MEASURES] == ["X'", "p'", "p'", "p'", "u'"]
    for name in MEASURES:
        points = monthly_points(analysis, name)
        assert charts[name].points["period"].tolist() == points["period"].tolist()
        assert charts[name].points["value"].dropna().tolist() == pytest.approx(
            points["value"].dropna().tolist()
        )


def test_each_chart_kind_is_in_the_registry():
    assert list(CHARTS) == ["XmR", "X'", "p'", "u'", "g", "t"]
    with pytest.raises(ModelError, match="unknown control chart 'p'"):
        CHARTS["p"]


def test_small_months_leave_no_number_and_quarters_step_in(analysis):
    charts = control_charts(analysis, released=True)
    for name, measure in MEASURES.items():
        shown = charts[name].points.dropna(subset="value")
        source = monthly_points(
            analysis, name, by="quarter" if "Q" in charts[name].points["period"][0] else "month"
        )
        counted = source.set_index("period").loc[shown["period"]]
        assert (counted["n_patients"] >= 11).all()
        if measure.is_share:
            assert not counted[["n_with", "n_without"]].isin(range(1, 11)).any(axis=None)
    assert "Q" in charts["response"].points["period"][0]
    assert charts["response"].rules == ()


def test_a_planted_worsening_is_found_and_nothing_is_found_where_nothing_is_planted(analysis):
    """From mid-2025 on, scores at week 12 are 4 points worse: the chart of change must say so."""
    quiet = control_chart(analysis, "change")
    assert quiet.verdict == "no signal"
    records = analysis.outcomes.records.copy()
    late = (records["session_date"] >= "2025-06-01") & (records["pain_nrs"].notna())
    late &= (records["session_date"] - records["index_date"]).dt.days > 70
    records.loc[late, "pain_nrs"] = (records.loc[late, "pain_nrs"] + 4).clip(upper=10)
    worse = build_analysis(replace(analysis.outcomes, records=records), analysis.plan)
    assert control_chart(worse, "change").verdict == "deterioration"


def test_rare_events_of_few_patients_are_hidden(analysis):
    records = analysis.outcomes.records.copy()
    needled = records.index[(records["needled"] == True) & (records["status"] == "attended")]  # noqa: E712 - nullable
    records.loc[needled[::60], "ae_any"] = True
    records.loc[needled[::60], "ae_serious"] = True
    many = replace(analysis, outcomes=replace(analysis.outcomes, records=records))
    n_patients = records.loc[needled[::60], "patient_id"].nunique()
    for smallest_cell, is_hidden in ((n_patients // 2, False), (n_patients + 2, True)):
        plan = many.plan.model_copy(update={"smallest_cell": smallest_cell})
        chart = rare_event_chart(replace(many, plan=plan), released=True)
        assert (chart.points["value"].isna() == is_hidden).all()
        assert rare_event_chart(replace(many, plan=plan)).points["value"].notna().all()
    assert rare_event_chart(many, "days").kind == "t"
    with pytest.raises(ModelError, match="'sessions' or 'days'"):
        rare_event_chart(many, "weeks")


def test_data_without_sessions_leave_those_charts_out(analysis):
    records = analysis.outcomes.records
    kept = records[records["encounter"] == "assessment"].reset_index(drop=True)
    bare = build_analysis(replace(analysis.outcomes, records=kept), analysis.plan)
    assert list(control_charts(bare)) == ["change", "response", "completion"]


def test_data_without_dates_have_no_months(analysis):
    records = analysis.outcomes.records
    day = (records["session_date"] - records["index_date"]).dt.days
    undated = records.assign(study_day=day.astype(np.float64)).drop(columns="session_date")
    bare = build_analysis(replace(analysis.outcomes, records=undated), analysis.plan)
    with pytest.raises(DataError, match="no dates"):
        control_charts(bare)


def test_an_unknown_measure_is_named(analysis):
    with pytest.raises(ModelError, match="did you mean 'response'"):
        control_chart(analysis, "responses")


def test_charts_are_the_same_twice(analysis):
    one, two = control_charts(analysis), control_charts(analysis)
    for name in one:
        pd.testing.assert_frame_equal(one[name].points, two[name].points)
