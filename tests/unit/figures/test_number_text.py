import math

import pytest

from dnoutcomes.figures.number_text import decimals_for, interval, level_text, number, p_text, percent
from dnoutcomes.language import speaking


@pytest.mark.parametrize(
    ("value", "decimals", "text"),
    [
        (-1.25, 1, "−1.2"), (-0.004, 2, "0.00"), (0.0, 1, "0.0"), (-0.0, 0, "0"), (1234567.0, 0, "1,234,567"),
        (-1234.5, 1, "−1,234.5"), (math.nan, 2, "–"), (math.inf, 2, "–"),
    ],
)  # fmt: skip
def test_number(value, decimals, text):
    assert number(value, decimals) == text


@pytest.mark.parametrize(
    ("std_error", "decimals"),
    [(0.0001, 4), (0.01, 3), (0.05, 3), (0.1, 2), (0.99, 2), (1.0, 1), (9.9, 1), (10.0, 0), (5000.0, 0),
     (0.0, 2), (math.nan, 2)],
)  # fmt: skip
def test_decimals_follow_the_error(std_error, decimals):
    assert decimals_for(std_error) == decimals


def test_interval_has_minus_signs_only():
    assert interval(-0.5, -1.0, 0.0, 2) == "−0.50 (−1.00 to 0.00)"


@pytest.mark.parametrize(
    ("p", "text"),
    [(0.5, "p = 0.50"), (0.049, "p = 0.049"), (0.0009, "p < 0.001"), (0.0, "p < 0.001"), (1.0, "p > 0.99"),
     (math.nan, "p not available")],
)  # fmt: skip
def test_p_is_neither_zero_nor_one(p, text):
    assert p_text(p) == text


@pytest.mark.parametrize(
    ("share", "text"),
    [(0.0, "0 %"), (0.004, "<1 %"), (0.996, ">99 %"), (1.0, "100 %"), (0.5, "50 %"), (math.nan, "–")],
)
def test_percent_claims_neither_none_nor_all(share, text):
    assert percent(share) == text


@pytest.mark.parametrize(
    ("language", "level", "written"),
    [("en", 0.975, "97.5 %"), ("es", 0.975, "97,5 %"), ("es", 0.95, "95 %"), ("es-MX", 0.975, "97.5 %")],
)
def test_a_level_has_the_decimals_it_was_set_with_in_the_marks_of_the_language(language, level, written):
    with speaking(language):
        assert level_text(level) == written


def test_numbers_are_written_as_the_language_writes_them():
    with speaking("es"):
        assert (number(12345.6, 1), percent(0.1), level_text(0.975)) == ("12.345,6", "10 %", "97,5 %")
        assert interval(-0.85, -1.2, -0.5, 2) == "−0,85 (−1,20 a −0,50)"
