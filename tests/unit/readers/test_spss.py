import pandas as pd
import pyreadstat
import pytest
from one_analysis import ARM, CAUSE, CODED, LABELS, WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers import SiteMapping, read_raw

LABELLED = {"variable_value_labels": {"arm": ARM, "cause": CAUSE}, "column_labels": LABELS}


@pytest.mark.parametrize("packed", [False, True])
def test_an_analysis_is_that_of_the_csv_file_of_its_labels(packed, tmp_path):
    path = tmp_path / ("clinic.zsav" if packed else "clinic.sav")
    pyreadstat.write_sav(CODED, str(path), compress=packed, **LABELLED)
    assert_same_records(path, tmp_path)
    raw = read_raw(path, SiteMapping())
    assert raw.column_labels["session_date"] == "Date of the session"
    assert raw.frame["session_date"].astype(str).tolist()[3] == "2026-02-03"


def test_a_portable_file_is_read_by_its_first_lines(tmp_path):
    short = WORDED.rename(columns={"patient_id": "id", "session_date": "day", "pain_nrs": "pain"})
    pyreadstat.write_por(short, str(tmp_path / "clinic"))
    mapping = {"columns": {"ID": "patient_id", "DAY": "session_date"}}
    assert_same_records(tmp_path / "clinic", tmp_path, mapping=mapping)


def test_user_missing_values_are_missing_and_their_labels_the_reasons(tmp_path):
    frame = CODED.assign(pain_nrs=[7.5, 98.0, 99.0, 6.0, 9.0], ward=["A", "XX", "B", "B", "B"])
    pyreadstat.write_sav(
        frame,
        str(tmp_path / "clinic.sav"),
        missing_ranges={"pain_nrs": [{"lo": 97, "hi": 99}], "ward": ["XX"]},
        variable_value_labels=LABELLED["variable_value_labels"]
        | {"pain_nrs": {98: "refused", 99: "forgotten", 0: "no pain"}},
    )
    raw = read_raw(tmp_path / "clinic.sav", SiteMapping())
    assert raw.missing_reasons == {"pain_nrs": {"98": "refused", "99": "forgotten"}, "ward": {"XX": ""}}
    assert raw.value_labels["pain_nrs"] == {"0": "no pain"}
    records = read_outcomes(tmp_path / "clinic.sav").records
    assert records["missing_reason"].dropna().tolist() == ["refused", "forgotten"]
    assert records["pain_nrs"].dropna().tolist() == [7.5, 6.0, 9.0]


def test_dates_times_and_durations(tmp_path):
    frame = pd.DataFrame({"day": [13986950400.0, -2612390400.0, 1e30], "wait": [108000.0, 30600.0, None]})
    pyreadstat.write_sav(frame, str(tmp_path / "a.sav"), variable_format={"day": "DATE11", "wait": "TIME8"})
    assert read_raw(tmp_path / "a.sav", SiteMapping()).frame.astype(str).values.tolist() == [
        ["2026-01-05", "30:00:00"],
        ["1500-01-01", "08:30:00"],
        ["1e+30", ""],
    ]


def in_latin_1(tmp_path):
    """A file that says it's in UTF-8, one of whose texts isn't."""
    path = tmp_path / "clinic.sav"
    pyreadstat.write_sav(CODED.assign(ward=["Zürich", "Basel", "Basel", "Basel", "Basel"]), str(path))
    data = path.read_bytes()
    assert data.count("Zürich".encode()) == 1
    path.write_bytes(data.replace("Zürich".encode(), "Zürich ".encode("latin-1")))
    return path


def test_texts_in_another_encoding_than_the_file_says_are_asked(tmp_path):
    path = in_latin_1(tmp_path)
    with pytest.raises(DataError, match='encoding="cp1252"') as caught:
        read_raw(path, SiteMapping())
    assert caught.value.verdict == "ask"
    assert read_raw(path, SiteMapping(encoding="cp1252")).frame["ward"].iloc[0] == "Zürich"


def test_a_file_without_rows_is_refused(tmp_path):
    pyreadstat.write_sav(CODED.iloc[:0], str(tmp_path / "a.sav"))
    with pytest.raises(DataError, match="without a row"):
        read_raw(tmp_path / "a.sav", SiteMapping())
