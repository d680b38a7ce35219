"""Every format of a report has the cells of its sections, and numbers are those of results.csv, in any language."""

import json
from io import BytesIO

import docx
import lxml.html
import openpyxl
import pandas as pd
import pytest

from dnoutcomes.language import speaking
from dnoutcomes.report.blocks.section import Table

NUMBERS = ["estimate", "std_error", "df", "p_value", "conf_low", "conf_high", "n_subjects"]


def tables_of(report):
    return [block for section in report.sections for block in section.blocks if isinstance(block, Table)]


def cells_of(report):
    return [[list(table.columns), *map(list, table.rows)] for table in tables_of(report)]


@pytest.fixture(scope="session")
def told(written):
    """What results.csv holds."""
    return pd.read_csv(BytesIO(written["results.csv"]), keep_default_na=False, na_values=[""])


@pytest.fixture(scope="session")
def book(written):
    return openpyxl.load_workbook(BytesIO(written["tables.xlsx"]))


def test_the_page_has_the_cells_of_the_sections(without_pictures, written):
    page = lxml.html.fromstring(written["report.html"].decode())
    found = [
        [[cell.text_content() for cell in row.xpath("th | td")] for row in table.xpath(".//tr")]
        for table in page.xpath("//table")
    ]
    assert found == cells_of(without_pictures)


def test_the_document_has_the_cells_of_the_sections(without_pictures, written):
    document = docx.Document(BytesIO(written["report.docx"]))
    found = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if table.style.name == "Report table"
    ]
    assert found == cells_of(without_pictures)


def test_the_workbook_has_the_numbers_that_are_printed_and_no_others(without_pictures, book):
    """A cell says as many numbers as stand in the row of the workbook, rounded as they are printed."""
    sheets = [book[name] for name in book.sheetnames[1:-2]]
    tables = tables_of(without_pictures)
    assert len(sheets) == len(tables)
    numerals = without_pictures.language.numerals
    for sheet, table in zip(sheets, tables):
        for row, cells in zip(sheet.iter_rows(min_row=3), table.rows):
            found = [cell.value for cell in row if isinstance(cell.value, int | float)]
            printed = [number for cell in cells for number in getattr(cell, "numbers", ())]
            assert len(found) <= len(printed), (table.caption, cells)
            said = " ".join(cells)
            for value in found:
                assert any(value == pytest.approx(number.value) for number in printed)
                (number, *_) = (number for number in printed if value == pytest.approx(number.value))
                size = abs(number.value) * (100 if number.is_share else 1)
                assert numerals.localised(f"{size:,.{number.decimals}f}") in said


def test_results_are_the_same_in_every_file_for_programs(without_pictures, written, told, book):
    json_rows = pd.DataFrame(json.loads(written["results.json"])["results"])
    sheet = book[book.sheetnames[-2]]
    head, *rows = sheet.iter_rows(values_only=True)
    workbook = pd.DataFrame(rows, columns=head)
    for other in (json_rows, workbook):
        assert len(other) == len(told) == len(without_pictures.table)
        pd.testing.assert_frame_equal(other[NUMBERS].astype(float), told[NUMBERS].astype(float), rtol=1e-11)
        for label in ("table", "arm", "visit", "contrast", "analysis", "state", "n_shown"):
            assert other[label].fillna("").astype(str).tolist() == told[label].fillna("").astype(str).tolist()


def test_the_difference_of_the_first_page_is_that_of_results_csv_in_every_format(
    without_pictures, written, told, book
):
    results = without_pictures.results
    effect, plan = results.answer.effect, results.setting.plan
    if not effect.has_interval:
        assert results.answer.verdict in ("hidden", "none")
        assert (
            without_pictures.headline in lxml.html.fromstring(written["report.html"].decode()).text_content()
        )
        return
    here = told[told["visit"].eq(plan.primary_visit) & told["contrast"].eq(plan.contrast_label)]
    assert any(value == pytest.approx(effect.estimate) for value in here["estimate"].dropna())
    with speaking(without_pictures.language) as language:
        size = language.numerals.localised(f"{abs(effect.estimate):,.{effect.decimals}f}")
    page = lxml.html.fromstring(written["report.html"].decode()).text_content()
    document = docx.Document(BytesIO(written["report.docx"]))
    text = " ".join(
        [paragraph.text for paragraph in document.paragraphs]
        + [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    )
    assert page.count(size) >= 3
    assert text.count(size) >= 3
    values = [cell.value for row in book["course"].iter_rows() for cell in row]
    assert round(effect.estimate, effect.decimals) in values
