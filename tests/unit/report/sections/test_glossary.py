"""The glossary explains the words of the report at hand, and no others."""

from dataclasses import replace

from dnoutcomes.report.blocks.section import Definitions
from dnoutcomes.report.sections import SECTIONS
from dnoutcomes.report.sections.compute_results import told_sections
from dnoutcomes.report.sections.glossary import glossary


def words_of(results):
    (block,) = glossary(results).blocks
    assert isinstance(block, Definitions)
    return [word for word, _ in block.rows]


def telling(results, *names):
    return replace(results, told=told_sections(results, [SECTIONS[name] for name in names]))


def test_a_word_is_explained_where_a_section_uses_it(report):
    few = telling(report.results, "summary", "limits")
    assert "Control chart" not in words_of(few)
    assert "Number needed to treat" not in words_of(few)
    assert {"Adjusted", "Interval", "Regression to the mean"} <= set(words_of(few))
    more = telling(few, "summary", "trends", "people", "limits")
    assert {"Control chart", "SMD"} <= set(words_of(more))


def test_patients_are_spared_what_their_version_does_not_say(report):
    told = replace(telling(report.results, "summary", "people"), audience="patients")
    assert "SMD" not in words_of(told)


def test_randomised_is_explained_where_patients_were(report):
    assert "Randomised" not in words_of(report.results)
