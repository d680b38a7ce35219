import pandas as pd
import pytest
from matplotlib.figure import Figure

from dnoutcomes.figures.layout import check_layout
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels, Row
from dnoutcomes.figures.scale import scale_over
from dnoutcomes.figures.style import Look

NOTE = "A note that is long enough to take several lines on a phone and perhaps more than one on a page as well. "


def page_of(look, n_panels=1, note=NOTE):
    grid = Grid(look, n_panels, 40.0, each_named=True)
    scale = scale_over([0.0, 10.0], 4)
    panels = [
        Panel(lambda axes: axes.plot([1, 2], [3, 4]), scale, scale, title=f"Plot {place}", axis_title="Axis",
              columns=[20.0, 90.0], rows=[Row([["one"], ["two"]], "Label")])
        for place in range(n_panels)
    ]  # fmt: skip
    boxes = [Panels(grid, panels, (200.0, 150.0)), Words([note, "", note], above=5)]
    return Page("Title", "Subtitle", boxes, pd.DataFrame({"x": [1]}), "Alt.", "Caption.")


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("n_panels", [0, 1, 2, 3])
def test_boxes_stand_below_each_other_and_fill_the_figure(width, n_panels):
    look = Look.of(width)
    figure = page_of(look, n_panels).draw(look)
    assert check_layout(figure) == []
    assert len(figure.axes) == n_panels
    lowest = min(text.get_window_extent().y0 for text in figure.figure.texts)
    assert 0 < lowest < 3 * look.width.margin


def test_bold_words_are_measured_as_they_are_written():
    look = Look.of("narrow")
    words = Words(NOTE, small=False, bold=True)
    figure = Page("", "", [words], pd.DataFrame(), "", "").draw(look)
    assert check_layout(figure) == []
    assert {
        text.get_weight() for text in figure.figure.texts if text.get_text() in NOTE and text.get_text()
    } == {"bold"}
    assert words.lay_out(look).height >= Words(NOTE, small=False).lay_out(look).height


def test_plots_are_as_high_as_they_are_said_to_be():
    for width, height in (("wide", 200), ("narrow", 150)):
        look = Look.of(width)
        (axes,) = page_of(look).draw(look).axes
        assert axes.get_window_extent().height == pytest.approx(height)


def test_empty_words_take_no_room():
    look = Look.of("wide")
    assert Words(["", ""], above=30).lay_out(look).height == 0
    assert Words("one", above=30).lay_out(look).height == pytest.approx(30 + look.small_line)


@pytest.mark.parametrize("inches", [4.5, 5.5])
def test_plots_stretch_until_the_figure_fills_its_place(inches):
    whole = Figure(figsize=(9, inches))
    look = Look.of("wide", ax=whole.add_axes((0, 0, 1, 1)))
    figure = page_of(look).draw(look)
    assert figure.height_pixels == pytest.approx(96 * inches, abs=1)
    assert figure.axes[0].get_window_extent().height > 200
