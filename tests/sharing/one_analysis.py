"""One small asymmetric analysis, as the clinic codes it and in words, for the tests of readers of typed files."""

from datetime import date

import pandas as pd

from dnoutcomes.outcomes import read_outcomes

CODED = pd.DataFrame(
    {
        "patient_id": ["007", "007", "012", "012", "013"],
        "arm": [2.0, 2.0, 1.0, 1.0, 1.0],
        "cause": [1.0, 1.0, 3.0, 3.0, 3.0],
        "session_date": [
            date(2026, 1, 5),
            date(2026, 2, 2),
            date(2026, 1, 6),
            date(2026, 2, 3),
            date(2026, 3, 1),
        ],
        "pain_nrs": [7.5, 4.0, None, 6.0, 9.0],
        "age": [61.0, 61.0, 48.0, 48.0, None],
    }
)
ARM = {1: "Standard care", 2: "Needling + standard care"}
CAUSE = {1: "Diabetic", 3: "Chemotherapy"}
LABELS = ["Patient", "Arm", "Cause", "Date of the session", "Pain, 0 to 10", "Age in years"]
WORDED = CODED.assign(arm=CODED["arm"].map(ARM), cause=CODED["cause"].map(CAUSE))


def assert_same_records(path, folder, **options):
    """A file gives the records of the CSV file of its labels."""
    WORDED.to_csv(folder / "clinic.csv", index=False)
    expected = read_outcomes(folder / "clinic.csv").records
    pd.testing.assert_frame_equal(read_outcomes(path, **options).records, expected)
