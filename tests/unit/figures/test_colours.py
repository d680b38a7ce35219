"""Contrast by WCAG's formula, and the arms in a clinic's colours."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.figures.colours import OF_MARKS, arms_in_force, contrast, painting, standing_out
from dnoutcomes.figures.style import THEMES, Look

COLOURS = st.integers(0, 0xFFFFFF).map("#{:06x}".format)


# Ratios as published with WCAG's own examples of grey and of pure colours on white.
@pytest.mark.parametrize(
    ("colour", "ratio"), [("#767676", 4.54), ("#ff0000", 4.0), ("#0000ff", 8.59), ("#00ff00", 1.37)]
)
def test_published_contrasts_to_white(colour, ratio):
    assert contrast(colour, "#ffffff") == pytest.approx(ratio, abs=0.005)


@given(COLOURS, st.sampled_from([theme.paper for theme in THEMES.values()]), st.sampled_from([3.0, 4.5]))
def test_a_colour_can_always_be_made_to_stand_out(colour, paper, least):
    assert contrast(standing_out(colour, paper, least), paper) >= least


@given(COLOURS)
def test_one_that_stands_out_stays(colour):
    if contrast(colour, "#ffffff") >= OF_MARKS:
        assert standing_out(colour, "#ffffff", OF_MARKS) == colour


def test_arms_are_drawn_in_the_colours_chosen_while_the_block_lasts():
    with painting(("#7a3e00", "#003366")):
        light, dark = Look.of("wide"), Look.of("wide", "dark")
        assert [light.series(place).colour for place in (0, 1)] == ["#7a3e00", "#003366"]
        assert light.series(2).colour == THEMES["light"].series[2]
        assert contrast(dark.series(1).colour, dark.theme.paper) >= OF_MARKS
    assert arms_in_force() is None
    assert Look.of("wide").series(0).colour == THEMES["light"].series[0]


@pytest.mark.parametrize("colour", ["red", "#12345", "#gggggg", "#12345678", "url(x)"])
def test_what_is_no_colour(colour):
    with pytest.raises(DnOutcomesError, match="#rrggbb"), painting((colour, "#000000")):
        pass
