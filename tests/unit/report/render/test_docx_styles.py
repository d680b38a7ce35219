"""The styles of the Word document: those of Word where it has them, and no fact about who made it."""

import zipfile
from io import BytesIO

import docx
import pytest
from docx.oxml.ns import qn

from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx
from dnoutcomes.report.render.docx_styles import STYLES

# The order of the schema; Word calls a file damaged where it is another.
ORDER = ["keepNext", "keepLines", "pageBreakBefore", "widowControl", "numPr", "pBdr", "shd", "tabs", "spacing", "ind",
         "contextualSpacing", "jc", "outlineLvl"]  # fmt: skip


@pytest.fixture(scope="module")
def content():
    return render_docx(Cover("A title", ""), (Section("a", "A", ()),))


def test_every_style_is_there_once(content):
    names = [style.name for style in docx.Document(BytesIO(content)).styles]
    assert all(names.count(name) == 1 for name in STYLES)


def test_properties_of_styles_are_in_the_order_of_the_schema(content):
    document = docx.Document(BytesIO(content))
    for name in STYLES:
        properties = document.styles[name].element.pPr
        places = [ORDER.index(child.tag.removeprefix(qn("w:"))) for child in properties]
        assert places == sorted(places), name


def test_the_properties_hold_title_and_language_only(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        core = package.read("docProps/core.xml").decode()
    assert "A title" in core
    for word in ("creator", "lastModifiedBy", "created", "modified", "python-docx", "revision"):
        assert word not in core


def test_a_title_too_long_for_the_properties_stands_in_full_on_the_page():
    title = "x" * 300
    document = docx.Document(BytesIO(render_docx(Cover(title, ""), ())))
    assert document.core_properties.title == "x" * 255
    assert document.paragraphs[0].text == title
