import pytest

from dnoutcomes.describe.exact_intervals import rate_interval, share_interval
from dnoutcomes.describe.safety import ANY, SERIOUS, SEVERE, SEVERE_GRADE, STOPPED, safety


@pytest.fixture
def rows(both_arms):
    """Needling sessions of two patients, one missed; bruising twice, a serious event, and nausea elsewhere."""
    bruise = {"ae_any": "yes", "ae_term": "bruising", "ae_grade": 1, "ae_serious": "no"}
    both = {"ae_any": "yes", "ae_term": "bruising; collapse", "ae_grade": 3, "ae_serious": "yes"}
    none = {"ae_any": "no"}
    return [
        *both_arms,
        ("n1", "2025-01-08", "session", None, {"status": "attended"} | bruise),
        ("n1", "2025-01-15", "session", None, {"status": "attended"} | both),
        ("n2", "2025-01-08", "session", None, {"status": "attended"} | none),
        ("n2", "2025-01-15", "session", None, {"status": "missed"}),
        ("n2", "2025-01-01", "assessment", 4, {"ae_any": "yes", "ae_term": "nausea", "ae_grade": 1}),
    ]


def of(table, arm, term):
    return table[(table["arm"] == arm) & (table["term"] == term)].iloc[0]


def test_counts_by_hand(small_clinic, rows):
    table = safety(small_clinic(rows))
    anything = of(table, "needling", ANY)
    assert anything[["n_events", "n_in_sessions", "n_sessions", "n_patients_with", "n_patients"]].tolist() == [
        4, 3, 3, 2, 2,
    ]  # fmt: skip
    assert anything["per_100"] == pytest.approx(100)
    bruising = of(table, "needling", "bruising")
    assert bruising[["n_events", "n_patients_with"]].tolist() == [2, 1]
    assert of(table, "needling", "nausea")["n_in_sessions"] == 0
    assert of(table, "needling", SERIOUS)["n_events"] == 1
    assert of(table, "needling", SEVERE)["n_events"] == 1
    assert of(table, "standard", ANY)["n_events"] == 0


def test_intervals_are_the_exact_ones(small_clinic, rows):
    row = of(safety(small_clinic(rows)), "needling", "bruising")
    low, high = rate_interval(2, 3)
    assert row[["per_100_low", "per_100_high"]].tolist() == pytest.approx([100 * low, 100 * high])
    assert row[["share_low", "share_high"]].tolist() == pytest.approx(list(share_interval(1, 2)))


def test_an_arm_without_sessions_has_no_rate_and_an_arm_without_events_has_an_upper_end(small_clinic, rows):
    row = of(safety(small_clinic(rows)), "standard", ANY)
    assert row[["per_100", "per_100_high"]].isna().all()
    assert row["share"] == 0
    assert row["share_high"] == pytest.approx(share_interval(0, 1)[1])


def test_patients_without_a_baseline_count_too(small_clinic, rows):
    more = [*rows, ("n9", "2025-02-01", "session", None, {"status": "attended", "ae_any": "yes"})]
    before, after = safety(small_clinic(rows)), safety(small_clinic(more))
    assert of(after, "needling", ANY)["n_patients"] == of(before, "needling", ANY)["n_patients"] + 1
    assert of(after, "needling", "not specified")["n_events"] == 1


def test_care_that_ended_for_an_event_is_a_row_where_the_data_know_it(small_clinic, rows):
    assert STOPPED not in set(safety(small_clinic(rows))["term"])
    ended = [
        (who, date, kind, pain, more | ({"end_reason": "adverse_event"} if who == "n2" else {}))
        for who, date, kind, pain, more in rows
    ]
    row = of(safety(small_clinic(ended)), "needling", STOPPED)
    assert row[["n_patients_with", "n_patients"]].tolist() == [1, 2]


def test_events_of_the_simulated_clinic_add_up(some_clinic):
    table = safety(some_clinic)
    for arm, rows in table.groupby("arm"):
        terms = rows[rows["kind"] == "term"]
        assert terms["n_events"].sum() == of(table, arm, ANY)["n_events"]
    records = some_clinic.outcomes.records
    assert of(table, "needling", ANY)["n_events"] == (records["arm"].eq("needling") & records["ae_any"]).sum()


def test_severe_events_are_called_by_the_grade_from_which_they_count():
    assert str(SEVERE_GRADE) in SEVERE
