"""A clinic's name, logo, colours and templates: read from a file, checked, and shown in every format."""

import base64
import zipfile
from io import BytesIO

import docx
import lxml.html
import pytest
from PIL import Image

from dnoutcomes.errors import StyleError
from dnoutcomes.report.blocks.section import Paragraph, Section
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.docx import render_docx
from dnoutcomes.report.render.house_style import HouseStyle
from dnoutcomes.report.render.html import render_html
from dnoutcomes.report.render.pdf import render_pdf

SVG = (
    b'<svg xmlns="http://www.w3.org/2000/svg" width="40" height="20">'
    b'<rect width="40" height="20" fill="#00558c"/></svg>'
)
SECTIONS = (Section("one", "One", (Paragraph("text"),)),)


def picture(kind="PNG", size=(40, 20), **options):
    written = BytesIO()
    Image.new("RGB", size, "#00558c").save(written, format=kind, **options)
    return written.getvalue()


@pytest.fixture
def file(tmp_path):
    def write(text, others=()):
        for name, content in dict(others).items():
            path = tmp_path / name
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(content)
        path = tmp_path / "house.toml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_a_file_is_read_with_paths_relative_to_it(file):
    path = file(
        'clinic = "North"\nlogo = "logo.png"\nlanguage = "own.po"\n[colours]\naccent = "#00558C"\n',
        {"logo.png": picture()},
    )
    style = HouseStyle.from_toml(path)
    assert (style.clinic, style.logo_kind, style.colours.accent) == ("North", "png", "#00558c")
    assert style.language == str(path.parent / "own.po")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('clinc = "North"', "unknown key; did you mean 'clinic'"),
        ('logo = "absent.png"', "can't read"),
        ('[colours]\ntreated = "#ffdd00"', r"contrast of 1\.\d to white, and people need 3; #\w{6} would do"),
        ('[colours]\naccent = "blue"', "#rrggbb"),
        ('[templates]\n"page.html" = "x"', "no template 'page.html'"),
        ("clinic = ", "not valid TOML"),
    ],
)
def test_what_is_wrong_is_named(file, text, said):
    with pytest.raises(StyleError, match=said):
        HouseStyle.from_toml(file(text))


@pytest.mark.parametrize("logo", [b"%PDF-1.7", b"", picture("GIF"), b"\x89PNG\r\n\x1a\n broken"])
def test_only_pictures_are_logos(logo):
    if not logo:
        assert HouseStyle(logo=logo).logo_kind == ""
        return
    with pytest.raises(StyleError, match="no PNG, JPEG or SVG"):
        HouseStyle(logo=logo)


def test_a_large_logo_is_refused():
    with pytest.raises(StyleError, match="at most 1,000,000"):
        HouseStyle(logo=SVG + b" " * 1_000_000)


def test_a_photograph_loses_what_the_camera_wrote():
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    style = HouseStyle(logo=picture("JPEG", exif=exif))
    assert b"Secret Camera" not in style.logo
    assert style.logo_kind == "jpg"


def test_the_hash_is_of_what_shows():
    assert HouseStyle(clinic="A").hash != HouseStyle(clinic="B").hash
    assert HouseStyle(logo=SVG).hash != HouseStyle().hash
    assert HouseStyle(language="es").hash == HouseStyle().hash


@pytest.mark.parametrize("logo", [picture(), picture("JPEG"), SVG], ids=["png", "jpg", "svg"])
def test_name_and_logo_are_in_every_format(logo):
    cover = Cover("A title", style=HouseStyle(clinic="North & <b>South</b>", logo=logo))
    page = lxml.html.fromstring(render_html(cover, SECTIONS))
    assert page.find_class("clinic")[0].find("span").text == "North & <b>South</b>"
    source = page.find_class("clinic")[0].find("img").get("src")
    assert base64.b64decode(source.partition(",")[2]) == cover.style.logo
    assert page.find_class("clinic")[0].find("img").get("alt") == ""
    document = docx.Document(BytesIO(render_docx(cover, SECTIONS)))
    assert document.paragraphs[0].text.strip() == "North & <b>South</b>"
    assert len(document.inline_shapes) == 1
    assert render_pdf(cover, SECTIONS).startswith(b"%PDF")


def test_a_logo_without_a_name_says_that_it_is_one():
    page = lxml.html.fromstring(render_html(Cover("A title", style=HouseStyle(logo=SVG)), SECTIONS))
    assert page.find_class("clinic")[0].find("img").get("alt") == "Logo"


def test_the_accent_is_in_the_style_sheet_and_its_hash_still_matches():
    import hashlib

    page = lxml.html.fromstring(
        render_html(Cover("t", style=HouseStyle(colours={"accent": "#00558c"})), SECTIONS)
    )
    sheet = page.find(".//style").text
    assert "--accent: #00558c" in sheet
    digest = base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode()
    assert digest in page.find(".//meta[@http-equiv]").get("content")


def test_the_accent_colours_the_headings_of_word():
    content = render_docx(Cover("t", style=HouseStyle(colours={"accent": "#00558c"})), SECTIONS)
    styles = zipfile.ZipFile(BytesIO(content)).read("word/styles.xml").decode()
    assert styles.count('w:val="00558C"') == 4


def test_templates_of_ones_own(file):
    policy = '<!DOCTYPE html><meta http-equiv="Content-Security-Policy" content="{{ policy }}">'
    page = policy + "<title>{{ cover.title }}</title><p>{{ sections|length }} parts</p>"
    path = file(
        'templates = "mine"', {"mine/report.html.j2": page.encode(), "mine/report.css": b"p { color: #111; }"}
    )
    cover = Cover("<A title>", style=HouseStyle.from_toml(path))
    assert render_html(cover, SECTIONS).endswith("<title>&lt;A title&gt;</title><p>1 parts</p>")
    own_sheet = Cover("t", style=HouseStyle(templates={"report.css": "p { color: #111; }"}))
    assert "<style>p { color: #111; }</style>" in render_html(own_sheet, SECTIONS)


def test_a_pdf_template_of_ones_own():
    own = '#let report = json("report.json")\n#set document(title: report.title)\n= #report.title'
    content = render_pdf(Cover("t", style=HouseStyle(templates={"report.typ": own})), SECTIONS)
    assert content.startswith(b"%PDF")
    assert len(content) < len(render_pdf(Cover("t"), SECTIONS))


def test_a_template_with_a_fault_names_the_line():
    broken = Cover("t", style=HouseStyle(templates={"report.html.j2": "<p>\n{% if %}"}))
    with pytest.raises(StyleError, match=r"report\.html\.j2, line 2"):
        render_html(broken, SECTIONS)
