"""Printed cells are read back as the numbers they were made from, and nothing else is taken for a number."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.figures.number_text import interval, number, percent
from dnoutcomes.report.printed_numbers import printed_numbers

numbers = st.floats(-1e7, 1e7, allow_nan=False)


@given(numbers, st.integers(0, 4))
def test_what_number_writes_is_read_back(value, decimals):
    (part,) = printed_numbers(number(value, decimals))
    assert part.value == pytest.approx(round(value, decimals), abs=0.6 * 10**-decimals)
    assert part.format.partition(";")[0].partition(".")[2] == "0" * decimals


@given(numbers, numbers, numbers)
def test_what_interval_writes_is_read_back(estimate, low, high):
    parts = printed_numbers(interval(estimate, low, high, 2))
    assert [part.value for part in parts] == pytest.approx([estimate, low, high], abs=0.006)


@pytest.mark.parametrize("share", [0.0, 0.07, 0.453, 1.0])
def test_what_percent_writes_is_read_back_as_a_share(share):
    (part,) = printed_numbers(percent(share))
    assert part.value == round(share, 2)


def test_a_unit_stays_with_its_number():
    assert [part.format for part in printed_numbers("23 (15 to 30) points")] == [
        '0" points";"−"0" points"'
    ] * 3


@pytest.mark.parametrize(
    "text",
    ["hidden", "–", "1 to 10", "<1 %", ">99 %", "274 / 159", "11 to 26 + 31", "007", "1,23", "-1", "1.", "", "W12",
     "5e3", "=1+1", "12 (a)"],
)  # fmt: skip
def test_anything_else_stays_text(text):
    assert printed_numbers(text) == ()
