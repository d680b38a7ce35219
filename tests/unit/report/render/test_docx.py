"""The Word document: real headings, tables and alt texts, and nothing in the data is anything but text."""

import re
import shutil
import subprocess
import zipfile
from io import BytesIO

import docx
import pytest

from dnoutcomes.language import load_language
from dnoutcomes.report.blocks.section import (
    Block,
    BulletList,
    Definitions,
    Heading,
    KeyNumber,
    KeyNumbers,
    Note,
    Paragraph,
    Section,
    Table,
)
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import BLOCKS, render_docx

HOSTILE = (
    "<w:t>x</w:t>", "]]>&amp;", "{ MERGEFIELD x }", "{{ 7*7 }}", "=1+1", "<script>alert(1)</script>",
    "\x1b[31mred", "\u202edesrever", "a\x00b", "\ufdd0", "\ud800",
)  # fmt: skip


@pytest.fixture(scope="module")
def content(report_files):
    return report_files["report.docx"]


@pytest.fixture(scope="module")
def document(content):
    return docx.Document(BytesIO(content))


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {
            name: package.read(name).decode()
            for name in package.namelist()
            if name.endswith((".xml", ".rels"))
        }


def test_every_kind_of_block_can_be_shown():
    assert set(BLOCKS) == set(Block.__args__)


def test_headings_are_headings(report, document):
    styles = [(paragraph.style.name, paragraph.text) for paragraph in document.paragraphs]
    assert [text for style, text in styles if style == "Title"] == [report.title]
    assert [text for style, text in styles if style == "Heading 1"] == [
        item.title for item in report.sections
    ]
    inner = [block.text for item in report.sections for block in item.blocks if isinstance(block, Heading)]
    assert [text for style, text in styles if style == "Heading 2"] == inner


def test_every_picture_has_the_alt_text_of_its_figure(report, document):
    alt_texts = [
        block.alt_text for item in report.sections for block in item.blocks if isinstance(block, FigureBlock)
    ]
    assert alt_texts
    assert [shape._inline.docPr.get("descr") for shape in document.inline_shapes] == alt_texts


def test_pictures_fit_the_page(document):
    page = document.sections[0]
    for shape in document.inline_shapes:
        # Word keeps margins in twentieths of a point.
        assert shape.width.mm <= (page.page_width - page.left_margin - page.right_margin) / 36000 + 0.02
        assert shape.height <= 0.85 * (page.page_height - page.top_margin - page.bottom_margin)


def test_the_same_sections_give_the_same_bytes(report, content):
    assert render_docx(report.cover, report.sections) == content


@pytest.mark.parametrize("text", HOSTILE)
def test_text_is_text_wherever_it_stands(text):
    blocks = (
        Paragraph(text), Heading(text), Note(text), Note(text, tone="hidden"), BulletList((text,)),
        KeyNumbers((KeyNumber(text, text, text),)), Definitions(((text, text),)),
        Table(text, (text, text), ((text, text),), notes=(text,)),
    )  # fmt: skip
    content = render_docx(Cover(text, text), (Section("a", text, blocks), Section("b", text, ())))
    read = docx.Document(BytesIO(content))
    shown = re.sub("[\x00\x1b\u202e\ufdd0\ud800]", "\ufffd", text)
    said = [paragraph.text for paragraph in read.paragraphs]
    cells = [cell.text for table in read.tables for row in table.rows for cell in row.cells]
    # Title, subtitle, two headings with two entries, and nine times in blocks; then the cells of both tables.
    assert said.count(shown) == 2 + 4 + 9
    assert cells == [shown] * 7
    # The fields are ours: the contents and the numbers of the page and of all pages.
    fields = [
        field for part in parts(content).values() for field in re.findall(r"<w:instrText[^>]*>([^<]*)<", part)
    ]
    assert sorted(field.split()[0] for field in fields) == ["NUMPAGES", "PAGE", "TOC"]


def test_the_language_is_that_of_the_text(report):
    spanish = parts(render_docx(Cover("t", "s", language=load_language("es")), ()))
    assert '<w:lang w:val="es-ES"' in spanish["word/styles.xml"]
    assert "<dc:language>es</dc:language>" in spanish["docProps/core.xml"]


@pytest.mark.skipif(
    shutil.which("soffice") is None or shutil.which("pdftotext") is None,
    reason="LibreOffice or poppler-utils is not installed (make system installs both)",
)
def test_libreoffice_opens_it_and_finds_the_headings_and_page_numbers(report, content, tmp_path):
    (tmp_path / "report.docx").write_bytes(content)
    profile = f"-env:UserInstallation={(tmp_path / 'profile').as_uri()}"
    subprocess.run(
        ["soffice", profile, "--headless", "--convert-to", "pdf", "--outdir", tmp_path, tmp_path / "report.docx"],
        check=True, capture_output=True, timeout=300,
    )  # fmt: skip
    text = subprocess.run(
        ["pdftotext", "-layout", tmp_path / "report.pdf", "-"], check=True, capture_output=True
    ).stdout.decode()
    n_pages = text.count("\f")
    assert f"Page {n_pages} of {n_pages}" in text
    for section in report.sections:
        # In the contents and above the section.
        assert len(re.findall(rf"^\s*{re.escape(section.title)}\s*$", text, flags=re.MULTILINE)) == 2
