"""Letters are as wide in anybody's figure as they were measured: by the dots that are drawn."""

import matplotlib
import numpy as np
import pytest
from matplotlib.backends.backend_agg import FigureCanvasAgg
from matplotlib.figure import Figure

from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.measured_text import MeasuredText

# Of a phone, in pixels.
PHONE = 390


def dots(figure):
    """Which dots aren't white."""
    canvas = FigureCanvasAgg(figure)
    canvas.draw()
    return np.asarray(canvas.buffer_rgba())[..., :3].min(axis=2) < 200


@pytest.mark.parametrize("hinting", ["force_autohint", "default", "none"])
def test_a_line_is_as_wide_as_it_was_measured(hinting):
    line = "illimitable lilliputian milliliters will still tilt"
    figure = Figure(figsize=(PHONE / 96, 1), dpi=96)
    text = MeasuredText(10, 50, line, size=10.5 * 0.75, family="DejaVu Sans", transform=None)
    text.set_figure(figure)
    figure.texts.append(text)
    with matplotlib.rc_context({"text.hinting": hinting}):
        (across,) = np.nonzero(dots(figure).any(axis=0))
        assert np.ptp(across) == pytest.approx(text_width(line, 10.5), abs=2.5)
        assert text.get_window_extent().width == pytest.approx(text_width(line, 10.5), abs=1)
        assert matplotlib.rcParams["text.hinting"] == hinting


def test_no_figure_depends_on_the_hinting_of_the_figure_that_it_is_in(make_figure):
    """Labels of axes, which are their owner's and have room around them, aside."""
    figure = Figure(figsize=(PHONE / 96, 24), dpi=96)
    drawn = make_figure(ax=figure.add_axes((0, 0, 1, 1)))
    with matplotlib.rc_context({"text.hinting": "force_autohint"}):
        assert not dots(figure)[:, [*range(4), *range(-4, 0)]].any()
        for axes in drawn.axes:
            axes.tick_params(labelleft=False, labelbottom=False)
        hinted = dots(figure)
    with matplotlib.rc_context({"text.hinting": "none"}):
        assert (dots(figure) == hinted).all()
