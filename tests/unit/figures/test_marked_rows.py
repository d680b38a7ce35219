"""Rows with marks: each row's marks, name, count and text stand level, apart from the others, on a page and a phone."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.marked_rows import MarkedRow, MarkedRows
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.style import Look

SCALE = Scale(-2.0, 6.0, (-2.0, 0.0, 6.0), ("−2", "0", "6"))
LONG = "a name of so many words that it takes two lines or three wherever it stands"
ROWS = (
    MarkedRow("Heading of all", is_heading=True, bold=True),
    MarkedRow("first", "31", "1.0 (0.5 to 1.5)"),
    MarkedRow(LONG, "7", "hidden", is_marked=False),
    MarkedRow("third", "1,204", "3.0 (2.5 to 3.5)", instead="nothing"),
    MarkedRow("last", "88", "4.0 (3.5 to 4.5)", bold=True, parted=True),
)


# Marks that stand below leave no column for counts.
PHONE = [replace(row, count="", instead="") for row in ROWS]


def drawn(width, rows=ROWS, scale=SCALE, **parts):
    """The figure, and the heights that its rows were given to draw at."""
    heights = []
    box = MarkedRows(rows, lambda axes, at, reach: heights.extend([at, reach]), lambda pixels: scale, **parts)
    look = Look.of(width)
    figure = Page("Title", "", [box], pd.DataFrame({"x": [1]}), "Alt.", "Caption.").draw(look)
    return figure, *heights


def middles(figure):
    """The middle of the lines of every text in pixels from the top of the plot."""
    assert check_layout(figure) == []
    top = figure.axes[0].get_window_extent().y1
    return {
        text.get_text(): (top - text.get_window_extent().y0 + top - text.get_window_extent().y1) / 2
        for text in figure.figure.texts
    }


def test_on_a_page_name_count_and_text_stand_level_with_the_marks():
    figure, at, _ = drawn("wide", heads=("What", "Patients", "Difference"), below=True)
    at_text = middles(figure)
    for row, y in zip(ROWS[1:], at[1:]):
        for text in (row.count, row.text):
            assert at_text[text] == pytest.approx(y, abs=3)
    for text in ("third", "1,204", "nothing"):
        assert at_text[text] == pytest.approx(at[3], abs=3)


@pytest.mark.parametrize("below", [False, True])
@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_marks_of_rows_are_apart_and_inside_the_plot(width, below):
    figure, at, reach = drawn(width, PHONE, below=below)
    ends = np.column_stack([at - reach, at + reach])[reach > 0]
    assert len(ends) == (3 if below and width == "narrow" else 4)
    assert (ends[1:, 0] >= ends[:-1, 1] - 1e-9).all()
    assert ends[0, 0] >= 0
    bottom, top = figure.axes[0].get_ylim()
    assert (bottom, top) == (pytest.approx(figure.axes[0].get_window_extent().height), 0)
    assert ends[-1, 1] <= bottom


def test_on_a_phone_marks_stand_below_their_names_across_the_figure():
    figure, at, _ = drawn("narrow", PHONE, below=True, heads=("What", "", "Difference"))
    at_text = middles(figure)
    assert figure.axes[0].get_window_extent().width == pytest.approx(324)
    for row, y in ((ROWS[1], at[1]), (ROWS[3], at[3]), (ROWS[4], at[4])):
        assert y - at_text[row.name] > 8
        assert at_text[row.name] == pytest.approx(at_text[row.text], abs=2)


def test_beside_stays_beside_on_a_phone():
    figure, at, _ = drawn("narrow", [MarkedRow("name"), MarkedRow("other")])
    at_text = middles(figure)
    assert figure.axes[0].get_window_extent().width < 300
    assert at_text["name"] == pytest.approx(at[0], abs=3)


def test_a_rule_parts_the_row_from_those_above():
    figure, at, reach = drawn("wide")
    (rule,) = figure.figure.artists
    top = figure.axes[0].get_window_extent().y1
    y = top - figure.pixels.transform((0, rule.get_ydata()[0]))[1]
    assert at[3] + reach[3] < y < at[4] - reach[4]


def test_axis_its_title_and_its_ends_take_the_room_that_they_need():
    bare, *_ = drawn("wide", scale=Scale(0.0, 1.0, (), ()))
    ticked, *_ = drawn("wide")
    titled, *_ = drawn("wide", axis_title="What it is in")
    ended, *_ = drawn("wide", ends=("← one", "the other →"))
    look = Look.of("wide")
    heights = [figure.height_pixels - bare.height_pixels for figure in (ticked, titled, ended)]
    assert heights == pytest.approx([8 + look.line, 8 + 2 * look.line, 8 + look.line + 4 + look.small_line])
    assert bare.axes[0].get_xlim() == (0, 1)
    assert ticked.axes[0].get_xlim() == (-2, 6)
    assert not bare.axes[0].spines["bottom"].get_visible()
    plot = ended.axes[0].get_window_extent()
    places = {text.get_text(): text.get_window_extent() for text in ended.figure.texts}
    assert places["← one"].x0 == pytest.approx(plot.x0, abs=2)
    assert places["the other →"].x1 == pytest.approx(plot.x1, abs=2)


def test_columns_are_as_wide_as_their_widest_text():
    figure, *_ = drawn("wide", heads=("", "Patients", ""))
    plot = figure.axes[0].get_window_extent()
    texts = {text.get_text(): text.get_window_extent() for text in figure.figure.texts}
    assert texts["1,204"].x1 == pytest.approx(texts["Patients"].x1, abs=2)
    assert texts["1,204"].x1 + 14 == pytest.approx(plot.x0, abs=2)
    assert max(texts[row.text].x0 for row in ROWS[1:]) > plot.x1 + 13


def test_no_row_leaves_an_empty_plot():
    figure, at, _ = drawn("wide", [])
    assert len(at) == 0
    assert figure.axes[0].get_window_extent().height > 0
