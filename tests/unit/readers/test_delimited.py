import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, Source
from dnoutcomes.readers.delimited import read_delimited
from dnoutcomes.readers.layout import find_layout

HEAD = "patient_id,arm,pain\n"


def read(text, **options):
    return read_delimited(text.encode(), Source("a.csv", "0"), SiteMapping(**options))


@pytest.mark.parametrize("mark", [",", ";", "\t", "|"])
def test_the_delimiter_is_found_though_others_stand_in_cells(mark):
    text = mark.join(["patient_id", "arm", "pain"]) + "\n" + mark.join(["1", '"a,b;c|d"', "7"])
    assert find_layout(text, SiteMapping()).delimiter == mark
    assert read(text).frame.iloc[0].tolist() == ["1", "a,b;c|d", "7"]


def test_a_given_delimiter_is_used():
    assert read("patient_id^arm\n1^x", delimiter="^").frame.columns.tolist() == ["patient_id", "arm"]


def test_lines_are_those_of_the_file():
    text = "title\n\n" + HEAD + '1,"two\nlines",7\n\n2,x,8\n'
    table = read(text, skip_rows=1)
    assert table.source_rows.tolist() == [4, 7]
    assert (table.source.header_row, table.source.n_blank_rows) == (3, 1)


def test_names_of_a_mapping_make_a_header():
    text = "Export\n\nPt;Gruppe;Schmerz\n1;a;7"
    columns = {"Pt": "patient_id", "Gruppe": "arm", "Schmerz": "pain_nrs"}
    assert find_layout(text, SiteMapping(columns=columns)).header_row == 3


def test_an_empty_cell_at_the_end_of_every_row_is_no_column():
    assert read("patient_id,arm,pain,\n1,a,7,\n2,b,8,\n").frame.shape == (2, 3)
    assert read(HEAD + "1,a,7,\n2,b,8,\n").frame.shape == (2, 3)


def test_a_column_without_a_name_but_with_values_is_reported_by_its_place():
    assert read("patient_id,,pain\n1,x,7\n").frame.columns.tolist()[1] == "(column 2 without a name)"


def test_short_rows_are_set_aside_and_counted():
    table = read(HEAD + "1,a,7\n2,b\n3,c,8\n")
    (finding,) = table.findings
    assert list(finding.source_rows) == [3]
    assert (len(table.frame), table.source.n_rows_read) == (2, 3)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (HEAD + "1,a,7\n2,b,8,9\n", "row 3 of the file \\(data row 2\\) has too many cells"),
        (HEAD + '1,"a,7\n2,b,8\n', "row 2 of the file"),
        (HEAD + '1,"a" x,7\n', "row 2 of the file"),
        (HEAD, "no rows"),
        ("patient_id,arm,Arm\n1,a,b\n", "2 columns are named 'arm'"),
    ],
)
def test_what_is_refused(text, said):
    with pytest.raises(DataError, match=said):
        read(text)


@pytest.mark.parametrize("end", ["\n", "\r\n", "\r"])
def test_line_ends(end):
    table = read((HEAD + "1,a,7\n2,b,8\n").replace("\n", end))
    assert table.frame["pain"].tolist() == ["7", "8"]
    assert table.source_rows.tolist() == [2, 3]
