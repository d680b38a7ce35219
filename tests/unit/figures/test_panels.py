"""Plots in a grid: side by side on a page and below each other on a phone, with texts in columns under their axes."""

import pandas as pd
import pytest
from matplotlib.lines import Line2D

from dnoutcomes.figures.arm import Arm
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row, name_room, scale_room
from dnoutcomes.figures.scale import scale_over
from dnoutcomes.figures.style import Look

WIDE, NARROW = Look.of("wide"), Look.of("narrow")
UP = scale_over([-3.0, 8.0], 4)
ACROSS = scale_over([0.0, 40.0], 4)


def drawn(panels, grid, heights=(120.0, 90.0)):
    page = Page("T", "S", [Panels(grid, panels, heights)], pd.DataFrame(), "Alt.", "Caption.")
    return page.draw(grid.look)


def panel_of(**parts):
    return Panel(lambda axes: None, ACROSS, UP, **parts)


def corners(figure):
    """Left and lower ends of each plot, in pixels."""
    return [tuple(axes.get_window_extent().min) for axes in figure.axes]


def text_at(figure, text):
    """Left, middle and right end, and top, of a text."""
    (written,) = [item for item in figure.figure.texts if item.get_text() == text]
    box = written.get_window_extent()
    return box.x0, (box.x0 + box.x1) / 2, box.x1, box.y1


@pytest.mark.parametrize(
    ("look", "n", "most", "across"),
    [(WIDE, 3, 2, 2), (WIDE, 3, 3, 3), (WIDE, 1, 2, 1), (NARROW, 3, 3, 1), (WIDE, 0, 2, 1)],
)
def test_plots_stand_side_by_side_on_a_page_only(look, n, most, across):
    assert Grid(look, n, 40.0, most_across=most).across == across


@pytest.mark.parametrize("each_named", [False, True])
@pytest.mark.parametrize("look", [WIDE, NARROW])
def test_a_row_of_plots_and_their_rooms_is_as_wide_as_the_figure_allows(look, each_named):
    grid = Grid(look, 3, 50.0, each_named=each_named, most_across=3, gap=10.0, right=7.0)
    last = grid.left_of(grid.across - 1) + grid.width
    assert last + 7.0 == pytest.approx(look.width.pixels - look.width.margin)
    assert grid.left_of(0) == look.width.margin + 50.0


def test_rooms_hold_the_names_and_numbers_beside_a_plot():
    assert name_room(WIDE, ["a", "a long name of an arm"]) == name_room(WIDE, ["a long name of an arm"])
    assert name_room(WIDE, ["long " * 60], most=0.25) == 0.25 * WIDE.width.pixels
    assert scale_room(WIDE, ["1", "−100.5"]) - scale_room(WIDE, ["1"]) > 20
    assert scale_room(WIDE, []) == 8


def test_plots_of_a_row_stand_level_whatever_stands_above_and_below_them():
    panels = [
        panel_of(title="One", rows=[Row([["a"]]), Row([["b"]])], columns=[30.0]),
        panel_of(),
        panel_of(title="Three", note="with a note"),
    ]
    (first, second, third) = corners(drawn(panels, Grid(WIDE, 3, 40.0)))
    assert first[1] == pytest.approx(second[1])
    assert first[0] < second[0]
    assert third[0] == pytest.approx(first[0])
    assert third[1] < first[1] - 120


def test_on_a_phone_plots_stand_below_each_other_and_are_of_its_height():
    figure = drawn([panel_of(), panel_of()], Grid(NARROW, 2, 40.0))
    (first, second) = corners(figure)
    assert first[0] == second[0]
    assert first[1] > second[1] + 90
    assert [axes.get_window_extent().height for axes in figure.axes] == pytest.approx([90.0, 90.0])


def test_only_the_first_plot_of_a_row_names_its_heights_unless_each_does():
    def named(grid):
        figure = drawn([panel_of(), panel_of()], grid)
        return [[label.get_text() for label in axes.get_yticklabels()] for axes in figure.axes]

    assert named(Grid(WIDE, 2, 40.0)) == [list(UP.labels), [""] * len(UP.labels)]
    assert named(Grid(WIDE, 2, 40.0, each_named=True)) == [list(UP.labels)] * 2


def test_texts_stand_under_their_columns_in_the_order_of_the_rows():
    arm = Arm("needling", WIDE.series(1))
    rows = [
        Row([["first"], ["second"]], "Label", beside=True),
        Row([["61"], ["78"]], arm=arm),
        Row([["5"], ["9"]], "n", small=True),
    ]
    grid = Grid(WIDE, 1, 90.0)
    figure = drawn([panel_of(rows=rows, columns=[50.0, 210.0], ticks_in_rows=True)], grid)
    for texts in (("first", "61", "5"), ("second", "78", "9")):
        tops = [text_at(figure, text)[3] for text in texts]
        assert tops == sorted(tops, reverse=True)
    left = grid.left_of(0)
    for text, column in (("first", 50.0), ("61", 50.0), ("5", 50.0), ("second", 210.0), ("78", 210.0)):
        assert text_at(figure, text)[1] == pytest.approx(left + column, abs=1)
    assert text_at(figure, "Label")[2] == pytest.approx(left - 8, abs=1)
    assert text_at(figure, "n")[0] == pytest.approx(WIDE.width.margin, abs=1)
    assert [label.get_text() for label in figure.axes[0].get_xticklabels()] == [""] * len(ACROSS.ticks)
    assert check_layout(figure) == []


def test_rows_are_labelled_once_where_plots_share_the_room_on_their_left():
    panels = [panel_of(rows=[Row([["1"]], "Patients")], columns=[20.0]) for _ in range(2)]
    count = [text.get_text() for text in drawn(panels, Grid(WIDE, 2, 70.0)).figure.texts].count("Patients")
    assert count == 1
    each = drawn(panels, Grid(WIDE, 2, 70.0, each_named=True))
    assert [text.get_text() for text in each.figure.texts].count("Patients") == 2


def test_the_marker_of_an_arm_stands_before_its_title():
    arm = Arm("needling", WIDE.series(1))
    marked = drawn([panel_of(title="Title", arm=arm)], Grid(WIDE, 1, 40.0))
    plain = drawn([panel_of(title="Title")], Grid(WIDE, 1, 40.0))
    assert text_at(marked, "Title")[0] == pytest.approx(text_at(plain, "Title")[0] + 15, abs=1)
    (marker,) = [artist for artist in marked.figure.artists if isinstance(artist, Line2D)]
    assert marker.get_marker() == arm.style.marker
    assert marker.get_color() == arm.style.colour


def test_a_long_title_takes_two_lines_and_no_more():
    figure = drawn([panel_of(title="word " * 200)], Grid(NARROW, 1, 40.0))
    assert sum(text.get_text().startswith("word") for text in figure.figure.texts) == 2
    assert check_layout(figure) == []
