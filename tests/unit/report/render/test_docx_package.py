"""The file around the Word document: nothing of its template's, and no time."""

import zipfile
from io import BytesIO

import pytest

from dnoutcomes.report.blocks.section import Paragraph, Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx


@pytest.fixture(scope="module")
def package():
    return zipfile.ZipFile(BytesIO(render_docx(Cover("t", "s"), (Section("a", "A", (Paragraph("p"),)),))))


def test_parts_of_the_template_are_gone(package):
    for name in package.namelist():
        assert not any(word in name for word in ("thumbnail", "customXml", "app.xml", "stylesWithEffects"))
        assert b"Macintosh" not in package.read(name)


def test_every_part_has_the_same_time(package):
    assert {item.date_time for item in package.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_every_relation_leads_to_a_part(package):
    names = set(package.namelist())
    types = package.read("[Content_Types].xml").decode()
    assert {"word/document.xml", "word/styles.xml", "docProps/core.xml"} <= names
    for part in names - {"[Content_Types].xml"}:
        extension = part.rpartition(".")[2]
        assert f'PartName="/{part}"' in types or f'Extension="{extension}"' in types
