import numpy as np
import pytest
from matplotlib.colors import to_rgb

from dnoutcomes.figures.cell_map import Cell, correlation_text, draw_cell_map, lay_out_cell_map, shade_of
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.style import THEMES, Look
from dnoutcomes.language import speaking


def luminance(colour):
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@pytest.mark.parametrize("theme", list(THEMES))
@pytest.mark.parametrize("series", [0, 1])
def test_text_can_be_read_on_the_deepest_shade(theme, series):
    look = Look.of("wide", theme)
    low, high = sorted([luminance(shade_of(Cell("x", 1.0, series), look)), luminance(look.theme.ink)])
    assert (high + 0.05) / (low + 0.05) >= 4.5


def test_no_shade_is_paper_and_shades_stay_within_bounds():
    look = Look.of("wide")
    assert shade_of(Cell("x"), look) == look.theme.paper
    assert shade_of(Cell("x", 7.0), look) == shade_of(Cell("x", 1.0), look)


def test_cells_fill_the_width():
    shown = lay_out_cell_map(["a", "b"], ["c", "d", "e"], [[Cell("1")] * 3] * 2, Look.of("narrow"), 300)
    assert shown.left + 3 * shown.cell_width == pytest.approx(300)
    assert shown.height == pytest.approx(shown.head + sum(shown.row_heights))


def test_a_title_stands_above_the_middle_of_the_columns_and_takes_its_room():
    look, cells = Look.of("narrow"), [[Cell("1")] * 3] * 2
    bare, titled = (
        lay_out_cell_map(["a", "b"], ["c", "d", "e"], cells, look, 300, title) for title in ("", "Tall")
    )
    assert titled.height == pytest.approx(bare.height + look.line)
    figure = Page("Title", "", [titled], None, "", "").draw(look)
    figure.figure.draw_without_rendering()
    title, middle, top = (
        next(text.get_window_extent() for text in figure.figure.texts if text.get_text() == words)
        for words in ("Tall", "d", "c")
    )
    assert (title.x0 + title.x1) / 2 == pytest.approx((middle.x0 + middle.x1) / 2, abs=1)
    assert title.y0 > top.y1


def test_a_correlation_keeps_the_mark_of_its_language():
    with speaking("es"):
        assert [correlation_text(value) for value in (0.5, -0.25, 1.0)] == [",50", "−,25", "1,00"]


def test_each_cell_has_the_shade_that_its_number_asks_for():
    """Light and deep, of one arm and of the other, each in its own place."""
    look = Look.of("wide")
    cells = [
        [Cell("1", 0.25, 1), Cell("2", 1.0, 0)],
        [Cell("3"), Cell("4", 0.75, 1)],
        [Cell("5", 0.5, 0), Cell("6", 1.0, 1)],
    ]
    with look.context():
        figure = OutcomeFigure(look, 200, data=None, alt_text="", caption="")
        draw_cell_map(figure, lay_out_cell_map(["a", "b", "c"], ["d", "e"], cells, look, 300), 10, 10)
        figure.figure.draw_without_rendering()
    (mesh,) = figure.axes[0].collections
    drawn = np.asarray(mesh.get_facecolors())[:, :3]
    expected = [to_rgb(shade_of(cell, look)) for row in cells for cell in row]
    assert drawn == pytest.approx(np.array(expected), abs=0.01)
    texts = {text.get_text(): text.get_window_extent() for text in figure.figure.texts}
    for place, corner in enumerate([(row, column) for row in range(3) for column in range(2)]):
        x, y = axes_place(figure.axes[0], *corner)
        assert texts[str(place + 1)].x0 < x < texts[str(place + 1)].x1
        assert texts[str(place + 1)].y0 < y < texts[str(place + 1)].y1 + 3


def axes_place(axes, row, column):
    """The middle of a cell on the canvas."""
    return axes.transData.transform((column + 0.5, row + 0.5))


@pytest.mark.parametrize(("text", "holds"), [("-1.2", True), ("-123456.78", False)])
def test_a_map_knows_whether_its_cells_hold_their_numbers(text, holds):
    look = Look.of("narrow")
    cells = [[Cell("0"), Cell(text, bold=True)], [Cell("1"), Cell("2")]]
    assert lay_out_cell_map(["a", "b"], ["c", "d"], cells, look, 120).holds_its_numbers(look) is holds
