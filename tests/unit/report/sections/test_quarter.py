"""The section on a quarter: the quarters side by side, and what may still change."""

from dataclasses import replace
from types import SimpleNamespace

import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.language import say_term, speaking
from dnoutcomes.plan import Plan
from dnoutcomes.report.blocks.section import Note, Table
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.quarter_results import QuarterResults
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.report.sections.quarter import quarter

FOUND = QuarterResults(
    "2025Q3",
    is_over=True,
    effects={
        "2025Q1": Effect(*(float("nan"),) * 4, state=State.HIDDEN),
        "2025Q2": Effect(-0.5, 0.2, -0.9, -0.1),
        "2025Q3": Effect(-0.8, 0.3, -1.4, -0.2),
    },
    methods={"2025Q1": "none", "2025Q2": "analysis of covariance", "2025Q3": "mixed model"},
)


def section_of(found):
    blocks = quarter.write(SimpleNamespace(setting=Setting(Plan()), quarters=found))
    return SimpleNamespace(title=say_term(quarter.title), blocks=blocks)


def block_of(section, kind):
    return next((block for block in section.blocks if isinstance(block, kind)), None)


def test_a_hidden_quarter_keeps_its_row():
    rows = block_of(section_of(FOUND), Table).rows
    assert rows[0] == ("2025Q1", "hidden")
    assert rows[2] == ("2025Q3", "−0.80 (−1.40 to −0.20)")


def test_a_quarter_without_the_mixed_model_is_named():
    table = block_of(section_of(FOUND), Table)
    assert "as on the first page" in table.caption
    (note,) = table.notes
    assert note.startswith("2025Q2: by analysis of covariance")
    alike = replace(FOUND, methods=dict.fromkeys(FOUND.effects, "mixed model"))
    assert block_of(section_of(alike), Table).notes == ()


def test_a_quarter_that_is_not_over_is_called_open():
    assert block_of(section_of(FOUND), Note) is None
    assert "not over at the data cut" in block_of(section_of(replace(FOUND, is_over=False)), Note).text


def test_a_report_of_everybody_says_that_it_has_no_quarter():
    reason = quarter.compute(SimpleNamespace(quarter=None), None).reason
    assert "not about one quarter" in reason


@pytest.mark.parametrize("found", [FOUND, replace(FOUND, is_over=False)])
def test_every_word_is_spoken(found, marked_language, unsaid):
    with speaking(marked_language):
        section = section_of(found)
    for block in section.blocks:
        texts = (
            [block.caption, *block.columns, block.rows[0][1], *block.notes]
            if isinstance(block, Table)
            else [block.text]
        )
        assert [word for text in [section.title, *texts] for word in unsaid(text)] == []
