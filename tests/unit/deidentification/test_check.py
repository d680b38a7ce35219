import pandas as pd
import pytest

from dnoutcomes.deidentification import check_deidentified, deidentify
from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes


def test_it_says_whether_the_original_was_at_hand(export, outcomes, file):
    alone = check_deidentified(export.frame)
    assert alone.passed
    assert not alone.against_original
    assert "wasn't at hand" in alone.summary
    for original in (outcomes, file):
        beside = check_deidentified(export.frame, original)
        assert beside.passed
        assert beside.against_original
        assert "held against the original" in beside.summary


def test_the_written_file_is_checked_like_the_frame(export, file, tmp_path):
    table, *_ = export.write(tmp_path)
    assert check_deidentified(table, file).passed
    table.write_text(table.read_text(encoding="utf-8").replace("diabetic", "10 Jan 2026"), encoding="utf-8")
    found = check_deidentified(table, file)
    assert not found.passed
    assert set(found.issues["check"]) >= {"values_that_do_not_fit", "dates_of_the_original"}


def test_a_mapping_reads_the_original(export, file, tmp_path):
    site = file.rename(columns={"patient_id": "Pt", "pain_nrs": "VAS"})
    mapping = {"columns": {"Pt": "patient_id", "VAS": "pain_nrs"}}
    made = deidentify(read_outcomes(site, mapping))
    assert check_deidentified(made.frame, site, mapping=mapping).passed
    with pytest.raises(DataError):
        check_deidentified(made.frame, site)


def test_patients_who_can_be_told_apart_are_a_warning_and_not_the_end(export):
    found = export.check()
    assert found.passed
    (warning,) = found.issues.itertuples()
    assert (warning.severity, warning.check) == ("warn", "risk")
    assert "4 of 4 patients are alike with fewer than 10 others" in warning.message
    assert "isn't anonymous" in found.summary


def test_a_table_with_smaller_groups_than_asked_for_must_not_leave():
    rows = [(f"P-BCDFGHJ{letter}", "needling", "diabetic", "0") for letter in "BCDF"]
    frame = pd.DataFrame(
        [*rows, ("P-BCDFGHJG", "standard", "diabetic", "0")],
        columns=["patient_id", "arm", "cause", "study_day"],
    )
    refused = check_deidentified(frame, k=4)
    assert not refused.passed
    (finding,) = refused.issues.itertuples()
    assert (finding.check, finding.severity) == ("risk", "reject")
    assert "1 of 5 patients are alike with fewer than 3 others" in finding.message
    alike = check_deidentified(frame.iloc[:4], k=4)
    assert alike.passed
    assert not len(alike.issues)
    assert alike.summary.endswith("every patient is one of at least 4 who are alike")
    assert check_deidentified(frame.iloc[:4]).summary.endswith(
        "it isn't anonymous, see how far patients can be told apart"
    )


def test_the_attack_with_the_original_is_run_and_told(export, outcomes):
    found = export.check()
    assert (found.linking.n_linked, found.linking.n_patients) == (2, 4), "two share their days"
    assert found.linking.sentence in found.sentences
    assert check_deidentified(export.frame).linking is None


def test_a_failure_tells_how_much_was_found_and_quotes_nothing(export):
    leaky = export.frame.assign(sex="Ann Smith", note="x")
    found = check_deidentified(leaky)
    assert not found.passed
    assert found.summary == "must not leave: 2 findings"
    assert "Ann" not in repr(found) + found._repr_html_()
    assert "sex holds what it may not hold: text" in repr(found)


def test_the_original_itself_is_no_export(file):
    found = check_deidentified(file, file)
    assert not found.passed
    assert set(found.issues["check"]) >= {
        "unlisted_columns",
        "values_that_do_not_fit",
        "values_of_the_original",
        "dates_of_the_original",
    }
