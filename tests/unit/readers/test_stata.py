import pandas as pd
import pyreadstat
import pytest
from one_analysis import ARM, CAUSE, CODED, LABELS, assert_same_records

from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers import SiteMapping, read_raw

VALUE_LABELS = {"arm": ARM, "cause": CAUSE}


@pytest.mark.parametrize("version", [8, 12, 14, 15])
def test_an_analysis_is_that_of_the_csv_file_of_its_labels(version, tmp_path):
    path = tmp_path / "clinic.dta"
    pyreadstat.write_dta(
        CODED, str(path), version=version, variable_value_labels=VALUE_LABELS, column_labels=LABELS
    )
    assert_same_records(path, tmp_path)
    assert read_raw(path, SiteMapping()).column_labels["pain_nrs"] == "Pain, 0 to 10"


def test_missing_values_of_a_kind_of_their_own_keep_their_labels(tmp_path):
    frame = CODED.assign(pain_nrs=[7.5, "a", None, "z", 9.0], ward=["a", "a", "b", "b", "b"])
    pyreadstat.write_dta(
        frame,
        str(tmp_path / "clinic.dta"),
        missing_user_values={"pain_nrs": ["a", "z"]},
        variable_value_labels=VALUE_LABELS | {"pain_nrs": {"a": "refused"}},
    )
    raw = read_raw(tmp_path / "clinic.dta", SiteMapping())
    assert raw.frame["pain_nrs"].astype(str).tolist() == ["7.5", ".a", "", ".z", "9"]
    assert raw.missing_reasons == {"pain_nrs": {".a": "refused", ".z": ""}}
    records = read_outcomes(tmp_path / "clinic.dta").records
    assert records["missing_reason"].dropna().tolist() == ["refused", "code .z"]


def test_numbers_of_single_precision_show_what_was_measured(tmp_path):
    frame = pd.DataFrame(
        {"pain": pd.array([7.3, 0.1], dtype="float32"), "visit": pd.array([1, 2], dtype="int8")}
    )
    frame.to_stata(tmp_path / "a.dta", write_index=False)
    assert read_raw(tmp_path / "a.dta", SiteMapping()).frame.astype(str).values.tolist() == [
        ["7.3", "1"],
        ["0.1", "2"],
    ]


def test_moments_months_and_old_dates(tmp_path):
    frame = pd.DataFrame({"when": [2083239001500.0], "month": [792.0], "day": [24111.0]})
    formats = {"when": "%tc", "month": "%tm", "day": "%d"}
    pyreadstat.write_dta(frame, str(tmp_path / "a.dta"), variable_format=formats)
    assert read_raw(tmp_path / "a.dta", SiteMapping()).frame.astype(str).values.tolist() == [
        ["2026-01-05T13:30:01.500000", "2026m1", "2026-01-05"]
    ]
