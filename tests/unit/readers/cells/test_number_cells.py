import pytest

from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.number_cells import number_reader


@pytest.mark.parametrize(
    ("text", "value"),
    [
        ("7", 7),
        (" 7.50 ", 7.5),
        ("-1", -1),
        ("+2", 2),
        (".5", 0.5),
        ("7.", 7),
        ("1e1", 10),
        ("−3", -3),
        ("٧٫٥", 7.5),
    ],
)
def test_numbers(text, value):
    assert number_reader(Rules())(text).value == value


@pytest.mark.parametrize(
    "text", ["inf", "-Infinity", "1_000", "0x1F", "1e9999", "7²", "½", "Ⅶ", "1 2", "--1", "5 mm", "True"]
)
def test_what_python_or_unicode_would_take_for_a_number_and_nobody_wrote(text):
    cell = number_reader(Rules())(text)
    assert (cell.value, cell.kind) == (None, "text")


@pytest.mark.parametrize(
    ("text", "kind"),
    [("1.234,5", "thousands"), ("1,234.5", "thousands"), ("12 500", "thousands"), ("0,5", "decimal_comma"),
     ("7,25", "decimal_comma"), (",5", "decimal_comma"), ("7 of 10", "fraction"), ("more than 8", "censored"),
     ("5 bis 6", "range"), ("5...6", "text"), ("5…6", "range"), ("50 %", "percent")],
)  # fmt: skip
def test_kinds(text, kind):
    assert number_reader(Rules())(text).kind == kind


def test_a_decimal_comma_does_not_make_a_point_a_thousands_mark():
    read = number_reader(Rules(decimal=","))
    assert read("7,5").value == 7.5
    assert read("7.5").value is None
    assert read("7").value == 7


@pytest.mark.parametrize("text", ["99", "99.0", " 99 "])
def test_a_declared_code_is_missing_however_it_is_written(text):
    cell = number_reader(Rules(missing_codes=(99,)))(text)
    assert (cell.value, cell.kind) == (None, "declared_code")
    assert number_reader(Rules(missing_codes=(99,)))("9.9").value == 9.9
