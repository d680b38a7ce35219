import pandas as pd
import pytest

from dnoutcomes.outcomes import validate_file


@pytest.fixture
def encounters():
    """Four patients, two in each arm, three visits each; clean."""
    patients = ["S1", "S2", "N1", "N2"]
    return pd.DataFrame(
        {
            "patient_id": [patient for patient in patients for _ in range(3)],
            "arm": ["standard"] * 6 + ["needling"] * 6,
            "cause": "diabetic",
            "session_date": ["2025-01-06", "2025-02-03", "2025-03-03"] * 4,
            "pain_nrs": ["7", "6", "5", "4", "4", "3", "8", "5", "2", "6", "5", "4"],
        }
    )


@pytest.fixture
def issues_of():
    """Issues that one check finds in a frame, as a list of rows."""

    def find(check, frame, **options):
        issues = validate_file(frame, **options).issues
        return list(issues[issues["check"] == check].itertuples())

    return find


@pytest.fixture
def with_cells():
    """A frame with some cells replaced: (row, column, value)."""

    def replace(frame, *changes):
        frame = frame.astype("object")
        for row, column, value in changes:
            if column not in frame.columns:
                frame[column] = ""
            frame.loc[row, column] = value
        return frame

    return replace
