import pytest

from dnoutcomes.deidentification.written_table import read_written
from dnoutcomes.errors import DataError

GOOD = "patient_id,arm\nP-BCDFGHJK,needling\n"


def test_every_cell_is_read_as_it_stands(tmp_path):
    path = tmp_path / "t.csv"
    path.write_text('patient_id, arm \n" P-BCDFGHJK",001\n,NA\n', encoding="utf-8")
    written = read_written(path, None)
    assert list(written.frame.columns) == ["patient_id", " arm "]
    assert written.frame.values.tolist() == [[" P-BCDFGHJK", "001"], ["", "NA"]]
    assert [name for name, _ in written.listed()] == ["patient_id"]


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "header"),
        (b"patient_id,arm\n", "no row"),
        (b"arm,arm\na,b\n", "twice"),
        (b"Visits of Ann Smith\n" + GOOD.encode(), "another number of cells"),
        (GOOD.encode() + b"\nMade for Dr Lee\n", "another number of cells"),
        (GOOD.encode() + b"P-BCDFGHJK,needling,Ann\n", "another number of cells"),
        (b'patient_id,arm\n"P-BCDFGHJK,needling\n', "not a CSV file"),
        (b"\xff\xfe" + GOOD.encode("utf-16-le"), "UTF-8"),
        (b"PK\x03\x04\xff", "UTF-8"),
    ],
)
def test_a_file_in_which_something_could_hide_is_refused(tmp_path, content, message):
    path = tmp_path / "t.csv"
    path.write_bytes(content)
    with pytest.raises(DataError, match=message):
        read_written(path, None)


def test_a_file_that_is_not_there_is_a_data_error(tmp_path):
    with pytest.raises(DataError, match="can't be opened"):
        read_written(tmp_path / "none.csv", None)


def test_a_mark_before_the_header_is_no_part_of_a_name_that_may_leave(tmp_path):
    path = tmp_path / "t.csv"
    path.write_bytes(b"\xef\xbb\xbf" + GOOD.encode())
    assert [name for name, _ in read_written(path, None).listed()] == ["arm"]
