import numpy as np
import pytest
from matplotlib.figure import Figure

from dnoutcomes.figures.marks import dots, effect, level, set_scales, stairs
from dnoutcomes.figures.scale import scale_over
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
