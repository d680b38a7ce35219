import pandas as pd
import pyreadstat
import pytest
from one_analysis import CODED, LABELS, WORDED, assert_same_records

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, read_raw
from dnoutcomes.readers.sas import data_sets


def short(frame):
    """Version 5 has names of up to eight letters."""
    return frame.rename(columns={"patient_id": "USUBJID", "session_date": "ADT", "pain_nrs": "AVAL"})


def written(frame, path, name="ADPAIN", version=5):
    pyreadstat.write_xport(
        frame, str(path), table_name=name, file_format_version=version, column_labels=LABELS
    )
    return path


@pytest.mark.parametrize("version", [5, 8])
def test_an_analysis_is_that_of_the_csv_file(version, tmp_path):
    path = written(short(WORDED), tmp_path / "clinic.xpt", version=version)
    mapping = {"columns": {"USUBJID": "patient_id", "ADT": "session_date", "AVAL": "pain_nrs"}}
    assert_same_records(path, tmp_path, mapping=mapping)
    assert read_raw(path, SiteMapping()).column_labels["ADT"] == "Date of the session"


@pytest.mark.parametrize("version", [5, 8])
def test_one_of_several_data_sets_is_named(version, tmp_path):
    one = written(short(CODED), tmp_path / "one.xpt", "ADPAIN", version).read_bytes()
    other = written(short(CODED).iloc[3:], tmp_path / "other.xpt", "ADSL", version).read_bytes()
    library = data_sets(other)["ADSL"].index(b"HEADER RECORD*******MEMB")
    both = tmp_path / "both.xpt"
    both.write_bytes(one + other[library:])
    with pytest.raises(DataError, match="2 data sets: 'ADPAIN', 'ADSL'") as caught:
        read_raw(both, SiteMapping())
    assert caught.value.verdict == "ask"
    assert len(read_raw(both, SiteMapping(member="ADPAIN")).frame) == 5
    assert read_raw(both, SiteMapping(member="ADSL")).frame["USUBJID"].tolist() == ["012", "013"]
    with pytest.raises(DataError, match="no data set 'ADAE'"):
        read_raw(both, SiteMapping(member="ADAE"))


def test_moments_and_times(tmp_path):
    frame = pd.DataFrame({"when": [2083239001.5], "wait": [108000.0], "day": [-168011.0]})
    formats = {"when": "DATETIME", "wait": "TIME", "day": "YYMMDD10"}
    pyreadstat.write_xport(frame, str(tmp_path / "a.xpt"), variable_format=formats)
    assert read_raw(tmp_path / "a.xpt", SiteMapping()).frame.astype(str).values.tolist() == [
        ["2026-01-05T13:30:01.500000", "30:00:00", "1500-01-01"]
    ]
