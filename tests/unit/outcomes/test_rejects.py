import csv

import pandas as pd
import pytest

from dnoutcomes.outcomes import list_rejects, read_outcomes, spreadsheet_safe, write_rejects


@pytest.mark.parametrize("text", ["=1+1", "+cmd|' /C calc'!A0", "-2+3", "@SUM(A1)", "\t=1", "\r=1", "-", "+"])
def test_formulas_are_disarmed(text):
    assert spreadsheet_safe(text) == "'" + text


@pytest.mark.parametrize("text", ["-1.2", "+3", "-4e-5", "7", "", "a=b", "1-2"])
def test_numbers_and_plain_text_are_untouched(text):
    assert spreadsheet_safe(text) == text


FRAME = pd.DataFrame(
    {
        "patient_id": ["S1", "S1", "N1", "N1"],
        "arm": ["standard", "standard", "needling", "needling"],
        "cause": "diabetic",
        "session_date": ["2025-01-06", "2025-02-03"] * 2,
        "pain_nrs": ["7", "=1+1", "8", "5"],
    }
)


def test_a_clean_file_takes_the_list_of_an_earlier_one_away(tmp_path):
    path = list_rejects(read_outcomes(FRAME), tmp_path / "rejects.csv")
    assert path.exists()
    assert list_rejects(read_outcomes(FRAME.assign(pain_nrs="7")), path) is None
    assert not path.exists()


def test_the_file_lists_every_row_with_its_reason(tmp_path):
    path = write_rejects(read_outcomes(FRAME), tmp_path / "rejects.csv")
    with path.open(encoding="utf-8", newline="") as stream:
        (row,) = csv.DictReader(stream)
    assert row == {
        "source_row": "3",
        "column": "pain_nrs",
        "value": "'=1+1'",
        "reason": "pain_nrs: not a number",
        "set_aside": "row",
    }
    assert [item.name for item in tmp_path.iterdir()] == ["rejects.csv"]
