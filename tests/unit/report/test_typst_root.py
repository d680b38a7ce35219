"""A printed report is set from its own files; a template reads no other one and fetches nothing."""

import pytest

from dnoutcomes.errors import StyleError
from dnoutcomes.report.blocks.section import Paragraph, Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx_clinic import _as_png
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.render.pdf import render_pdf

SECTIONS = (Section("s", "Part", (Paragraph("Words."),)),)


@pytest.mark.parametrize(
    "source",
    ['#read("patients.csv")', '#read("/patients.csv")', '#csv("patients.csv")', '#image("patients.csv")',
     '#read("../patients.csv")', '#read("/etc/passwd")', '#read("../../../../../../etc/passwd")'],
)  # fmt: skip
def test_files_beside_the_run_are_not_read(source, tmp_path, monkeypatch):
    (tmp_path / "patients.csv").write_text("P1,7\n")
    monkeypatch.chdir(tmp_path)
    with pytest.raises(StyleError, match=r"(?s)(not found|escape).*report\.typ, line 1, column \d"):
        render_pdf(Cover("t", style=HouseStyle(templates={"report.typ": source})), SECTIONS)


@pytest.mark.parametrize(
    "source",
    ['#import "@preview/cetz:0.1.0"', '#include "x.typ"', '#eval("1")', '#dictionary(std).at("ev" + "al")("1")',
     '#plugin("x.wasm")'],
)  # fmt: skip
def test_packages_and_code_from_text_are_refused(source):
    with pytest.raises(StyleError, match=r"report\.typ"):
        render_pdf(Cover("t", style=HouseStyle(templates={"report.typ": source})), SECTIONS)


@pytest.mark.parametrize(
    "text", ['#read("/etc/passwd")', '$#sys.version$ "); #panic("x")', "@preview/x:1 <y> [*b*]"]
)
def test_words_of_the_data_are_never_source(text):
    words = (Section("s", text, (Paragraph(text),)),)
    assert render_pdf(Cover(text, text, (text,), style=HouseStyle(clinic=text)), words).startswith(b"%PDF")


def test_a_logo_is_drawn_without_the_directory_of_the_run(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    drawn = _as_png(HouseStyle(logo=b'<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>'))
    assert drawn.startswith(b"\x89PNG")
