import pandas as pd
import pytest

from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.describe.quarters import quarter_of, quarters_of_patients, restrict_to_quarter
from dnoutcomes.errors import DataError


@pytest.mark.parametrize(
    ("date", "quarter"), [("2026-01-01", "2026Q1"), ("2026-03-31", "2026Q1"), ("2026-12-31", "2026Q4")]
)
def test_quarters_of_dates(date, quarter):
    assert quarter_of(date) == quarter


def test_everybody_belongs_to_one_quarter_that_in_which_the_window_closes(some_clinic):
    quarters = quarters_of_patients(some_clinic)
    assert len(quarters) == some_clinic.outcomes.n_patients
    closes = some_clinic.patients.set_index("patient_id")["index_date"] + pd.Timedelta(days=126)
    assert (quarters.reindex(closes.index) == closes.map(quarter_of)).all()


def test_the_quarters_share_the_patients_out(some_clinic):
    quarters = sorted(set(quarters_of_patients(some_clinic)))[1:-2]
    parts = [restrict_to_quarter(some_clinic, quarter) for quarter in quarters]
    ids = [set(part.patients["patient_id"]) for part in parts]
    assert sum(len(part) for part in ids) == len(set.union(*ids))
    for part in parts:
        assert (expected_visits(part).query("visit == 'W12'")["expected"]).all()


def test_scores_at_the_primary_visit_are_those_of_the_whole_data(some_clinic):
    part = restrict_to_quarter(some_clinic, "2025Q1")
    whole = some_clinic.at_visit().set_index("patient_id")["value"]
    own = part.at_visit().set_index("patient_id")["value"]
    pd.testing.assert_series_equal(own, whole.reindex(own.index))
    missing = set(part.patients["patient_id"]) - set(own.index)
    assert not missing & set(whole.index)


def test_nothing_after_the_quarter_is_used(some_clinic):
    part = restrict_to_quarter(some_clinic, "2025Q1")
    assert part.outcomes.records["session_date"].max() <= pd.Timestamp("2025-03-31")
    assert part.plan.data_cutoff.isoformat() == "2025-03-31"
    assert some_clinic.plan.data_cutoff.isoformat() == "2026-06-30"


def test_the_last_day_of_the_quarter_is_of_it_and_the_next_is_not(small_clinic, both_arms):
    days = ("2025-06-29", "2025-06-30", "2025-07-01")
    later = [("n1", day, "assessment", pain, {}) for day, pain in zip(days, (2, 1, 4))]
    records = restrict_to_quarter(small_clinic([*both_arms, *later]), "2025Q2").outcomes.records
    assert records["session_date"].max() == pd.Timestamp("2025-06-30")
    assert len(records) == len(both_arms) + 2


def test_a_quarter_that_was_not_over_says_so(small_clinic, both_arms):
    """The window of W12 closes on 2025-05-07."""
    early = restrict_to_quarter(small_clinic(both_arms, data_cutoff="2025-04-30"), "2025Q2")
    assert early.plan.data_cutoff.isoformat() == "2025-04-30"
    assert any("2025Q2 was not over at the data cut (2025-04-30)" in note for note in early.notes)
    assert not any(
        "was not over" in note for note in restrict_to_quarter(small_clinic(both_arms), "2025Q2").notes
    )


@pytest.mark.parametrize("wrong", ["2025-Q1", "2025Q5", "25Q1", "2025q1", ""])
def test_a_quarter_is_written_in_one_way(some_clinic, wrong):
    with pytest.raises(DataError, match="written like 2026Q3"):
        restrict_to_quarter(some_clinic, wrong)


def test_a_quarter_without_patients_is_said(some_clinic):
    with pytest.raises(DataError, match=r"no patient belongs to 2030Q1: the window of W12 closes in 2024Q2"):
        restrict_to_quarter(some_clinic, "2030Q1")
