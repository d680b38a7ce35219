"""A clinic's own template of the printed report takes a bounded time and memory, and its faults are named."""

import pytest

from dnoutcomes.errors import StyleError
from dnoutcomes.report.blocks.section import Paragraph, Section
from dnoutcomes.report.render import typst_apart
from dnoutcomes.report.render.cover import Cover
from dnoutcomes.report.render.house_style import HouseStyle, template_text
from dnoutcomes.report.render.pdf import render_pdf
from dnoutcomes.report.render.typst_apart import TypstApartError, set_apart

SECTIONS = (Section("s", "Part", (Paragraph("Words."),)),)


def printed(template):
    return render_pdf(Cover("t", style=HouseStyle(templates={"report.typ": template})), SECTIONS)


def test_the_packages_own_template_gives_the_same_bytes_apart():
    own = template_text(HouseStyle(), "report.typ")
    assert printed(own) == render_pdf(Cover("t"), SECTIONS)


def test_a_template_that_never_ends_is_given_up(monkeypatch):
    monkeypatch.setattr(typst_apart, "SECONDS", 2)
    forever = "#for a in range(9000) { for b in range(9000) { for c in range(9000) { let d = a + b * c } } }"
    with pytest.raises(StyleError, match=r"report\.typ can't be set: it took longer than 2 seconds"):
        printed(forever)


def test_a_template_that_eats_the_memory_is_given_up(monkeypatch):
    monkeypatch.setattr(typst_apart, "MEMORY", 1_000_000_000)
    greedy = '#let words = "x" * 1000000\n#for a in range(9000) { words += words }'
    with pytest.raises(
        StyleError, match=r"report\.typ can't be set: it took more memory than it may, or died"
    ):
        printed(greedy)


def test_a_fault_is_named_with_its_line():
    with pytest.raises(StyleError, match=r"(?s)unknown variable: price.*report\.typ, line 3, column 1"):
        printed("= Ours\n\n#price\n")


def test_nothing_of_the_place_is_told():
    with pytest.raises(TypstApartError) as raised:
        set_apart({"main": b'#read("/etc/passwd")'}, {"format": "pdf"})
    assert "tmp" not in str(raised.value)
