import sys
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


def test_without_openpyxl_the_extra_is_named(book, monkeypatch):
    monkeypatch.setitem(sys.modules, "openpyxl", None)
    with pytest.raises(DataError, match=r"dnoutcomes\[formats\]"):
        read_raw(book, SiteMapping())
