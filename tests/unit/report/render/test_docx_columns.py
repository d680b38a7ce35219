"""The first page of the Word document: the figure beside the words, in columns that Word itself knows."""

from io import BytesIO

import docx
import pytest
from docx.enum.section import WD_SECTION
from docx.oxml.ns import qn

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look
from dnoutcomes.report.blocks.section import BulletList, KeyNumber, KeyNumbers, Paragraph, Section
from dnoutcomes.report.facts.figure_block import FigureBlock, least_inches
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx
from dnoutcomes.report.render.docx_columns import GAP
from dnoutcomes.report.render.docx_styles import TEXT_WIDTH


def figure():
    return FigureBlock(
        lambda width: OutcomeFigure(Look.of(width), 300, data=None, alt_text="A line.", caption="A line.")
    )


def read(*blocks, further=True):
    sections = (Section("a", "A", blocks), *([Section("b", "B", (Paragraph("more"),))] if further else []))
    return docx.Document(BytesIO(render_docx(Cover("t", "s"), sections)))


def layout(document):
    """Of each part: columns, how it begins, and the text of its paragraphs."""
    starts = [
        (part._sectPr.find(qn("w:cols")).get(qn("w:num"), "1"), part.start_type) for part in document.sections
    ]
    texts = [[]]
    for paragraph in document.paragraphs:
        texts[-1].append(paragraph.text)
        if paragraph._p.pPr is not None and paragraph._p.pPr.find(qn("w:sectPr")) is not None:
            texts.append([])
    return [(*start, said) for start, said in zip(starts, texts, strict=True)]


def test_the_figure_begins_two_columns_and_the_contents_a_page():
    first, second, third = layout(read(Paragraph("before"), figure(), BulletList(("after",))))
    assert first == ("1", WD_SECTION.NEW_PAGE, ["t", "s", "A", "before"])
    assert second == ("2", WD_SECTION.CONTINUOUS, ["", "A line.", "after"])
    assert third[:2] == ("1", WD_SECTION.NEW_PAGE)
    assert third[2][-1] == "more"


def test_a_summary_without_a_figure_has_one_column():
    assert [columns for columns, _, _ in layout(read(Paragraph("before")))] == ["1", "1"]


def test_a_summary_alone_has_no_page_after_it():
    assert [columns for columns, _, _ in layout(read(figure(), further=False))] == ["1", "2"]


def test_after_a_table_the_part_ends_in_the_space_below_it():
    numbers = KeyNumbers((KeyNumber("label", "1", "detail"),))
    assert layout(read(numbers, figure()))[0][2] == ["t", "s", "A", ""]


def test_its_words_are_large_enough_to_read_and_it_fits_its_column():
    (shape,) = read(figure()).inline_shapes
    assert shape.width.inches == pytest.approx(least_inches(figure().narrow), abs=0.001)
    assert shape.width <= (TEXT_WIDTH - GAP) / 2


def test_the_foot_of_the_page_is_the_same_in_all_parts():
    assert all(part.footer.is_linked_to_previous for part in list(read(figure()).sections)[1:])
