import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.monitoring import monthly_points
from dnoutcomes.monitoring.measures import MEASURES, between_serious_events
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.simulation import simulate


def clinic_with(change):
    simulated = simulate("clinic", n=60, seed=8)
    frame = change(simulated.frame.copy())
    return build_analysis(read_outcomes(frame, plan=simulated.plan), simulated.plan)


def test_change_response_and_completion_count_the_same_patients(analysis):
    due = expected_visits(analysis)
    due = due[(due["visit"] == "W12") & due["expected"]]
    completion = MEASURES["completion"].units(analysis)
    change = MEASURES["change"].units(analysis)
    response = MEASURES["response"].units(analysis)
    assert len(completion) == len(due)
    assert set(change["patient_id"]) == set(due.loc[due["seen"], "patient_id"])
    # Who started from 0 is among them, as no responder.
    at_zero = analysis.patients.loc[analysis.patients["baseline"] == 0, "patient_id"]
    assert set(response["patient_id"]) == set(change["patient_id"])
    assert (response.loc[response["patient_id"].isin(at_zero), "amount"] == 0).all()


def test_a_patient_counts_in_the_month_in_which_the_visit_fell_due(analysis):
    units = MEASURES["completion"].units(analysis).set_index("patient_id")["date"]
    index_date = analysis.patients.set_index("patient_id")["index_date"]
    assert (units - index_date.reindex(units.index)).dt.days.eq(84).all()


def test_months_whose_windows_were_open_at_the_data_cut_are_left_out(analysis):
    """Data cut 2026-06-30; the window of week 12 closes 42 days after its target day, so 2026-04 is the last month."""
    assert MEASURES["change"].last_complete(analysis) == pd.Timestamp("2026-05-19")
    assert monthly_points(analysis, "completion")["period"].max() <= "2026-04"


def test_attendance_is_attended_over_planned(analysis):
    points = monthly_points(analysis, "attendance", by="quarter")
    records = analysis.outcomes.records
    sessions = records[records["encounter"] == "session"]
    of_quarter = sessions[sessions["session_date"].dt.to_period("Q").astype(str) == "2025Q1"]
    row = points.set_index("period").loc["2025Q1"]
    assert row["n"] == len(of_quarter)
    assert row["count"] == (of_quarter["status"] == "attended").sum()


def test_events_are_those_of_needling_sessions_per_hundred(analysis):
    points = monthly_points(analysis, "adverse_events", by="quarter").set_index("period")
    records = analysis.outcomes.records
    sessions = records[
        (records["encounter"] == "session")
        & (records["status"] == "attended")
        & (records["arm"] == "needling")
        & (records["session_date"].dt.to_period("Q").astype(str) == "2025Q1")
    ]
    assert points.loc["2025Q1", "n"] == len(sessions)
    assert points.loc["2025Q1", "count"] == sessions["ae_any"].sum()
    assert points.loc["2025Q1", "value"] == pytest.approx(100 * sessions["ae_any"].mean())


def test_what_lies_between_serious_events_is_counted_in_sessions_and_days():
    def three_events(frame):
        frame["ae_serious"] = frame["ae_serious"].where(frame["ae_serious"].isna(), False)
        needled = frame[(frame["needled"] == True) & (frame["status"] == "attended")]  # noqa: E712 - nullable
        ordered = needled.sort_values(["session_date", "patient_id"], kind="stable").index
        for place in (4, 10, 30):
            frame.loc[ordered[place], ["ae_any", "ae_term", "ae_serious"]] = [True, "pneumothorax", True]
        return frame

    gaps = between_serious_events(clinic_with(three_events))
    assert gaps["sessions"].tolist() == [5, 19]
    assert (gaps["days"] >= 0).all()


def test_one_serious_event_has_no_gap():
    def one_event(frame):
        frame["ae_serious"] = frame["ae_serious"].where(frame["ae_serious"].isna(), False)
        return frame

    assert len(between_serious_events(clinic_with(one_event))) == 0


def test_the_order_of_the_file_does_not_matter(analysis):
    shuffled = analysis.outcomes.records.sample(frac=1, random_state=1)
    turned = build_analysis(
        read_outcomes(shuffled.drop(columns="source_row"), plan=analysis.plan), analysis.plan
    )
    for name in MEASURES:
        pd.testing.assert_frame_equal(monthly_points(analysis, name), monthly_points(turned, name))
    assert np.isfinite(monthly_points(turned, "change")["value"].dropna()).all()


def test_titles_say_when_a_visit_is_and_never_its_code(analysis):
    titles = [measure.title(analysis) for measure in MEASURES.values()]
    assert "Average pain, 0 to 10 numeric rating, change to week 12, observed minus expected" in titles
    assert "Responders (30 %) at week 12" in titles
    assert "Visits held among those due, week 12" in titles
    assert not any("W12" in title for title in titles)
