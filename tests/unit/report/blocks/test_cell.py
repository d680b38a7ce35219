"""Cells: what is printed and the number behind it agree to the digit, in any language, and nothing hidden has one."""

import math
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.disclosure import Count, LinkedCounts, ShownCount, State, protect
from dnoutcomes.figures.number_text import MINUS
from dnoutcomes.language import speaking
from dnoutcomes.report.blocks.cell import (
    Cell,
    ShownNumber,
    count_cell,
    counted_share_cell,
    effect_cell,
    hidden_cell,
    interval_cell,
    mean_cell,
    no_cell,
    notes_on_counts,
    number_cell,
    part_cell,
    share_cell,
    share_interval_cell,
)
from dnoutcomes.report.facts.effect import Effect

numbers = st.floats(-1e7, 1e7, allow_nan=False)


def read(text):
    """Numbers of an English text, by a rule of its own."""
    found = re.findall(rf"[{MINUS}]?[0-9][0-9,]*(?:\.[0-9]+)?", text)
    return [float(part.replace(",", "").replace(MINUS, "-")) for part in found]


@given(numbers, st.integers(0, 4))
def test_a_number_is_the_one_that_is_printed(value, decimals):
    cell = number_cell(value, decimals)
    (part,) = cell.numbers
    assert [part.value] == pytest.approx(read(cell), abs=1e-9)
    assert math.copysign(1, part.value) == 1 or part.value < 0
    assert part.format.partition(";")[0].partition(".")[2] == "0" * decimals


@given(numbers, numbers, numbers)
def test_an_interval_is_the_one_that_is_printed_with_its_decimals(estimate, low, high):
    cell = interval_cell(estimate, low, high, 2)
    assert [part.value for part in cell.numbers] == pytest.approx(read(cell), abs=1e-9)
    assert len(cell.pieces) == 2


@given(st.floats(0, 1))
def test_a_share_is_the_percentage_that_is_printed(share):
    cell = share_cell(share)
    if cell.numbers:
        assert [round(100 * cell.numbers[0].value)] == read(cell)
        assert cell.numbers[0].format == f'0 %;"{MINUS}"0 %'
    else:
        assert cell in ("<1 %", ">99 %")


def test_a_share_is_rounded_as_a_percentage():
    cell = share_cell(0.475)
    assert (cell, cell.numbers[0].value) == ("48 %", 0.48)


def test_each_kind_has_its_numbers_in_the_order_of_its_text():
    assert mean_cell(61.26, 9.54, 1) == "61.3 (9.5)"
    assert [part.value for part in mean_cell(61.26, 9.54, 1).numbers] == [61.3, 9.5]
    assert [part.value for part in counted_share_cell(23, 0.381).numbers] == [23, 0.38]
    assert [part.value for part in share_interval_cell(0.21, 0.15, 0.29).numbers] == [0.21, 0.15, 0.29]
    assert share_interval_cell(0.21, 0.001, 0.29).numbers == ()
    assert [part.value for part in count_cell(ShownCount.of(57)).numbers] == [57]


def test_a_unit_stays_with_its_number():
    cell = number_cell(0.3, 1, "per week")
    assert cell == "0.3 per week"
    assert cell.numbers[0].format == f'0.0" per week";"{MINUS}"0.0" per week"'


def test_thousands_are_set_apart_where_they_are_printed_so():
    assert number_cell(1204, 0).numbers[0].format.startswith("#,##0")
    assert number_cell(120, 0).numbers[0].format.startswith("0;")


def test_another_language_changes_the_text_and_no_number():
    with speaking("es"):
        cell = interval_cell(-0.85, -1.2, -0.5, 2)
    assert cell == "−0,85 (−1,20 a −0,50)"
    assert cell.numbers == interval_cell(-0.85, -1.2, -0.5, 2).numbers


@pytest.mark.parametrize(
    "cell",
    [
        hidden_cell(), no_cell(), number_cell(math.nan, 1), interval_cell(1.0, math.nan, 2.0, 1),
        mean_cell(61.2, None, 1), share_cell(math.nan), count_cell(ShownCount(((11, 22), (31, 31)))),
        effect_cell(Effect(-0.9, 0.2, -1.3, -0.5, state=State.HIDDEN), 1),
        effect_cell(Effect(math.nan, math.nan, math.nan, math.nan), 1),
    ],
    ids=str,
)  # fmt: skip
def test_what_is_hidden_or_missing_has_no_number(cell):
    assert cell.numbers == ()


def test_an_effect_of_shares_is_in_percentage_points():
    cell = effect_cell(Effect(0.18, 0.04, 0.104, 0.256), 0, factor=100)
    assert cell == "18 (10 to 26)"
    assert [part.value for part in cell.numbers] == [18, 10, 26]


def test_a_cell_is_text_to_whoever_asks_for_text():
    cell = Cell("5", "(3 to 7)", numbers=(ShownNumber(5, 0),))
    assert cell == "5 (3 to 7)"
    assert f"{cell}" == "5 (3 to 7)"


def completion(scored, expected, smallest_cell):
    """Of those expected, who has a score, and who hasn't."""
    keys = [("expected",), ("completed",), ("missing",)]
    counts = dict(
        zip(keys, (Count(expected, cost=100), Count(scored), Count(expected - scored)), strict=True)
    )
    return protect(LinkedCounts(counts, ((keys[0], tuple(keys[1:])),)), smallest_cell)


def test_a_part_of_a_whole_is_three_numbers():
    cell = part_cell(completion(1157, 1260, 1), ("completed",), ("expected",))
    assert (str(cell), cell.kind, cell.state) == ("1,157 of 1,260 (92 %)", "part", State.SHOWN)
    assert [(part.value, part.is_share) for part in cell.numbers] == [
        (1157, False),
        (1260, False),
        (0.92, True),
    ]


def test_a_part_that_is_not_shown_has_a_range_a_state_and_no_number():
    counts = completion(57, 60, 11)
    cell = part_cell(counts, ("completed",), ("expected",))
    assert (str(cell), cell.state, cell.numbers) == ("50 to 59 (of 60)", State.WITHHELD, ())
    small = part_cell(counts, ("missing",), ("expected",))
    assert (str(small), small.state, small.numbers) == ("1 to 10 (of 60)", State.HIDDEN, ())


def test_nobody_of_those_expected_is_a_zero_and_no_state_of_hiding():
    cell = part_cell(completion(0, 60, 11), ("completed",), ("expected",))
    assert (str(cell), cell.state) == ("0 of 60 (0 %)", State.ZERO)
    assert part_cell(completion(0, 0, 11), ("completed",), ("expected",)) == "0 (of 0)"


def test_words_in_place_of_a_number_say_why():
    assert (hidden_cell().state, no_cell().state) == (State.HIDDEN, State.NOT_ESTIMABLE)
    assert effect_cell(Effect(1.0, 0.2, 0.6, 1.4, state=State.HIDDEN), 1).state is State.HIDDEN
    assert no_cell(State.NOT_PLANNED).state is State.NOT_PLANNED


@pytest.mark.parametrize(
    ("groups", "said"),
    [
        ([((57, 57),)], []),
        ([((57, 57),), ()], []),
        ([((11, 22),), ((57, 57),)], ["A range"]),
        ([((31, 31), (12, 12))], ["Two numbers"]),
        ([((31, 31), None)], ["Two numbers"]),
        ([((11, 22), (31, 31)), ((5, 5),)], ["Two numbers", "A range"]),
    ],
)
def test_notes_on_counts_speak_of_the_counts_that_are_there(groups, said):
    notes = notes_on_counts([ShownCount(each) for each in groups])
    assert [note.startswith(start) for note, start in zip(notes, said)] == [True] * len(said)
    assert len(notes) == len(said)
