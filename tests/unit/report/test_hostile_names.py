"""Names in a clinic's file that are code somewhere: inert in every format, from the file to the last byte."""

import re
import zipfile
from io import BytesIO

import docx
import openpyxl
import pytest
from lxml import etree

from dnoutcomes.plan import Plan
from dnoutcomes.report import build_report

CAUSES = ('=HYPERLINK("http://x.y")', '#panic("typst") $x^2$ *b*', "<script>alert(1)</script>{{ 7*7 }}")
SITES = ("\u202edesrever", "\x1b[31mred", r"$\frac{1}{0$", "@SUM(A1)")
TITLE = "]]><w:p/> #import \"x\": * <a href='http://x.y'>"
INVISIBLE = set("\x1b\u202e\x00")
PNG = b"\x89PNG\r\n\x1a\n"


@pytest.fixture(scope="module")
def files(make_records, make_analysis):
    records = make_records(n=160, causes=list(CAUSES), shares=[0.4, 0.3, 0.3])
    records["site_id"] = [SITES[int(patient[1:]) % len(SITES)] for patient in records["patient_id"]]
    plan = Plan(
        title=TITLE, causes=CAUSES, covariates=("age", "site_id"), visits=[{"name": "W12", "day": 84}]
    )
    return build_report(make_analysis(plan, records=records, source={"name": "=1+1.csv"})).files()


def test_every_format_could_be_written(files):
    assert {"report.html", "report.pdf", "report.docx", "tables.xlsx", "figures/causes.svg"} <= set(files)


def test_text_files_hold_no_character_that_acts_unseen(files):
    for name, content in files.items():
        if name.endswith((".html", ".csv", ".json", ".svg")):
            assert not INVISIBLE & set(content.decode()), name


def test_the_word_document_shows_them_as_they_read(files):
    document = docx.Document(BytesIO(files["report.docx"]))
    cells = " ".join(cell.text for table in document.tables for row in table.rows for cell in row.cells)
    assert document.paragraphs[0].text == TITLE
    for cause in CAUSES:
        assert cause.lower() in cells.lower()
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", b"".join(parts(files["report.docx"]).values()))
    assert {field.split()[0] for field in fields} == {b"TOC", b"PAGE", b"NUMPAGES"}


def test_no_office_file_leads_outside(files):
    for name in ("report.docx", "tables.xlsx"):
        for part, content in parts(files[name]).items():
            if part.endswith(".png"):  # In which any few bytes may stand, by chance.
                assert content.startswith(PNG), part
                continue
            assert b'TargetMode="External"' not in content, part
            assert not re.search(rb"<f[ >]|ddeLink|oleObject|vbaProject", content), part


def test_the_workbook_holds_no_formula(files):
    book = openpyxl.load_workbook(BytesIO(files["tables.xlsx"]))
    kinds = {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row}
    assert kinds == {"s", "n"}
    texts = {str(cell.value) for sheet in book for row in sheet.iter_rows() for cell in row}
    assert any(CAUSES[0] in text for text in texts)


def test_the_pdf_has_no_action_and_no_address(files):
    assert not re.search(rb"/(URI|JavaScript|JS|Launch|OpenAction|EmbeddedFile)\b", files["report.pdf"])


def test_figures_are_drawings_and_nothing_else(files):
    drawn = [content for name, content in files.items() if name.endswith(".svg")]
    assert drawn
    for content in drawn:
        elements = {etree.QName(element).localname for element in etree.fromstring(content).iter()}
        assert not {"script", "a", "foreignObject", "image", "text"} & elements


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}
