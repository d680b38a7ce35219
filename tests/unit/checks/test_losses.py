import pandas as pd
import pytest

from dnoutcomes.outcomes import read_outcomes, validate_file


@pytest.fixture
def clinic():
    """Twelve patients with standard care and sixteen with needling, three visits each."""
    patients = [(f"S{n}", "standard") for n in range(12)] + [(f"N{n}", "needling") for n in range(16)]
    rows = [
        {
            "patient_id": name,
            "arm": arm,
            "cause": "trauma",
            "session_date": day,
            "pain_nrs": str(3 + n % 5 - visit),
        }
        for n, (name, arm) in enumerate(patients)
        for visit, day in enumerate(("2025-01-06", "2025-02-03", "2025-03-03"))
    ]
    return pd.DataFrame(rows)


def spoilt(frame, rows, column="session_date"):
    """Write what can't be read into a column of some rows."""
    return frame.assign(**{column: frame[column].mask(rows, "soon" if column == "session_date" else "")})


def after_first(frame):
    return frame["session_date"] != "2025-01-06"


def test_a_clean_file_and_a_few_slips_lose_nothing(clinic, issues_of):
    assert not issues_of("losses", clinic)
    assert not issues_of("losses", spoilt(clinic, clinic.index < 9))


def test_most_rows_are_asked_with_what_was_lost_and_why(clinic, issues_of):
    frame = spoilt(clinic, clinic["patient_id"].str[-1].isin(list("1234567")), "arm")
    (issue,) = issues_of("losses", frame)
    assert issue.severity == "ask"
    assert "60 of 84 rows" in issue.message
    assert "20 of 28 patients" in issue.message
    assert "no arm (60 rows)" in issue.message
    assert 'confirmed=["losses"]' in issue.remedy


def test_follow_up_is_asked_though_every_patient_is_left(clinic, issues_of):
    (issue,) = issues_of("losses", spoilt(clinic, after_first(clinic)))
    assert (
        "28 of 28 patients with a score after their first (16 of 16 needling, 12 of 12 standard)"
        in issue.message
    )


def test_an_arm_that_loses_more_than_the_other_is_asked(clinic, issues_of):
    five = ["N1", "N2", "N3", "N4", "N5"]
    (issue,) = issues_of("losses", spoilt(clinic, clinic["patient_id"].isin(five)))
    assert "5 of 28 patients (5 of 16 needling, 0 of 12 standard)" in issue.message
    both = [*five, "S1", "S2", "S3"]
    assert not issues_of("losses", spoilt(clinic, clinic["patient_id"].isin(both)))


def test_losses_that_are_meant_are_confirmed(clinic):
    frame = spoilt(clinic, after_first(clinic))
    assert validate_file(frame).verdict == "ask"
    outcomes = read_outcomes(frame, confirmed=["losses"])
    (issue,) = outcomes.issues[outcomes.issues["check"] == "losses"].itertuples()
    assert (issue.severity, len(outcomes.records)) == ("warn", 28)
