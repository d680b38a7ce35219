"""Every format says the same, word for word and number for number."""

import re
import shutil
import subprocess
from collections import Counter
from dataclasses import replace
from io import BytesIO

import docx
import lxml.html
import openpyxl
import pytest

from dnoutcomes.report.blocks.section import BulletList, Definitions, KeyNumbers, Table
from dnoutcomes.report.facts.figure_block import FigureBlock

NUMBER = re.compile(r"−?\d[\d,]*(?:\.\d+)?")
MINUS = "−"


def texts_of(report):
    """Every text that is printed, in order, without the words inside figures."""
    found = [report.title, report.cover.subtitle, " · ".join(report.cover.facts)]
    for section in report.sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, Table):
                found += [
                    block.caption,
                    *block.columns,
                    *(cell for row in block.rows for cell in row),
                    *block.notes,
                ]
            elif isinstance(block, BulletList):
                found += block.items
            elif isinstance(block, KeyNumbers):
                found += [
                    text
                    for item in block.numbers
                    for text in (item.label, item.value, item.detail, item.mark)
                ]
            elif isinstance(block, Definitions):
                found += [text for row in block.rows for text in row]
            elif isinstance(block, FigureBlock):
                found.append(block.caption)
            else:
                found.append(block.text)
    return found


def tables_of(report):
    return [block for section in report.sections for block in section.blocks if isinstance(block, Table)]


def words(texts):
    return Counter(word for text in texts for word in text.split())


def page_of(report):
    page = lxml.html.fromstring(report.html)
    for element in page.xpath("//head | //nav | //a[@class='skip']"):
        element.drop_tree()
    return page


def read_html(report):
    return words(page_of(report).itertext())


def read_docx(report):
    document = docx.Document(BytesIO(report.files(["docx"])["report.docx"]))
    said = [
        (paragraph.style.name in ("toc 1", "Contents heading"), paragraph.text)
        for paragraph in document.paragraphs
    ]
    titles = [section.title for section in report.sections]
    assert [text for in_contents, text in said if in_contents] == ["Contents", *titles]
    cells = [cell.text for table in document.tables for row in table.rows for cell in row.cells]
    return words([*(text for in_contents, text in said if not in_contents), *cells])


def read_pdf(report):
    if shutil.which("pdftotext") is None:
        pytest.skip("poppler-utils is not installed (make system installs it)")
    command = ["pdftotext", "-layout", "-", "-"]
    content = report.files(["pdf"])["report.pdf"]
    text = subprocess.run(command, input=content, capture_output=True, check=True).stdout.decode()
    titles = "|".join(re.escape(section.title) for section in report.sections)
    text = re.sub(r"[\u200b\u2060]", "", text)
    lines = [line for line in text.splitlines() if not re.search(r"Page \d+ of \d+$", line)]
    # The contents, and what stands before the items of a list.
    lines = [line for line in lines if not re.fullmatch(rf"\s*(?:Contents|(?:{titles})\s+\d+)\s*", line)]
    return without_repeated_heads(words(re.sub(r"^\s*•", "", line) for line in lines), report)


def without_repeated_heads(found, report):
    """A table that goes on over a page has its whole head there once more."""
    surplus = found - words(texts_of(report))
    for table in tables_of(report):
        head = words(table.columns)
        while head and head <= surplus:
            surplus, found = surplus - head, found - head
    return found


READERS = {"html": read_html, "docx": read_docx, "pdf": read_pdf}


def shown(cell):
    """A cell of a workbook as a spreadsheet shows it."""
    if not isinstance(cell.value, int | float):
        return cell.value or ""
    below = cell.value < 0
    positive, negative = cell.number_format.split(";")
    pattern = negative.removeprefix(f'"{MINUS}"') if below else positive
    value = abs(cell.value) * (100 if "%" in pattern else 1)
    digits = re.match(r"(#,##)?0(?:\.(0+))?", pattern)
    text = f"{value:{',' if digits[1] else ''}.{len(digits[2] or '')}f}"
    return (MINUS if below else "") + text + pattern[digits.end() :].replace('"', "")


@pytest.mark.parametrize("name", READERS)
def test_every_format_says_every_word_and_number_and_no_other(report, name):
    expected = words(texts_of(report))
    found = READERS[name](report)
    assert sum(bool(NUMBER.search(word)) for word in expected) > 100
    assert found == expected


@pytest.mark.parametrize("name", READERS)
def test_a_number_that_differs_in_one_cell_is_seen(report, name):
    def altered(block):
        if not isinstance(block, Table) or len(block.rows) < 2:
            return block
        (first, *cells), *rows = block.rows
        return replace(block, rows=((first, *("12345" for _ in cells)), *rows))

    other = replace(
        report,
        sections=tuple(replace(item, blocks=tuple(map(altered, item.blocks))) for item in report.sections),
    )
    assert READERS[name](other)["12345"] > 5
    assert READERS[name](other) != words(texts_of(report))


def test_the_tables_of_the_page_are_those_of_the_sections_cell_by_cell(report):
    expected = [[list(table.columns), *map(list, table.rows)] for table in tables_of(report)]
    found = [[[cell.text_content() for cell in row.xpath("th | td")] for row in table.xpath(".//tr")]
             for table in page_of(report).xpath("//table")]  # fmt: skip
    assert found == expected


def test_the_tables_for_word_are_those_of_the_sections_cell_by_cell(report, report_files):
    document = docx.Document(BytesIO(report_files["report.docx"]))
    found = [
        [[cell.text for cell in row.cells] for row in table.rows]
        for table in document.tables
        if table.style.name == "Report table"
    ]
    assert found == [[list(table.columns), *map(list, table.rows)] for table in tables_of(report)]


def test_the_workbook_shows_the_numbers_of_the_sections_row_by_row(report, report_files):
    book = openpyxl.load_workbook(BytesIO(report_files["tables.xlsx"]))
    tables = tables_of(report)
    sheets = [book[name] for name in book.sheetnames[1:-2]]
    assert len(sheets) == len(tables)
    typed = 0
    for sheet, table in zip(sheets, tables):
        for row, cells in zip(sheet.iter_rows(min_row=3), table.rows):
            typed += sum(isinstance(cell.value, int | float) for cell in row)
            found = NUMBER.findall(" | ".join(shown(cell) for cell in row[1:]))
            assert found == NUMBER.findall(" | ".join(cells[1:])), (table.caption, cells)
            assert (row[0].value or "") == cells[0]
    assert typed > 50
