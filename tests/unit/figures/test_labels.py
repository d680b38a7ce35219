import pytest

from dnoutcomes.figures.labels import literal, shorten, text_width, wrap, wrap_evenly, wrap_lines


def test_markup_stays_as_it_reads():
    assert literal(r"$\alpha_1^2$ 50%") == r"$\alpha_1^2$ 50%"


@pytest.mark.parametrize("character", ["\x1b", "\x00", "\u202e", "\u200b", "\ufeff", "\ud800", "末"])
def test_what_cannot_be_drawn_is_marked(character):
    assert literal(f"a{character}b") == "a\ufffdb"


@pytest.mark.parametrize("space", ["\n", "\r", "\t", "\u2028", "\u00a0"])
def test_white_space_becomes_one_space(space):
    assert literal(f"a{space}b") == "a b"


def test_lines_fit_and_nothing_is_lost(hostile):
    lines = wrap(hostile, 90, 12)
    assert all(text_width(line, 12) <= 90 for line in lines)
    assert "".join(lines).replace(" ", "") == literal(hostile).replace(" ", "")


def test_even_lines_are_as_few(hostile):
    assert len(wrap_evenly(hostile, 200, 12)) == len(wrap(hostile, 200, 12))


def test_shortened_label_fits_and_says_so(hostile):
    short = shorten(hostile, 60, 12)
    assert text_width(short, 12) <= 60
    assert short == literal(hostile) or short.endswith("…")


def test_whole_label_is_kept_where_it_fits():
    assert shorten("needling", 200, 12) == "needling"
    assert wrap_lines("needling", 200, 12, 2) == ["needling"]


def test_wrapping_stops_at_the_last_line_allowed():
    lines = wrap_lines("one two three four five six", 50, 12, 2)
    assert len(lines) == 2
    assert lines[-1].endswith("…")


def test_dollar_signs_are_measured_as_drawn():
    assert text_width("$x$", 12) > text_width("x", 12)
