"""The section model refuses what no format could show, and draws a figure once."""

import pytest

from dnoutcomes.report.section import FigureBlock, Table


def test_a_ragged_table_is_refused():
    with pytest.raises(ValueError, match="2 columns, but a row of 1"):
        Table("Counts", ("a", "b"), (("1",),))


def test_a_column_without_a_head_is_refused():
    with pytest.raises(ValueError, match="'Counts': a column without a head"):
        Table("Counts", (" ", "b"), (("a", "1"),))


def test_a_figure_is_drawn_once_for_each_width():
    drawn = []
    block = FigureBlock(lambda width: drawn.append(width) or object())
    assert block.main is block.main
    assert block.narrow is block.narrow
    assert drawn == ["wide", "narrow"]
