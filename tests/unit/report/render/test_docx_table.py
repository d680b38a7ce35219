"""Tables of the Word document can be edited, and their heads are repeated."""

from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from dnoutcomes.report.blocks.section import KeyNumber, KeyNumbers, Section, Table
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx

TABLE = Table(
    "Ages", ("Group", "Mean", "SD"), (("Needling", "61.2", "9"), ("Standard", "60.0", "8")), notes=("Note.",)
)


@pytest.fixture(scope="module")
def table():
    return read(TABLE).tables[0]


def read(*blocks):
    return docx.Document(BytesIO(render_docx(Cover("t", "s"), (Section("a", "A", blocks),))))


def test_cells_are_cells(table):
    assert [[cell.text for cell in row.cells] for row in table.rows] == [
        list(TABLE.columns),
        *map(list, TABLE.rows),
    ]


def test_the_first_row_is_the_head_and_is_repeated(table):
    heads = [row._tr.trPr.find(qn("w:tblHeader")) is not None for row in table.rows]
    assert heads == [True, False, False]


def test_rows_are_not_split_over_pages(table):
    assert all(row._tr.trPr.find(qn("w:cantSplit")) is not None for row in table.rows)


def test_the_caption_stands_above_and_stays_with_the_table():
    document = read(TABLE)
    caption = next(paragraph for paragraph in document.paragraphs if paragraph.text == "Ages")
    assert caption._p.getnext() is document.tables[0]._tbl
    assert caption.style.paragraph_format.keep_with_next
    assert document.tables[0]._tbl.tblPr.find(qn("w:tblCaption")).get(qn("w:val")) == "Ages"


def test_numbers_are_on_the_right_and_names_on_the_left(table):
    sides = [cell.paragraphs[0].alignment for cell in table.rows[1].cells]
    assert sides == [None, 2, 2]
    words = read(Table("t", ("a", "b"), (("x", "y"),), numeric=False)).tables[0]
    assert [cell.paragraphs[0].alignment for cell in words.rows[1].cells] == [None, None]


@pytest.mark.parametrize(("n", "stays"), [(10, True), (17, False)])
def test_a_short_table_stays_on_one_page_and_a_long_one_may_break(n, stays):
    rows = tuple((f"row {place}", "1") for place in range(n))
    table = read(Table("t", ("a", "b"), rows)).tables[0]
    inner = table.rows[2].cells[0].paragraphs[0].paragraph_format.keep_with_next
    assert bool(inner) is stays
    assert not table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_a_note_stays_with_its_table(table):
    assert table.rows[-1].cells[0].paragraphs[0].paragraph_format.keep_with_next


def test_notes_stand_below_their_table():
    two = Table("Ages", ("Group", "Mean"), (("Needling", "61.2"),), notes=("First note.", "Second note."))
    said = [paragraph.text for paragraph in read(two).paragraphs]
    assert [text for text in said if "note" in text] == ["First note.", "Second note."]


def test_columns_fill_the_width_of_the_text(table):
    assert sum(cell.width.mm for cell in table.rows[0].cells) == pytest.approx(168, abs=0.1)


def test_key_numbers_stand_side_by_side_five_to_a_row():
    numbers = tuple(KeyNumber(f"label {n}", str(n), f"detail {n}") for n in range(6))
    first, second = read(KeyNumbers(numbers)).tables
    assert [cell.text for cell in first.rows[1].cells] == ["0", "1", "2", "3", "4"]
    assert [row.cells[0].text for row in second.rows] == ["label 5", "5", "detail 5"]
