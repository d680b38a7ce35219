"""A clinic whose every name is code somewhere, with all sections: nothing of it acts in any file that is written."""

import csv
import html
import io
import math
import re
import shutil
import subprocess
import zipfile
import zlib
from io import BytesIO
from urllib.parse import unquote

import openpyxl
import pytest
from lxml import etree

from dnoutcomes import build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.plan import Plan
from dnoutcomes.report.render.house_style import HouseStyle

# What stands for each kind of name: script, formula, template, mathtext, right-to-left, ANSI, Typst and XML.
ATTACKS = (
    "<script>alert(1)</script>",
    '=HYPERLINK("http://x.y","z")',
    "{{ 7*7 }}{% raw %}",
    r"$\frac{1}{0$ \input{x}",
    "\u202edesrever\u2066",
    "\x1b[31mred\x07",
    '#panic("typst") #import "x": *',
    "]]><w:p/>&x;<a href='http://x.y'>",
    '"><img src=x onerror=alert(1)>',
    "@SUM(A1)|cmd",
)
ACTING = set("\x1b\x07\x00\u202e\u2066\u200f")
# Free text that a file may hold in columns of its own; none of it may leave.
NOTE = "Mrs Doe says <b>=1+1</b>"


def attack(place):
    """One of the attacks with a number behind it, so that names stay apart."""
    return f"{ATTACKS[place % len(ATTACKS)]} {place}"


# Columns whose values are names that a clinic chooses.
NAMED = ("arm", "site_id", "therapist_id", "cause", "ae_term", "missing_reason", "phase", "manipulation")


def hostile_names(frame):
    """What each name of a column becomes."""
    levels = [(column, level) for column in NAMED for level in sorted(frame[column].dropna().unique())]
    return {key: attack(place) for place, key in enumerate(levels)}


@pytest.fixture(scope="module")
def files(tmp_path_factory, made_once):
    return made_once("files of a hostile clinic", lambda: hostile_files(tmp_path_factory))


def hostile_files(tmp_path_factory):
    # Half a clinic: names are what is hostile, and every one of them is there.
    sample = simulate("clinic", n=240)
    frame, names = sample.frame.copy(), hostile_names(sample.frame)
    for column in NAMED:
        frame[column] = [names.get((column, level), level) for level in frame[column]]
    frame["points"] = (
        frame["points"].str.replace("tibialis anterior", attack(3)).str.replace("soleus", attack(0))
    )
    frame["comment"] = NOTE
    frame = frame.rename(columns={"tug": "own_test"})
    file = tmp_path_factory.mktemp("hostile") / "=1+1 {{ 7*7 }} <b>.csv"
    frame.to_csv(file, index=False)
    plan = Plan(
        title=attack(7),
        arms=(names["arm", "needling"], names["arm", "standard"]),
        reference_arm=names["arm", "standard"],
        causes=[name for (column, _), name in names.items() if column == "cause"],
        covariates=("age", "site_id"),
        visits=[{"name": attack(2), "day": 84}],
        instruments={"own_test": {"label": attack(0), "direction": "lower", "unit": attack(4)}},
        estimand={"population": attack(5)},
        change_points=[{"month": "2025-03", "reason": attack(8)}],
        funnels=("site", "therapist"),
    )
    report = build_report(
        build_analysis(read_outcomes(file, plan=plan), plan), style=HouseStyle(clinic=attack(6))
    )
    return report.files()


def parts(content):
    with zipfile.ZipFile(BytesIO(content)) as package:
        return {name: package.read(name) for name in package.namelist()}


def drawings(files):
    """All SVG: the files, and the images inside the page."""
    inside = re.findall(r'src="data:image/svg\+xml,([^"]+)"', files["report.html"].decode())
    assert inside
    yield from (content for name, content in files.items() if name.endswith(".svg"))
    yield from (unquote(html.unescape(drawn)).encode() for drawn in inside)


def as_text(files):
    """What can be read in each file without drawing it; Office files by part, PDF with its streams unpacked."""
    for name, content in files.items():
        if name.endswith((".docx", ".xlsx")):
            yield from (
                (f"{name}/{part}", inner) for part, inner in parts(content).items() if part[-3:] != "png"
            )
        elif name.endswith(".pdf"):
            yield name, unpacked(content)
        elif not name.endswith(".png"):
            yield name, content


def unpacked(pdf):
    found = pdf
    for stream in re.findall(rb"stream\r?\n(.*?)\r?\nendstream", pdf, flags=re.DOTALL):
        try:
            found += zlib.decompress(stream)
        except zlib.error:
            continue
    return found


def test_all_names_were_used(files):
    """Else nothing below would be tested."""
    page = html.unescape(files["report.html"].decode())
    for text in (
        "<script>alert(1)</script>",
        "{{ 7*7 }}{% raw %}",
        "$\\frac{1}{0$",
        "#panic(",
        "]]><w:p/>",
        "onerror=",
    ):
        assert text in page
    assert {"figures/funnels.svg", "figures/domains.svg", "report.pdf", "report.docx"} <= set(files)


def test_the_page_has_our_elements_and_no_others(files):
    page = etree.HTML(files["report.html"].decode())
    assert page.xpath("//script | //iframe | //object | //embed | //form | //link | //base | //svg") == []
    assert page.xpath("//a[not(starts-with(@href, '#'))]") == []
    assert page.xpath("//@*[starts-with(name(), 'on')] | //@style") == []
    assert page.xpath("//img[not(starts-with(@src, 'data:image/svg+xml,'))]") == []
    assert len(page.xpath("//style")) == 1


def test_no_character_acts_unseen(files):
    for name, content in as_text(files):
        if name.endswith((".html", ".csv", ".json", ".svg", ".xml", ".rels")):
            assert not ACTING & set(content.decode()), name
    for drawn in drawings(files):
        assert not ACTING & set(drawn.decode())


def test_figures_are_drawings_and_nothing_else(files):
    for drawn in drawings(files):
        tree = etree.fromstring(drawn)
        elements = {etree.QName(element).localname for element in tree.iter(etree.Element)}
        assert not {"script", "a", "foreignObject", "image", "text", "animate", "set"} & elements
        assert tree.xpath("//@*[starts-with(name(), 'on')]") == []
        assert all(target.startswith("#") for target in tree.xpath("//@*[local-name() = 'href']"))


def test_no_cell_of_a_table_is_a_formula(files):
    for name in ("results.csv", "figures/captions.csv"):
        for row in csv.reader(io.StringIO(files[name].decode(), newline="")):
            for cell in row:
                assert not cell.startswith(("=", "+", "@", "\t", "\r")), cell
                assert not cell.startswith("-") or math.isfinite(float(cell)), cell
    book = openpyxl.load_workbook(BytesIO(files["tables.xlsx"]))
    assert {cell.data_type for sheet in book for row in sheet.iter_rows() for cell in row} <= {"s", "n", "b"}


def test_no_office_file_leads_outside_or_holds_a_field_of_the_data(files):
    for name in ("report.docx", "tables.xlsx"):
        for part, content in parts(files[name]).items():
            assert b'TargetMode="External"' not in content, part
            assert not re.search(rb"<f[ >]|ddeLink|oleObject|vbaProject|fldSimple", content), part
            if part.endswith((".xml", ".rels")):
                etree.fromstring(content)
    fields = re.findall(rb"<w:instrText[^>]*>([^<]*)<", b"".join(parts(files["report.docx"]).values()))
    assert {field.split()[0] for field in fields} == {b"TOC", b"PAGE", b"NUMPAGES"}


def test_the_pdf_has_no_action_and_no_address_in_any_stream(files):
    content = unpacked(files["report.pdf"])
    assert b"/StructTreeRoot" in content
    assert not re.search(rb"/(URI|JavaScript|JS|Launch|OpenAction|AA|SubmitForm|EmbeddedFile)\b", content)


@pytest.mark.skipif(shutil.which("pdftotext") is None, reason="needs pdftotext: make system installs it")
def test_the_pdf_shows_them_as_they_read_and_never_the_free_text(files, tmp_path):
    file = tmp_path / "report.pdf"
    file.write_bytes(files["report.pdf"])
    read = subprocess.run(["pdftotext", "-raw", str(file), "-"], capture_output=True, check=True)
    text = read.stdout.decode().replace("\f", "")
    assert not ACTING & set(text)
    flat = re.sub(r"[\s\u200b]+", "", text)
    for name in ("<script>alert(1)</script>", "{{7*7}}", "#panic(", "=HYPERLINK("):
        assert name in flat
    assert "Mrs" not in text


def test_free_text_leaves_in_no_file(files):
    for name, content in as_text(files):
        assert b"Mrs Doe" not in content, name
    for drawn in drawings(files):
        assert b"Mrs Doe" not in drawn
