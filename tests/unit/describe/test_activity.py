import pandas as pd
import pytest

from dnoutcomes.describe.activity import activity, waiting_times
from dnoutcomes.describe.expected_visits import expected_visits


def test_every_patient_starts_once_and_every_session_is_in_one_quarter(some_clinic):
    table = activity(some_clinic)
    records = some_clinic.outcomes.records
    sessions = records[records["encounter"] == "session"]
    assert table["started"].sum() == records["patient_id"].nunique()
    assert table["sessions_planned"].sum() == len(sessions)
    statuses = ["sessions_attended", "sessions_telehealth", "sessions_missed", "sessions_cancelled"]
    assert (table[statuses].sum(axis=1) == table["sessions_planned"]).all()


def test_the_assessed_are_among_the_due(some_clinic):
    table, visits = activity(some_clinic), expected_visits(some_clinic)
    primary = visits[(visits["visit"] == "W12") & visits["expected"]]
    assert table["due"].sum() == len(primary)
    assert table["assessed"].sum() == primary["seen"].sum()
    assert (table["assessed"] <= table["due"]).all()


def test_counts_by_hand(small_clinic, both_arms):
    rows = [
        *both_arms,
        ("n1", "2025-01-08", "session", None, {"status": "attended"}),
        ("n1", "2025-04-02", "session", None, {"status": "missed"}),
    ]
    table = activity(small_clinic(rows)).set_index(["quarter", "arm"])
    assert table.loc[("2025Q1", "needling"), ["started", "in_care", "sessions_planned", "due"]].tolist() == [
        1,
        1,
        1,
        1,
    ]
    assert table.loc[("2025Q2", "needling"), ["started", "in_care", "sessions_missed"]].tolist() == [0, 0, 1]
    assert table.index.get_level_values("quarter").max() == "2025Q4"
    assert table["is_complete"].all()


def test_a_quarter_that_was_not_over_is_marked(small_clinic, both_arms):
    table = activity(small_clinic(both_arms, data_cutoff="2025-05-31"))
    assert table.groupby("quarter")["is_complete"].first().to_dict() == {"2025Q1": True, "2025Q2": False}


def test_without_referral_dates_all_waits_are_missing(some_clinic):
    waits = waiting_times(some_clinic)
    assert waits["n"].sum() == 0
    assert waits["n_missing"].sum() == some_clinic.outcomes.n_patients
    assert waits["median"].isna().all()


def test_waits_run_from_referral_to_time_zero(small_clinic, both_arms):
    referred = {"n1": "2024-12-02", "s1": "2024-12-22"}
    rows = [
        (who, date, kind, pain, {"referral_date": referred[who]}) for who, date, kind, pain, _ in both_arms
    ]
    waits = waiting_times(small_clinic(rows)).set_index("arm")
    assert waits["median"].to_dict() == {"needling": 30.0, "standard": 10.0}
    assert waits["n"].tolist() == [1, 1]


def test_quarters_without_anything_are_rows_of_zeros(small_clinic, both_arms):
    table = activity(small_clinic(both_arms))
    last = table[table["quarter"] == "2025Q3"]
    assert len(last) == 2
    assert (last.drop(columns=["quarter", "arm", "is_complete"]) == 0).all(axis=None)
    assert isinstance(table, pd.DataFrame)


@pytest.mark.parametrize("column", ["started", "due"])
def test_both_arms_have_a_row_in_each_quarter(some_clinic, column):
    table = activity(some_clinic)
    assert (table.groupby("quarter")[column].size() == 2).all()
