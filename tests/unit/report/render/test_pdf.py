"""The printed report: tagged, with alt texts and embedded fonts, and nothing in the data is markup."""

import re
import shutil
import subprocess
import zlib

import pytest
import typst

from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import Look
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
from dnoutcomes.report.render.pdf import BLOCKS, pdf_text, render_pdf

MARKUP = (
    "#import \"@preview/x:1\": *",
    "#panic(1)",
    "= Heading <label> @label",
    "*bold* _thin_ `raw` $x^2$",
    "https://example.org/a_b",
    "\\ // comment /* all */",
    "{{ 7*7 }} <script>alert(1)</script>",
    "=HYPERLINK(1)",
)  # fmt: skip

poppler = pytest.mark.skipif(
    shutil.which("pdftotext") is None, reason="poppler-utils is not installed (make system installs it)"
)


@pytest.fixture(scope="module")
def pdf(report_files):
    return report_files["report.pdf"]


@pytest.fixture
def run(tmp_path):
    def tool(name, content, *options):
        path = tmp_path / "report.pdf"
        path.write_bytes(content)
        command = [name, *options, str(path)] + (["-"] if name == "pdftotext" else [])
        return subprocess.run(command, capture_output=True, check=True).stdout.decode()

    return tool


def unpacked(pdf):
    """All streams of a PDF as they read."""
    found = b""
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            found += stream
    return pdf + found


def figure(alt_text="A line that falls.", height=200):
    return FigureBlock(
        lambda width: OutcomeFigure(Look.of(width), height, data=None, alt_text=alt_text, caption="A line.")
    )


def blocks(text):
    return (
        Paragraph(text), Paragraph(text, lead=True), Heading(text), Note(text), Note(text, tone="caution"),
        BulletList((text,)), KeyNumbers((KeyNumber(text, text, text),)), Definitions(((text, text),)),
        Table(text, (text, text), ((text, text),), notes=(text,)),
    )  # fmt: skip


def test_every_kind_of_block_can_be_shown():
    assert set(BLOCKS) | {FigureBlock} == set(Block.__args__)


def test_it_claims_the_standard_it_was_built_by_and_its_language(pdf):
    content = unpacked(pdf)
    assert b"pdfuaid" in content
    assert re.search(rb"/Lang ?\(en\)", content)
    assert b"/MarkInfo" in content


def test_it_has_no_date_and_no_user(pdf):
    content = unpacked(pdf)
    for word in (b"CreationDate", b"ModDate", b"xmp:CreateDate", b"/Author"):
        assert word not in content


def test_every_figure_has_its_alt_text(report, pdf):
    n = sum(isinstance(block, FigureBlock) for section in report.sections for block in section.blocks)
    assert n > 0
    assert len(re.findall(rb"/S/Figure/P \d+ \d+ R/Alt[(<]", unpacked(pdf))) == n


def test_a_figure_without_alt_text_is_refused():
    with pytest.raises(typst.TypstError, match="alt"):
        render_pdf(Cover("t", "s"), (Section("a", "A", (figure(alt_text=""),)),))


def test_the_same_sections_give_the_same_bytes(report, pdf):
    assert render_pdf(report.cover, report.sections) == pdf


@poppler
def test_fonts_are_embedded(pdf, run):
    lines = run("pdffonts", pdf).splitlines()[2:]
    assert lines
    for line in lines:
        assert re.search(r" yes (yes|no) +(yes|no) +\d+ +\d+$", line), line


@poppler
def test_readers_are_told_its_title_and_that_it_is_tagged(pdf, report, run):
    facts = dict(re.findall(r"^(\w[\w ]*): +(.*)$", run("pdfinfo", pdf), flags=re.MULTILINE))
    assert facts["Title"] == report.title
    assert facts["Tagged"] == "yes"
    assert facts["JavaScript"] == facts["Encrypted"] == "no"
    assert re.search(rb"/DisplayDocTitle true", unpacked(pdf))


@poppler
def test_its_tags_are_those_of_its_blocks(pdf, report, run):
    """One of each for what the sections have; cells of tables say whether they are heads."""
    tags = re.findall(r"^ *(\w+)", run("pdfinfo", pdf, "-struct"), flags=re.MULTILINE)
    blocks = [block for section in report.sections for block in section.blocks]
    n_tables = sum(isinstance(block, Table) for block in blocks)
    assert tags.count("Table") == n_tables > 0
    assert tags.count("THead") == n_tables
    assert tags.count("TH") >= sum(len(block.columns) for block in blocks if isinstance(block, Table))
    assert tags.count("Figure") == sum(isinstance(block, FigureBlock) for block in blocks)
    assert tags.count("H1") >= len(report.sections)
    assert tags.count("H2") == sum(isinstance(block, Heading) for block in blocks)


@poppler
def test_heads_of_a_long_table_are_repeated_on_every_page(run):
    table = Table("Many rows", ("Name", "HEADWORD"), tuple((f"row {place}", "1") for place in range(150)))
    text = run("pdftotext", render_pdf(Cover("t", "s"), (Section("a", "A", (table,)),)))
    n_pages = text.count("\f")
    assert n_pages >= 3
    assert text.count("HEADWORD") == n_pages
    assert text.count("Many rows") == 1


@poppler
@pytest.mark.parametrize("n_lines", range(40, 60, 2))
def test_no_heading_or_caption_is_left_alone_at_the_foot_of_a_page(run, n_lines):
    filler = [Paragraph(f"line {place}") for place in range(n_lines)]
    table = Table("CAPTION", ("Name", "Head"), (("ROW", "1"), ("row", "2")))
    first = Section("a", "A", (Paragraph("first page"),))
    second = Section("b", "B", (*filler, Heading("SUBHEADING"), table))
    pages = run(
        "pdftotext", render_pdf(Cover("t", "s"), (first, second, Section("c", "SECTION", (figure(),))))
    ).split("\f")
    for page in pages:
        assert ("SUBHEADING" in page) == ("CAPTION" in page) == ("ROW" in page)
    with_title = [page for page in pages if re.search("^SECTION$", page, flags=re.MULTILINE)]
    assert "A line." in with_title[-1]


@poppler
@pytest.mark.parametrize("n_lines", range(22, 40, 3))
def test_a_sentence_stands_on_the_page_of_the_figure_it_leads_to(run, n_lines):
    lines = tuple(Paragraph(f"line {place}") for place in range(n_lines))
    blocks = (*lines, Paragraph("LEADING to it."), figure(height=300))
    text = run("pdftotext", render_pdf(Cover("t", "s"), (Section("z", "Z", ()), Section("a", "A", blocks))))
    (page,) = [page for page in text.split("\f") if "LEADING" in page]
    assert "A line." in page


@poppler
def test_the_summary_of_the_report_fits_its_page(pdf, report, run):
    pages = run("pdftotext", pdf).split("\f")
    assert report.sections[0].title in pages[0]
    assert "Contents" in pages[1].splitlines()


@poppler
@pytest.mark.parametrize("text", MARKUP)
def test_markup_in_the_data_is_shown_as_it_reads(run, text):
    content = render_pdf(
        Cover(text, text), (Section("a", text, blocks(text)), Section("b", text, (figure(alt_text=text),)))
    )
    said = re.sub(r"\s+", "", run("pdftotext", content).replace("\u200b", ""))
    # Title, subtitle, twice as a heading and in the contents, thirteen times in blocks.
    assert said.count(re.sub(r"\s+", "", text)) >= 2 + 4 + 13
    assert not re.search(rb"/(URI|JavaScript|Launch)\b", unpacked(content))


@pytest.mark.parametrize(
    "text", ["\x1b[31mred", "\u202edesrever", "漢字", "\ue000", "\ufdd0", "a\x00b", "\ud800"]
)
def test_what_no_font_can_show_becomes_a_mark_and_stops_nothing(text):
    assert "\ufffd" in pdf_text(text)
    assert render_pdf(Cover(text, text), (Section("a", text, blocks(text)),))


@poppler
def test_a_word_longer_than_a_line_stays_on_the_page(run):
    text = run("pdftotext", render_pdf(Cover("t", "s"), (Section("a", "A", blocks("x" * 300)),)), "-bbox")
    right = [float(value) for value in re.findall(r'<word [^>]*xMax="([\d.]+)"', text)]
    assert max(right) < 595


def test_a_name_in_hebrew_is_shown():
    assert pdf_text("שלום") == "שלום"
    assert render_pdf(Cover("שלום", ""), (Section("a", "A", blocks("שלום")),))
