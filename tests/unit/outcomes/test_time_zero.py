import pandas as pd
import pytest

from dnoutcomes import Plan, build_analysis, read_outcomes
from dnoutcomes.derive import derive_day


@pytest.fixture
def clinic():
    """Five patients with standard care and three with needling; no index_date; visits 0, 28 and 84 days on."""
    patients = [(f"S{n}", "standard") for n in range(5)] + [(f"N{n}", "needling") for n in range(3)]
    rows = [
        {
            "patient_id": name,
            "arm": arm,
            "cause": "trauma",
            "session_date": str((pd.Timestamp("2025-01-06") + pd.Timedelta(day + 3 * n, "D")).date()),
            "pain_nrs": str(9 - n % 3 - visit),
        }
        for n, (name, arm) in enumerate(patients)
        for visit, day in enumerate((0, 28, 84))
    ]
    return pd.DataFrame(rows)


def days_of(frame):
    return derive_day(read_outcomes(frame).records).set_index("source_row")["day"]


def spoilt(frame, patient, column, value):
    first = frame.index[frame["patient_id"] == patient][0]
    return frame.assign(**{column: frame[column].where(frame.index != first, value)})


@pytest.mark.parametrize(("column", "value"), [("pain_nrs", "many"), ("pain_nrs", "12"), ("pain_nrs", "")])
def test_a_first_row_without_a_usable_score_stays_time_zero(clinic, column, value):
    clean = days_of(clinic)
    days = days_of(spoilt(clinic, "N1", column, value))
    pd.testing.assert_series_equal(days, clean[days.index])


def test_such_a_patient_has_no_baseline_and_is_said(clinic):
    outcomes = read_outcomes(spoilt(clinic, "N1", "pain_nrs", "many"))
    (issue,) = outcomes.issues[outcomes.issues["check"] == "time_zero"].itertuples()
    assert issue.severity == "warn"
    assert issue.message.startswith("1 patient without index_date")
    excluded = build_analysis(outcomes, Plan()).excluded
    assert excluded[["patient_id", "reason"]].values.tolist() == [["N1", "no score at baseline"]]


def test_a_row_whose_date_is_not_one_says_nothing_of_time_zero(clinic):
    outcomes = read_outcomes(spoilt(clinic, "N1", "session_date", "1937-01-01"))
    assert "index_date" not in outcomes.records.columns
    assert derive_day(outcomes.records).query("patient_id == 'N1'")["day"].tolist() == [0, 56]


def test_an_index_date_of_the_file_goes_before(clinic):
    frame = spoilt(clinic, "N1", "pain_nrs", "many").assign(index_date="2025-01-01")
    outcomes = read_outcomes(frame)
    assert (outcomes.records["index_date"] == pd.Timestamp("2025-01-01")).all()
    assert not (outcomes.issues["check"] == "time_zero").any()


def test_only_those_without_an_index_date_are_filled(clinic):
    given = clinic["patient_id"].isin(["S0", "S1"])
    frame = spoilt(clinic, "N1", "pain_nrs", "many").assign(
        index_date=given.map({True: "2025-01-01", False: ""})
    )
    zero = read_outcomes(frame).records.groupby("patient_id")["index_date"].first()
    assert zero.dropna().to_dict() == {
        "S0": pd.Timestamp("2025-01-01"), "S1": pd.Timestamp("2025-01-01"), "N1": pd.Timestamp("2025-01-24")
    }  # fmt: skip


def test_study_days_need_no_time_zero(clinic):
    frame = spoilt(clinic, "N1", "pain_nrs", "many").drop(columns="session_date")
    outcomes = read_outcomes(frame.assign(study_day=[0, 28, 84] * 8))
    assert "index_date" not in outcomes.records.columns
