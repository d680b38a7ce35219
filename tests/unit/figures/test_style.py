import pytest

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.colours import painting
from dnoutcomes.figures.style import THEMES, WIDTHS, Look, theme_of


def luminance(colour):
    """Relative luminance as WCAG 2 defines it."""
    channels = [int(colour[place : place + 2], 16) / 255 for place in (1, 3, 5)]
    linear = [value / 12.92 if value <= 0.03928 else ((value + 0.055) / 1.055) ** 2.4 for value in channels]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one, other):
    low, high = sorted([luminance(one), luminance(other)])
    return (high + 0.05) / (low + 0.05)


@pytest.mark.parametrize("theme", list(THEMES))
def test_colours_stand_out_from_the_paper(theme):
    theme = THEMES[theme]
    assert contrast(theme.ink, theme.paper) >= 7
    assert contrast(theme.muted, theme.paper) >= 4.5
    assert all(contrast(colour, theme.paper) >= 3 for colour in theme.series)


def test_arms_in_their_usual_colours_have_those_of_a_dark_page_on_it():
    """A style that says nothing of the arms, or of one, must not dull the others."""
    usual, dark = (THEMES[name].series for name in ("light", "dark"))
    with painting(usual[:2]):
        assert theme_of("dark").series == dark
        assert theme_of("light").series == usual
    with painting((usual[0], "#003366")):
        assert theme_of("dark").series[0] == dark[0]
        assert contrast(theme_of("dark").series[1], THEMES["dark"].paper) >= 3


@pytest.mark.parametrize("theme", list(THEMES))
def test_arms_differ_by_more_than_colour(theme):
    styles = [Look.of("wide", theme).series(place) for place in range(6)]
    assert len({style.marker for style in styles}) == 6
    assert len({style.line for style in styles}) == 6
    assert styles[0].fill == THEMES[theme].paper
    assert styles[1].fill == styles[1].colour


def test_no_arm_is_drawn_with_dashes_of_nothing():
    """In SVG that is no valid line, and some readers leave it out."""
    look = Look.of("wide")
    for place in range(6):
        line = look.series(place).line
        assert line == "solid" or line[1]


def test_too_many_arms_are_refused():
    with pytest.raises(DnOutcomesError, match="at most 6 arms"):
        Look.of("wide").series(6)


def test_text_is_never_under_nine_pixels():
    assert all(min(width.text, width.small) >= 9 for width in WIDTHS.values())
