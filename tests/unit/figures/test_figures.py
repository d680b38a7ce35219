"""What holds for every figure."""

import os
import subprocess
import sys
from inspect import signature

import matplotlib
import pytest

from dnoutcomes import figures
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures import OutcomeFigure, check_layout


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_labels_are_inside_apart_and_large_enough(usual, width):
    assert check_layout(usual(width)) == []


@pytest.mark.parametrize("name", [name for name in figures.__all__ if name.startswith("plot_")])
def test_every_figure_takes_a_width_a_theme_and_a_place_and_hides_nothing_itself(name):
    """What may be shown is decided before anything is drawn, by whoever releases the numbers."""
    parameters = signature(getattr(figures, name)).parameters
    assert {"width", "theme", "ax"} <= set(parameters)
    assert "smallest_cell" not in parameters


def test_two_makings_give_the_same_bytes_whatever_is_written_before(usual, make_figure):
    second = make_figure()
    second.to_png(dpi=300)
    check_layout(second)
    assert second.to_svg() == usual.svg
    assert second.to_png() == usual.png


def test_figure_carries_data_alt_text_and_caption(usual):
    figure = usual("wide")
    assert isinstance(figure, OutcomeFigure)
    assert len(figure.data) > 0
    assert len(figure.alt_text) > 80
    assert len(figure.caption) > 80
    for text in (figure.alt_text, figure.caption):
        assert "-0.0" not in text
        assert "nan" not in text
        assert "significant" not in text
        assert "  " not in text


def test_widths_differ_in_shape_only(usual):
    wide, narrow = usual("wide"), usual("narrow")
    assert (wide.figure.bbox.width, narrow.figure.bbox.width) == (720, 340)
    assert wide.data.equals(narrow.data)
    assert wide.alt_text == narrow.alt_text


def test_themes_share_the_layout(usual, make_figure):
    dark = make_figure(theme="dark")
    assert usual("wide").height_pixels == dark.height_pixels
    assert usual.svg != dark.to_svg()


def test_unknown_width_lists_the_known_ones(make_figure):
    with pytest.raises(DnOutcomesError, match=r"unknown figure width 'widest'.*wide, narrow"):
        make_figure(width="widest")


def test_settings_of_the_user_are_neither_used_nor_changed(usual, make_figure):
    plain = usual.svg
    with matplotlib.rc_context(
        {"font.size": 31, "lines.linewidth": 9, "svg.fonttype": "none", "axes.grid": True}
    ):
        before = matplotlib.rcParams.copy()
        assert make_figure().to_svg() == plain
        assert matplotlib.rcParams.copy() == before


def test_importing_figures_and_making_one_chooses_no_backend_and_changes_nothing():
    """seaborn, which is only loaded to draw, loads pyplot, which must have nothing to hold and nothing to show."""
    code = (
        "import sys, matplotlib; before = matplotlib.rcParams.copy(); import dnoutcomes.figures; "
        "assert matplotlib.rcParams.copy() == before; assert 'matplotlib.pyplot' not in sys.modules; "
        "assert 'seaborn' not in sys.modules; assert 'statsmodels' not in sys.modules; "
        "import pandas as pd; from dnoutcomes.estimates import Estimates; from dnoutcomes.figures import plot_course; "
        "frame = pd.DataFrame({'arm': ['a'], 'visit': ['v'], 'estimate': [1.0], 'std_error': [1.0], 'conf_low': [0.0], "
        "'conf_high': [2.0], 'n_subjects': [9.0]}); figure = plot_course(Estimates(frame)); figure.to_svg(); "
        "figure.to_png(); assert matplotlib.get_backend(auto_select=False) is None; "
        "from matplotlib._pylab_helpers import Gcf; assert not Gcf.figs"
    )
    environment = {name: value for name, value in os.environ.items() if name != "MPLBACKEND"}
    subprocess.run([sys.executable, "-c", code], check=True, env=environment)
