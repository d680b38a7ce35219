"""Figures of a report: from the registry, of no single patient, and where the registry says that they stand."""

import pytest

from dnoutcomes.errors import DisclosureError, DnOutcomesError
from dnoutcomes.figures import FIGURES
from dnoutcomes.report.facts.figure_block import FigureBlock


def test_a_figure_is_drawn_by_the_function_of_its_entry():
    block = FigureBlock.of("forest", "effects", by="cause")
    assert block.draw.func is FIGURES["forest"].plot
    assert (block.draw.args, block.draw.keywords) == (("effects",), {"by": "cause"})


@pytest.mark.parametrize("name", [name for name, kind in FIGURES.items() if kind.shows_patients])
def test_a_figure_of_single_patients_is_no_part_of_a_report(name):
    with pytest.raises(DisclosureError, match=f"{name!r} shows single patients"):
        FigureBlock.of(name, "data")


def test_an_unknown_figure_is_met_with_the_nearest():
    with pytest.raises(DnOutcomesError, match="did you mean 'forest'"):
        FigureBlock.of("forrest", "effects")


def test_figures_stand_where_the_registry_says(clinic_report):
    drawn = {
        (block.draw.func, section.id)
        for section in clinic_report.sections
        for block in section.blocks
        if isinstance(block, FigureBlock)
    }
    assert len(drawn) > 8
    told = {section.id for section in clinic_report.sections}
    placed = {(kind.plot, section) for kind in FIGURES.values() for section in kind.sections}
    assert drawn == {(plot, section) for plot, section in placed if section in told}
