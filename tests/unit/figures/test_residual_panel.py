import pytest

from dnoutcomes.figures import plot_residuals
from dnoutcomes.language import speaking


def test_dots_are_the_residuals(diagnostics):
    found = diagnostics()
    figure = plot_residuals(found)
    for panel, name in ((0, "quantile"), (1, "fitted")):
        (dots,) = [line for line in figure.axes[panel].get_lines() if line.get_marker() == "o"]
        assert dots.get_xdata().tolist() == found.residuals[name].tolist()
        assert dots.get_ydata().tolist() == found.residuals["normalized"].tolist()


def test_line_of_the_first_panel_is_the_diagonal(diagnostics):
    line = plot_residuals(diagnostics()).axes[0].get_lines()[0]
    assert list(line.get_xdata()) == list(line.get_ydata())


def test_correlations_stand_beside_those_implied(diagnostics, line_of):
    figure = plot_residuals(diagnostics())
    assert line_of(figure, "observed", axes=2)[:, 1].tolist() == [1.0, 0.5, 0.3]
    assert line_of(figure, "implied", axes=2)[:, 1].tolist() == [1.0, 0.55, 0.28]


def test_semivariances_stand_beside_those_implied(diagnostics, line_of):
    figure = plot_residuals(diagnostics())
    assert line_of(figure, "observed", axes=3).tolist() == [[4.0, 1.1], [8.0, 1.5]]
    assert line_of(figure, "implied", axes=3).tolist() == [[4.0, 1.0], [8.0, 1.6]]


def test_alt_text_holds_spread_outliers_and_largest_gap(diagnostics):
    found = diagnostics()
    found.residuals.loc[0, "normalized"] = -3.5
    far = (found.residuals["normalized"].abs() > 3).sum()
    alt_text = plot_residuals(found).alt_text
    spread = found.residuals["normalized"].std()
    assert (
        f"standard deviation is {spread:.2f}; {far} lie beyond 3, where normal ones would be 0.8." in alt_text
    )
    assert "at most 0.05. Semivariances are 0.94 to 1.10 times those implied." in alt_text


@pytest.mark.parametrize("n", [10, 5000])
def test_many_dots_keep_the_file_small(diagnostics, n):
    assert len(plot_residuals(diagnostics(n)).to_svg()) < 300_000


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_is_said(diagnostics, marked_language, unsaid, width):
    with speaking(marked_language):
        assert unsaid(plot_residuals(diagnostics(), width=width)) == []
