"""A small file with everything in it that mustn't leave, and the export of it."""

import pandas as pd
import pytest

from dnoutcomes.deidentification import deidentify
from dnoutcomes.outcomes import read_outcomes

PATIENTS = {
    "patient_id": ["MRN-00417", "MRN-00418", "MRN-00419", "MRN-00420"],
    "Name": ["Ann Smith", "Bob Jones", "Cy Young", "Dee Brown"],
    "site_id": ["Boston", "Boston", "Salem", "Salem"],
    "therapist_id": ["Dr Lee", "Dr Lee", "Dr Kay", "Dr Kay"],
    "episode_id": ["E1", "E2", "E3", "E4"],
    "arm": ["needling", "needling", "standard", "standard"],
    "cause": ["diabetic", "leprosy", "diabetic", "diabetic"],
    "cause_detail": ["", "caught in Goa", "", ""],
    "sex": ["F", "M", "F", "F"],
    "age": ["71.6", "93", "", "66"],
    "birth_year": ["1954", "1932", "1958", "1959"],
    "index_date": ["2026-01-10", "2026-02-01", "2026-01-20", ""],
    "referral_date": ["2025-12-01", "2026-01-02", "2026-01-05", "2025-11-30"],
    "onset_date": ["2020-01-10", "2024-02-01", "2021-07-20", ""],
    "end_date": ["2026-05-01", "2026-06-01", "", "2026-05-05"],
    "favourite colour": ["red", "blue", "red", "green"],
}
VISITS = {"2026-01-10": 7, "2026-02-07": 5, "2026-04-04": 4.5}


def draw_file():
    """Return the file as a frame of text: each patient at three visits, the last patient without an index date."""
    patients = pd.DataFrame(PATIENTS)
    visits = pd.DataFrame(
        {"session_date": list(VISITS), "pain_nrs": [str(score) for score in VISITS.values()]}
    )
    rows = patients.merge(visits, how="cross")
    rows["note"] = [f"=HYPERLINK('http://x/{place}') called Ann on 10 Jan 2026" for place in range(len(rows))]
    rows["missing_reason"] = ["moved to Salem" if place == 4 else "" for place in range(len(rows))]
    return rows


@pytest.fixture(scope="session")
def file():
    return draw_file()


@pytest.fixture(scope="session")
def outcomes(file):
    return read_outcomes(file)


@pytest.fixture(scope="session")
def export(outcomes):
    return deidentify(outcomes)
