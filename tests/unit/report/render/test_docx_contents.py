"""The table of contents holds its entries, and each leads to its section."""

import re
import zipfile
from io import BytesIO

import pytest

from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx
from dnoutcomes.report.render.docx_contents import bookmark_of
from dnoutcomes.report.sections import SECTIONS


@pytest.fixture(scope="module")
def body():
    sections = (
        Section("one", "First & last", ()),
        Section("two", "Second", ()),
        Section("three", "Third", ()),
    )
    with zipfile.ZipFile(BytesIO(render_docx(Cover("Title", ""), sections))) as package:
        return package.read("word/document.xml").decode()


def test_it_is_a_field_with_entries_and_needs_no_update(body):
    field = re.search(r'fldCharType="begin".*?fldCharType="end"', body, flags=re.DOTALL)[0]
    assert r"TOC \o" in field
    texts = re.findall(r"<w:t[^>]*>([^<]*)</w:t>", field.partition('"separate"')[2])
    assert texts == ["First &amp; last", "Second", "Third"]
    assert "updateFields" not in body
    assert "update" not in " ".join(texts).lower()


def test_every_entry_leads_to_the_heading_of_its_section(body):
    links = re.findall(r'<w:hyperlink w:anchor="([^"]+)"', body)
    marks = re.findall(r'<w:bookmarkStart w:id="\d+" w:name="([^"]+)"/><w:r>.*?<w:t>([^<]*)<', body)
    assert links == [name for name, _ in marks] == ["section_one", "section_two", "section_three"]
    assert [text for _, text in marks] == ["First &amp; last", "Second", "Third"]
    assert len(re.findall("<w:bookmarkEnd ", body)) == 3


def test_bookmarks_of_the_report_are_distinct():
    names = [bookmark_of(Section(name, "", ())) for name in SECTIONS]
    assert len(set(names)) == len(names)
    assert all(re.fullmatch(r"\w{1,40}", name) for name in names)


def test_one_section_alone_has_no_contents():
    with zipfile.ZipFile(BytesIO(render_docx(Cover("Title", ""), (Section("one", "One", ()),)))) as package:
        assert "TOC" not in package.read("word/document.xml").decode()


def test_the_foot_of_the_page_counts_the_pages(body):
    with zipfile.ZipFile(BytesIO(render_docx(Cover("My title", ""), ()))) as package:
        (footer,) = [
            package.read(name).decode()
            for name in package.namelist()
            if "footer" in name and "rels" not in name
        ]
    assert "My title" in footer
    assert re.findall(r"<w:instrText[^>]*>([^<]*)<", footer) == [" PAGE ", " NUMPAGES "]
