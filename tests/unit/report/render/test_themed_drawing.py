"""Drawings in the page: no words cut with the numbers, and each colour of the theme for both kinds of screen."""

import re

from dnoutcomes.figures.colours import painting
from dnoutcomes.figures.style import THEMES
from dnoutcomes.report.render.themed_drawing import lighter, themed


def test_no_words_of_a_figure_are_cut_with_the_numbers_of_its_drawing():
    """The alternative text is the page's; a second one in the drawing would have other numbers."""
    drawn = (
        b"<svg><title>At week 2: -0.221 (-0.402 to -0.040)\nor 1.234 more</title><path d='M1.23456 2'/></svg>"
    )
    assert lighter(drawn) == b"<svg><path d='M1.23 2'/></svg>"


def values(drawn):
    """The values of each name: on light screens and paper, on dark screens."""
    light, dark = re.search(
        r"svg\{([^}]*)\}@media screen and \(prefers-color-scheme:dark\)\{svg\{([^}]*)\}\}", drawn
    ).groups()
    return [dict(part.split(":") for part in sheet.split(";")) for sheet in (light, dark)]


def test_each_colour_of_the_theme_has_one_for_a_dark_screen():
    arm = THEMES["light"].series[1]
    drawn = themed(f'<svg a="1"><path style="fill: #ffffff; stroke: {arm}"/></svg>'.encode()).decode()
    paper, arm = re.search(r'style="fill: var\((--\w)\); stroke: var\((--\w)\)"', drawn).groups()
    light, dark = values(drawn)
    assert light == {paper: THEMES["light"].paper, arm: THEMES["light"].series[1]}
    assert dark == {paper: THEMES["dark"].paper, arm: THEMES["dark"].series[1]}
    assert drawn.startswith('<svg a="1"><style>')


def test_a_clinics_own_colours_are_lightened_for_a_dark_screen():
    with painting(("#003366", "#660033")):
        drawn = themed(b'<svg><path style="stroke: #660033"/></svg>').decode()
    light, dark = values(drawn)
    assert list(light.values()) == ["#660033"]
    assert list(dark.values()) != ["#660033"]
