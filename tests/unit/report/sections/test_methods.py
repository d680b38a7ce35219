"""The section on methods: the estimand first."""

from dnoutcomes.report.blocks.section import Definitions, Heading
from dnoutcomes.report.sections.methods import methods


def test_the_estimand_comes_before_how_it_was_estimated(report):
    kinds = [type(block) for block in methods(report.results).blocks]
    assert kinds[:3] == [Heading, Definitions, Heading]
