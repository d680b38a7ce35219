"""The workbook: numbers are numbers, text is text whatever it begins with, and nothing tells who made it."""

import re
import zipfile
from io import BytesIO

import openpyxl
import pandas as pd
import pytest

from dnoutcomes.report.blocks.cell import (
    Cell,
    ShownNumber,
    hidden_cell,
    interval_cell,
    mean_cell,
    number_cell,
)
from dnoutcomes.report.blocks.section import Paragraph, Section, Table
from dnoutcomes.report.names.results_dictionary import COLUMN_MEANINGS
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.xlsx import render_xlsx, typed
from dnoutcomes.report.sections import SECTIONS

HOSTILE = ("=1+1", "+1", "-2+3", "@SUM(A1)", "{=1+1}", "http://example.org", "mailto:a@b.c", "<c/>", "]]>&", "\t=1",
           "\x1b[31mred", "\u202edesrever", "a\x00b", "'quoted", "internal:Sheet1!A1")  # fmt: skip
AGES = Table(
    "Ages",
    ("Group", "Age"),
    (("Needling", interval_cell(61, 58, 64, 0)), ("Standard", hidden_cell())),
    notes=("Years.",),
)
EMPTY = pd.DataFrame(columns=list(COLUMN_MEANINGS))


@pytest.fixture(scope="module")
def content(report_files):
    return report_files["tables.xlsx"]


@pytest.fixture(scope="module")
def book(content):
    return openpyxl.load_workbook(BytesIO(content))


def sheets_of(*blocks, title="t", results=EMPTY):
    return openpyxl.load_workbook(
        BytesIO(render_xlsx(Cover(title, "s"), (Section("ages", "A", blocks),), results))
    )


def values(sheet):
    return [[cell.value for cell in row] for row in sheet.iter_rows()]


def test_every_table_has_its_sheet_and_the_contents_lead_there(report, book):
    captions = [
        block.caption for item in report.sections for block in item.blocks if isinstance(block, Table)
    ]
    assert captions
    assert book.sheetnames[0] == "contents"
    assert book.sheetnames[-2:] == ["results", "dictionary"]
    assert [book[name]["A1"].value for name in book.sheetnames[1:-2]] == captions
    links = {cell.value: cell.hyperlink.location for (cell,) in book["contents"]["A4:A100"] if cell.hyperlink}
    assert links == {name: f"'{name}'!A1" for name in book.sheetnames[1:]}


def test_a_cell_with_an_interval_becomes_three_numbers():
    rows = values(sheets_of(AGES)["ages"])
    assert rows[:4] == [
        ["Ages", None, None, None],
        ["Group", "Age", "Age: lower limit", "Age: upper limit"],
        ["Needling", 61, 58, 64],
        ["Standard", "hidden", None, None],
    ]
    assert rows[-1][0] == "Years."


def test_a_part_of_a_whole_becomes_three_numbers_and_hidden_ones_stay_words():
    shown = Cell(
        "57 of 60 (95 %)",
        numbers=(ShownNumber(57, 0), ShownNumber(60, 0), ShownNumber(0.95, 0, True)),
        kind="part",
    )
    rows = (("At the start", shown), ("After 12 weeks", Cell("50 to 59 (of 60)")))
    heads, cells = typed(Table("Completion", ("Time", "Needling"), rows))
    assert heads == ("Time", "Needling", "Needling: of how many", "Needling: share")
    assert [cell.value for cell in cells[0][1:]] == [57, 60, 0.95]
    assert cells[1] == ("After 12 weeks", "50 to 59 (of 60)", None, None)


def test_names_stay_names_and_mixed_brackets_stay_text():
    table = Table("t", ("Site", "Mixed"), (("1", mean_cell(5, 3, 0)), ("2", interval_cell(5, 3, 7, 0))))
    assert typed(table) == (("Site", "Mixed"), (("1", "5 (3)"), ("2", "5 (3 to 7)")))


def test_a_column_of_words_is_not_taken_for_numbers_because_of_one():
    words = Table("t", ("a", "b"), (("x", number_cell(5, 0)), ("y", "five")), numeric=False)
    assert typed(words)[1] == (("x", "5"), ("y", "five"))


def test_results_are_the_table_of_results_unrounded(report, content):
    read = pd.read_excel(BytesIO(content), sheet_name="results", keep_default_na=False, na_values=[""])
    pd.testing.assert_series_equal(read["estimate"], report.table["estimate"], rtol=1e-11)
    assert read["state"].tolist() == report.table["state"].tolist()
    assert read["n_shown"].astype(str).tolist() == report.table["n_shown"].astype(str).tolist()


def test_the_dictionary_explains_every_column(book):
    assert dict(values(book["dictionary"])[1:]) == COLUMN_MEANINGS


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_whatever_it_begins_with(text):
    results = pd.DataFrame([dict.fromkeys(COLUMN_MEANINGS, text)])
    table = Table(text, (text, text), ((text, text),), notes=(text,))
    content = render_xlsx(Cover(text, text), (Section("a", text, (table,)),), results)
    shown = re.sub("[\x00\x1b\u202e]", "\ufffd", text).replace("\t", " ")
    book = openpyxl.load_workbook(BytesIO(content))
    assert {cell.value for row in book["a"].iter_rows() for cell in row} - {None} == {shown}
    assert {cell.value for cell in book["results"][2]} == {shown}
    for sheet in book:
        for row in sheet.iter_rows():
            assert {cell.data_type for cell in row} <= {"s", "n"}
    with zipfile.ZipFile(BytesIO(content)) as package:
        for name in package.namelist():
            assert not re.search(rb"<f[ >]|TargetMode=|externalLink|oleObject", package.read(name)), name


def test_nothing_tells_who_made_it_or_when(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}
        core = package.read("docProps/core.xml").decode()
        names = package.namelist()
    assert "<dc:creator></dc:creator><cp:lastModifiedBy></cp:lastModifiedBy>" in core
    assert set(re.findall(r"\d{4}-\d\d-\d\d", core)) == {"1980-01-01"}
    assert not any("comment" in name or "custom" in name or "printerSettings" in name for name in names)


def test_the_same_sections_give_the_same_bytes(report, content):
    assert render_xlsx(report.cover, report.sections, report.table) == content


def test_heads_stay_in_sight_and_are_printed_on_every_page(book):
    for name in book.sheetnames[1:]:
        top = 1 if name in ("results", "dictionary") else 2
        assert book[name].freeze_panes == f"B{top + 1}"
        assert book[name].print_title_rows == f"${top}:${top}"


def test_names_of_sheets_are_distinct_for_every_section_of_the_report():
    sections = tuple(Section(name, name, (AGES, AGES)) for name in SECTIONS)
    book = openpyxl.load_workbook(BytesIO(render_xlsx(Cover("t", "s"), sections, EMPTY)))
    assert len(book.sheetnames) == 2 * len(sections) + 3


def test_sections_without_tables_have_no_sheet():
    assert sheets_of(Paragraph("words")).sheetnames == ["contents", "results", "dictionary"]
