import numpy as np
import pandas as pd
import pytest
from matplotlib.figure import Figure

from dnoutcomes.figures.marks import (
    diagonal,
    dots,
    effect,
    histogram,
    in_front,
    level,
    pieces,
    set_scales,
    stairs,
    threads,
    trend,
)
from dnoutcomes.figures.scale import scale_over
from dnoutcomes.figures.series_style import AreaStyle
from dnoutcomes.figures.style import Look

LOOK = Look.of("wide")


@pytest.fixture
def axes():
    return Figure().add_subplot()


@pytest.mark.parametrize(
    ("ends", "cut"),
    [((-1.0, 2.0), []), ((-9.0, 2.0), ["<"]), ((-1.0, 9.0), [">"]), ((-9.0, 9.0), ["<", ">"])],
)
def test_an_interval_is_cut_with_an_arrow_on_the_side_where_it_leaves_the_plot(axes, ends, cut):
    scale = scale_over([-3.0, 4.0])
    set_scales(axes, scale, None)
    effect(axes, "#123456", ends, 0.5, 7.0, size=6)
    ((start, end),) = [[x for x, _ in bar] for bar in axes.collections[0].get_segments()]
    assert (start, end) == (max(ends[0], scale.low), min(ends[1], scale.high))
    markers = {line.get_marker(): line.get_xdata()[0] for line in axes.get_lines()}
    assert sorted(set(markers) - {"s"}) == cut
    assert markers["s"] == 0.5
    assert all(markers[arrow] == (start if arrow == "<" else end) for arrow in cut)


def test_steps_are_as_wide_as_the_patients_behind_them(axes):
    stairs(axes, "#123456", [3.0, -1.0, 0.5], [10, 30, 60])
    values, edges, _ = axes.patches[0].get_data()
    assert values.tolist() == [3.0, -1.0, 0.5]
    assert edges == pytest.approx([0, 0.1, 0.4, 1])


def test_pieces_stand_end_to_end_and_none_is_drawn_of_nobody(axes):
    styles = {"seen": AreaStyle("#123456", "#123456"), "moved": AreaStyle("#654321", "none", "//")}
    lengths = pd.DataFrame({"seen": [0.7, 0.0, 0.2], "moved": [0.3, 0.0, 0.5]})
    pieces(axes, styles, [4.0, 9.0, 15.0], lengths, thick=6.0)
    drawn = [
        (bar.get_x(), bar.get_width(), bar.get_y() + bar.get_height() / 2, bar.get_hatch())
        for bar in axes.patches
    ]
    assert drawn == [
        (0.0, 0.7, 4.0, ""), (0.0, 0.2, 15.0, ""), (0.7, pytest.approx(0.3), 4.0, "//"),
        (pytest.approx(0.2), 0.5, 15.0, "//"),
    ]  # fmt: skip


def test_an_upright_line_is_left_out_between_rows(axes):
    level(axes, LOOK, 1.5, upright=True, dotted=True, rows=([1.0, 7.0], [3.0, 12.0]))
    (line,) = axes.collections
    assert [piece.tolist() for piece in line.get_segments()] == [[[1.5, 1], [1.5, 3]], [[1.5, 7], [1.5, 12]]]


def test_many_dots_are_fainter_and_a_picture(axes):
    dots(axes, "#123456", np.arange(10), np.arange(10))
    dots(axes, "#123456", np.arange(3000), np.arange(3000))
    few, many = axes.get_lines()
    assert few.get_alpha() > many.get_alpha()
    assert (few.get_rasterized(), many.get_rasterized()) == (False, True)


@pytest.mark.parametrize(
    ("upright", "expected"), [(False, ([0, 1], [2.5, 2.5])), (True, ([2.5, 2.5], [0, 1]))]
)
def test_a_level_stands_at_its_value(axes, upright, expected):
    level(axes, LOOK, 2.5, upright=upright, dotted=True)
    (line,) = axes.get_lines()
    assert (list(line.get_xdata()), list(line.get_ydata())) == expected


def test_heights_are_named_once_in_a_row_of_plots(axes):
    up = scale_over([0.0, 8.0], 4)
    set_scales(axes, None, up, named=False)
    assert axes.get_ylim() == (up.low, up.high)
    assert [tick.get_text() for tick in axes.get_yticklabels()] == [""] * len(up.ticks)
    set_scales(axes, up, None)
    assert [tick.get_text() for tick in axes.get_xticklabels()] == list(up.labels)
    assert axes.get_xlim() == (up.low, up.high)


def test_a_diagonal_has_the_same_number_on_both_axes(axes):
    axes.set_xlim(-2, 5)
    diagonal(axes, LOOK)
    (line,) = axes.get_lines()
    assert list(line.get_xdata()) == list(line.get_ydata()) == [-2, 5]


@pytest.mark.parametrize(("n", "drawn"), [(49, 0), (50, 1), (2000, 1), (2001, 0)])
def test_a_trend_is_drawn_of_neither_too_few_nor_too_many_points(axes, n, drawn):
    at = np.linspace(0, 4, n)
    trend(axes, "#123456", at, 3 - 2 * at)
    assert len(axes.get_lines()) == drawn
    for line in axes.get_lines():
        assert np.polyfit(line.get_xdata(), line.get_ydata(), 1) == pytest.approx([-2, 3])
    assert (axes.get_xlabel(), axes.get_ylabel()) == ("", "")


def test_each_thread_is_a_level_and_many_are_fainter(axes):
    def lines_of(n):
        return pd.DataFrame({"who": np.repeat(np.arange(n), 2), "at": [0, 1] * n, "value": np.arange(2 * n)})

    threads(axes, LOOK.series(1), lines_of(3), "at", "value", of="who")
    few = axes.get_lines()
    assert [list(line.get_ydata()) for line in few] == [[0, 1], [2, 3], [4, 5]]
    crowd = Figure().add_subplot()
    threads(crowd, LOOK.series(1), lines_of(100), "at", "value", of="who")
    assert few[0].get_alpha() > crowd.get_lines()[0].get_alpha()


def test_what_stands_in_front_is_parted_by_the_colour_of_the_paper(axes):
    in_front(axes, LOOK, LOOK.series(0), [0, 1], [3, 7], "standard")
    around, line, markers = axes.get_lines()
    assert (around.get_color(), line.get_color()) == (LOOK.theme.paper, LOOK.series(0).colour)
    assert around.get_zorder() < line.get_zorder() < markers.get_zorder()
    assert around.get_linewidth() > line.get_linewidth()
    assert markers.get_marker() == LOOK.series(0).marker


def test_columns_of_a_histogram_stand_between_their_edges(axes):
    histogram(axes, LOOK, LOOK.series(1), [0.0, 0.5, 1.5], [-0.25, -0.75], "arm")
    assert [(bar.get_x(), bar.get_width(), bar.get_height()) for bar in axes.patches] == [
        (0.0, 0.5, -0.25),
        (0.5, 1.0, -0.75),
    ]
