import pytest

from dnoutcomes.figures.cell_map import Cell, correlation_text, lay_out_cell_map, shade_of
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


def test_a_correlation_keeps_the_mark_of_its_language():
    with speaking("es"):
        assert [correlation_text(value) for value in (0.5, -0.25, 1.0)] == [",50", "−,25", "1,00"]
