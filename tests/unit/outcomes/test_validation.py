import json

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes, validate, validate_file
from dnoutcomes.plan import Plan

FRAME = pd.DataFrame(
    {
        "patient_id": ["S1", "S1", "N1", "N1"],
        "arm": ["standard", "standard", "needling", "needling"],
        "cause": "diabetic",
        "session_date": ["2025-01-06", "2025-02-03"] * 2,
        "pain_nrs": ["7", "x", "8", "5"],
    }
)


def test_a_report_repeats_what_reading_found_once():
    outcomes = read_outcomes(FRAME)
    report = validate(outcomes)
    assert report.issues.equals(outcomes.issues)
    assert report.verdict == "row"


def test_counts_add_up():
    counts = validate_file(pd.concat([FRAME, FRAME.iloc[[0]]])).counts
    assert counts == {"rows_read": 5, "duplicates": 1, "rows_set_aside": 1, "records": 3, "patients": 2}
    assert counts["rows_read"] == counts["duplicates"] + counts["rows_set_aside"] + counts["records"]


@pytest.mark.parametrize("frame", [FRAME, FRAME.drop(columns="arm"), FRAME.assign(session_date="01/02/2025")])
def test_the_dict_is_json_of_plain_values(frame):
    report = validate_file(frame)
    again = json.loads(json.dumps(report.to_dict()))
    assert again["verdict"] == report.verdict
    assert len(again["issues"]) == len(report.issues)
    assert set(again["issues"][0]) == {"severity", "check", "row", "column", "value", "message", "remedy"}


def test_a_faulty_mapping_is_a_verdict_too():
    report = validate_file(FRAME, {"colums": {}})
    assert report.verdict == "reject"
    assert "did you mean 'columns'" in report.issues.iloc[0]["message"]


def test_a_plan_for_another_outcome_is_refused():
    report = validate(read_outcomes(FRAME), Plan(outcome="isi"))
    assert report.verdict == "reject"
    assert report.issues.iloc[0]["column"] == "isi"


def test_reading_raises_what_checking_reports():
    frame = FRAME.assign(session_date="01/02/2025")
    with pytest.raises(DataError) as caught:
        read_outcomes(frame)
    assert caught.value.issues.equals(validate_file(frame).issues)


def test_shown_in_words_and_html():
    report = validate_file(FRAME)
    assert repr(report).startswith("row: can be used; faulty rows or values are set aside (4 rows read")
    assert "<table" in report._repr_html_()


def test_a_plan_can_be_a_file_and_a_faulty_one_is_a_finding(tmp_path):
    plan = tmp_path / "plan.toml"
    plan.write_text('arms = ["standard", "electrical"]\n', encoding="utf-8")
    assert (
        validate_file(FRAME, plan=plan).to_dict() == validate_file(FRAME, plan=Plan.from_toml(plan)).to_dict()
    )
    plan.write_text("smallest_cell = 0\n", encoding="utf-8")
    report = validate_file(FRAME, plan=str(plan))
    assert report.verdict == "reject"
    assert "smallest_cell" in report.issues.loc[0, "message"]
