import duckdb
import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.readers import SiteMapping, read_raw

ROWS = """
    select * from (values
        ('007', 'needling', 'diabetic', date '2026-01-05', 7.5, true, 61),
        ('007', 'needling', 'diabetic', date '2026-02-02', 4, NULL, 61),
        ('012', 'standard', 'diabetic', date '2026-01-06', NULL, false, NULL),
        ('012', 'standard', 'diabetic', date '2026-02-03', 6, false, NULL)
    ) as rows(patient_id, arm, cause, session_date, pain_nrs, opioid, age)
"""


@pytest.fixture
def path(tmp_path):
    path = tmp_path / "clinic.parquet"
    with duckdb.connect() as connection:
        connection.execute(f"copy ({ROWS}) to '{path}' (format parquet)")
    return path


def test_cells_are_those_that_a_csv_file_would_hold(path):
    raw = read_raw(path, SiteMapping())
    assert raw.frame.astype(str).to_numpy().tolist()[:3] == [
        ["007", "needling", "diabetic", "2026-01-05", "7.5", "True", "61"],
        ["007", "needling", "diabetic", "2026-02-02", "4", "", "61"],
        ["012", "standard", "diabetic", "2026-01-06", "", "False", ""],
    ]
    assert raw.source_rows.tolist() == [2, 3, 4, 5]


def test_records_are_those_of_the_same_file_as_csv(path, tmp_path):
    frame = read_raw(path, SiteMapping()).frame
    frame.to_csv(tmp_path / "clinic.csv", index=False)
    from_csv = read_outcomes(tmp_path / "clinic.csv")
    pd.testing.assert_frame_equal(read_outcomes(path).records, from_csv.records)


def test_a_damaged_file_is_refused_by_its_name(path):
    path.write_bytes(path.read_bytes()[:60])
    with pytest.raises(DataError, match=r"clinic\.parquet.*\n- this Parquet file is damaged"):
        read_outcomes(path)
