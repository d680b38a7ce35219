"""The section model refuses what no format could show, and draws a figure once."""

import pytest

from dnoutcomes.report.blocks.section import Table
from dnoutcomes.report.facts.figure_block import FigureBlock


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="2 columns, but a row of 1"):
        Table("Counts", ("a", "b"), (("1",),))


def test_a_column_without_a_head_is_refused():
    with pytest.raises(ValueError, match="'Counts': a column without a head"):
        Table("Counts", (" ", "b"), (("a", "1"),))


@pytest.mark.parametrize(("n", "is_long"), [(16, False), (17, True)])
def test_a_table_of_more_than_16_rows_may_be_broken_over_pages(n, is_long):
    assert Table("Counts", ("a", "b"), (("c", "1"),) * n).is_long is is_long


def test_a_figure_is_drawn_once_for_each_width():
    drawn = []
    block = FigureBlock(lambda width: drawn.append(width) or object())
    assert block.main is block.main
    assert block.narrow is block.narrow
    assert drawn == ["wide", "narrow"]
