from datetime import date

import pandas as pd
import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers import SiteMapping, read_raw

openpyxl = pytest.importorskip("openpyxl")
FRAME = pd.DataFrame(
    {"patient_id": ["001", "002"], "arm": ["a", None], "session_date": date(2025, 1, 6), "pain": [7.5, 8]}
)


@pytest.fixture
def book(tmp_path):
    path = tmp_path / "book.xlsx"
    FRAME.to_excel(path, index=False)
    return path


def test_cells_are_what_the_sheet_shows(book):
    table = read_raw(book, SiteMapping())
    assert table.frame.values.tolist() == [["001", "a", "2025-01-06", "7.5"], ["002", "", "2025-01-06", "8"]]
    assert table.source_rows.tolist() == [2, 3]


def test_rows_above_the_header_are_asked_about(tmp_path):
    path = tmp_path / "book.xlsx"
    with pd.ExcelWriter(path, engine="openpyxl") as writer:
        FRAME.to_excel(writer, index=False, startrow=2)
        writer.sheets["Sheet1"]["A1"] = "Clinic export"
    with pytest.raises(DataError, match="skip_rows=2") as caught:
        read_raw(path, SiteMapping())
    assert caught.value.verdict == "ask"
    assert read_raw(path, SiteMapping(skip_rows=2)).source_rows.tolist() == [4, 5]


def test_an_unknown_sheet_and_no_sheet(book, tmp_path):
    with pytest.raises(DataError, match="no sheet 'x'"):
        read_raw(book, SiteMapping(member="x"))
    openpyxl.Workbook().save(tmp_path / "empty.xlsx")
    with pytest.raises(DataError, match="no sheet holds data"):
        read_raw(tmp_path / "empty.xlsx", SiteMapping())


def saved(tmp_path, *changes):
    """A workbook of three rows of identifiers and scores, changed."""
    book = openpyxl.Workbook()
    sheet = book.active
    for row in [["patient_id", "shoe", "pain"], [12, 40, 0.7], [345, 41, 0.5], [6, 42, 0]]:
        sheet.append(row)
    for change in changes:
        change(book, sheet)
    path = tmp_path / "book.xlsx"
    book.save(path)
    return path


def formatted(column, number_format, first=2):
    def change(_, sheet):
        for row in range(first, 5):
            sheet[f"{column}{row}"].number_format = number_format

    return change


@pytest.mark.parametrize(
    ("column", "number_format", "texts"),
    [
        ("C", "0%", ["70%", "50%", "0%"]),
        ("C", "0.00 %", ["70%", "50%", "0%"]),
        ("C", '0.0%;[Red]-0.0%;"none"%', ["70%", "50%", "0%"]),
        ("A", "00000", ["00012", "00345", "00006"]),
        ("A", "000-00", ["00012", "00345", "00006"]),
        ("A", "0.00E+00", ["12", "345", "6"]),
        ("A", '#,##0.00 "€"', ["12", "345", "6"]),
        ("A", "[$£-809]#,##0", ["12", "345", "6"]),
        ("A", "@", ["12", "345", "6"]),
        ("A", "General", ["12", "345", "6"]),
    ],
)
def test_what_a_number_format_shows(tmp_path, column, number_format, texts):
    table = read_raw(saved(tmp_path, formatted(column, number_format)), SiteMapping())
    assert table.frame.iloc[:, "ABC".index(column)].tolist() == texts
    assert not [finding for finding in table.findings if finding.severity == "ask"]


@pytest.mark.parametrize(
    ("number_format", "said"),
    [
        ("# ?/?", "as fractions"),
        ("# ??/100", "as fractions"),
        ('0.0,"k"', "in thousands"),
        ("#,##0,,", "in thousands"),
        ("0,.0", "in thousands"),
        (";;;", "without their number"),
        ('"done"', "without their number"),
        ("0;-0;;@", "without their number"),
        ('[<0.6]"mild";[>=0.6]"bad"', "without their number"),
    ],
)
def test_a_number_format_that_hides_or_scales_is_asked(tmp_path, number_format, said):
    path = saved(tmp_path, formatted("C", number_format))
    asked = [finding for finding in read_raw(path, SiteMapping()).findings if finding.severity == "ask"]
    assert [finding.check for finding in asked] == ["shown_values"]
    assert said in asked[0].message
    table = read_raw(path, SiteMapping(confirmed=("shown_values",)))
    assert table.frame["pain"].tolist() == ["0.7", "0.5", "0"]
    assert {finding.severity for finding in table.findings} == {"warn"}
    unknown = saved(tmp_path, formatted("B", number_format))
    assert not read_raw(unknown, SiteMapping()).findings


def test_digits_that_a_sheet_does_not_show_are_told(tmp_path):
    table = read_raw(saved(tmp_path, formatted("C", "0")), SiteMapping())
    assert table.frame["pain"].tolist() == ["0.7", "0.5", "0"]
    assert [(finding.severity, finding.source_rows) for finding in table.findings] == [("warn", [2, 3])]


def hide_rows(_, sheet):
    sheet.row_dimensions[3].hidden = True


def hide_column(_, sheet):
    sheet.column_dimensions["C"].hidden = True


def hide_unknown(_, sheet):
    sheet.column_dimensions["B"].hidden = True


@pytest.mark.parametrize(
    ("change", "said", "left"),
    [
        (hide_rows, "1 rows of the sheet are hidden", (2, 3)),
        (hide_column, "columns are hidden: 'pain'", (3, 2)),
    ],
)
def test_hidden_rows_and_columns_are_asked(tmp_path, change, said, left):
    path = saved(tmp_path, change)
    (asked,) = read_raw(path, SiteMapping()).findings
    assert (asked.severity, asked.check) == ("ask", "hidden_cells")
    assert said in asked.message
    assert read_raw(path, SiteMapping(hidden_cells="read")).frame.shape == (3, 3)
    without = read_raw(path, SiteMapping(hidden_cells="leave_out"))
    assert without.frame.shape == left
    assert [finding.severity for finding in without.findings] == ["warn"]


def test_a_hidden_column_that_means_nothing_is_fine(tmp_path):
    assert not read_raw(saved(tmp_path, hide_unknown), SiteMapping()).findings


def test_a_hidden_sheet_is_read_only_when_named(tmp_path):
    def hide(book, sheet):
        sheet.sheet_state = "hidden"
        book.create_sheet("empty")

    def second(book, _):
        copy = book.copy_worksheet(book.active)
        copy.sheet_state = "veryHidden"

    with pytest.raises(DataError, match="the only sheet with data, 'Sheet', is hidden") as caught:
        read_raw(saved(tmp_path, hide), SiteMapping())
    assert caught.value.verdict == "ask"
    assert len(read_raw(saved(tmp_path, hide), SiteMapping(member="Sheet")).frame) == 3
    with pytest.raises(DataError, match=r"2 sheets hold data: 'Sheet', 'Sheet Copy' \(hidden\)"):
        read_raw(saved(tmp_path, second), SiteMapping())
