"""Every word of a report can be said in another language: nothing is printed that didn't go through `say`."""

import re

import pytest

from dnoutcomes import build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.report.blocks.section import BulletList, Definitions, KeyNumbers, Table
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.sections import SECTIONS


@pytest.fixture(scope="module")
def marked_report(marked_language):
    sample = simulate("clinic")
    plan = sample.plan.model_copy(update={"funnels": ("site", "therapist")})
    analysis = build_analysis(read_outcomes(sample.frame, plan=plan), plan)
    return build_report(analysis, language=marked_language)


@pytest.fixture(scope="module")
def muscles():
    """Anatomical names, which are the same in every language."""
    points = simulate("clinic").frame["points"].dropna()
    return {word for cell in points for word in re.findall(r"[a-z]+", str(cell))}


def texts_of(block):
    """Every text of a block but figures."""
    if isinstance(block, Table):
        return [block.caption, *block.columns, *(cell for row in block.rows for cell in row), *block.notes]
    if isinstance(block, BulletList):
        return list(block.items)
    if isinstance(block, KeyNumbers):
        return [text for item in block.numbers for text in (item.label, item.value, item.detail, item.mark)]
    if isinstance(block, Definitions):
        return [text for row in block.rows for text in row]
    return [block.text]


@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "quarter"])
def test_every_word_of_a_section_is_spoken(name, marked_report, unsaid, muscles):
    section = next(section for section in marked_report.sections if section.id == name)
    said = [(section.title, unsaid(section.title))]
    for block in section.blocks:
        if isinstance(block, FigureBlock):
            continue
        said += [(text, unsaid(text)) for text in texts_of(block)]
    said = [(text, [word for word in words if word not in muscles]) for text, words in said]
    assert [(text, words) for text, words in said if words] == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", [name for name in SECTIONS if name != "quarter"])
def test_every_word_of_its_figures_is_spoken(name, width, marked_report, unsaid):
    section = next(section for section in marked_report.sections if section.id == name)
    for block in section.blocks:
        if isinstance(block, FigureBlock):
            assert unsaid(block.main if width == "wide" else block.narrow) == []
