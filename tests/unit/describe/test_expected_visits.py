from dataclasses import replace

from dnoutcomes.describe.expected_visits import expected_visits


def test_a_visit_is_expected_once_its_window_has_closed(small_clinic, both_arms):
    """Time zero 2025-01-01: the window of W12 closes on day 126, 2025-05-07."""
    day_before = expected_visits(small_clinic(both_arms, data_cutoff="2025-05-06"))
    that_day = expected_visits(small_clinic(both_arms, data_cutoff="2025-05-07"))
    assert day_before.groupby("visit", observed=True)["expected"].sum().to_dict() == {"W04": 2, "W12": 0}
    assert that_day.groupby("visit", observed=True)["expected"].sum().to_dict() == {"W04": 2, "W12": 2}


def test_the_due_date_is_the_target_day(small_clinic, both_arms):
    visits = expected_visits(small_clinic(both_arms))
    assert set(visits["due"].dt.strftime("%Y-%m-%d")) == {"2025-01-29", "2025-03-26"}


def test_the_dead_are_not_expected_and_those_who_left_are(small_clinic, both_arms):
    for reason, expected in (("died", False), ("moved", True)):
        rows = [
            (who, date, kind, pain, {"end_date": "2025-02-10", "end_reason": reason} if who == "s1" else {})
            for who, date, kind, pain, _ in both_arms[:3]
        ]
        visits = expected_visits(small_clinic(rows)).set_index(["patient_id", "visit"])
        assert visits.loc[("s1", "W12"), "expected"] == expected
        assert visits.loc[("s1", "W04"), "expected"]
        assert visits.loc[("n1", "W12"), "expected"]


def test_seen_is_where_the_outcome_was_scored(small_clinic, both_arms):
    visits = expected_visits(small_clinic(both_arms)).set_index(["patient_id", "visit"])["seen"]
    assert visits.loc["n1"].tolist() == [False, True]


def test_without_dates_every_visit_is_expected(some_clinic):
    records = some_clinic.outcomes.records.drop(columns="session_date").assign(study_day=0.0)
    visits = expected_visits(replace(some_clinic, outcomes=replace(some_clinic.outcomes, records=records)))
    assert visits["expected"].all()
    assert visits["due"].isna().all()
