"""Figures as files: each once, in both forms, with what it shows in words inside and beside it."""

import csv
import io

import pytest
from PIL import Image

from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.files.figures_export import figure_files, named_figures


@pytest.fixture(scope="module")
def files(report):
    return figure_files(report.sections)


def test_every_figure_of_the_report_is_there_once(report, files):
    n = sum(isinstance(block, FigureBlock) for section in report.sections for block in section.blocks)
    assert n > 0
    for end in (".svg", ".png"):
        assert sum(name.endswith(end) for name in files) == n


def test_dots_are_fine_enough_for_print_and_carry_the_alt_text(report, files):
    for name, _, block in named_figures(report.sections):
        picture = Image.open(io.BytesIO(files[f"figures/{name}.png"]))
        assert picture.info["dpi"] == pytest.approx((300, 300), abs=0.1)
        assert picture.width == round(block.main.look.width.pixels / 96 * 300)
        assert picture.info["Description"] == block.alt_text
        assert "Software" not in picture.info


def test_vectors_carry_the_alt_text(report, files):
    for name, _, block in named_figures(report.sections):
        assert block.alt_text[:40].encode() in files[f"figures/{name}.svg"]


def test_no_line_has_dashes_of_nothing(files):
    """Browsers draw such a line in full, the PDF leaves it out."""
    for name, content in files.items():
        assert b"stroke-dasharray: ;" not in content, name


def test_captions_stand_beside_them(report, files):
    rows = list(csv.DictReader(io.StringIO(files["figures/captions.csv"].decode(), newline="")))
    assert [row["figure"] for row in rows] == [name for name, _, _ in named_figures(report.sections)]
    assert all(row["caption"] and len(row["alt_text"]) > 80 for row in rows)


def test_names_tell_figures_of_one_section_apart(report):
    block = next(
        block for section in report.sections for block in section.blocks if isinstance(block, FigureBlock)
    )
    names = [name for name, _, _ in named_figures((Section("trend", "Trend", (block, block)),))]
    assert names == ["trend", "trend-2"]


def test_a_report_without_figures_has_no_captions_but_the_heads():
    assert figure_files((Section("a", "A", ()),)) == {
        "figures/captions.csv": b"figure,section,caption,alt_text\r\n"
    }
