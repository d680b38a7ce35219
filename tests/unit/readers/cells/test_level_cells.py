import pytest

from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.level_cells import level_reader
from dnoutcomes.schema import COLUMNS


@pytest.mark.parametrize(
    ("text", "value", "kind"),
    [
        ("needling", "needling", "level"),
        ("needling+standard", "needling", "synonym"),
        ("Needling + Standard", "needling", "folded"),
        ("DRY-NEEDLING", "needling", "folded"),
        ("usual care", "standard", "synonym"),
        (" standard", "standard", "folded"),
        ("standart", "standard", "misspelt"),
        ("sham needling", "sham needling", "unknown"),
        ("no needling", "no needling", "unknown"),
        ("1", "1", "unknown"),
    ],
)
def test_arms(text, value, kind):
    cell = level_reader(COLUMNS["arm"], Rules())(text)
    if kind == "unknown":
        assert cell.kind in ("unknown", "misspelt")  # both are refused
    else:
        assert tuple(cell) == (value, kind)


def test_a_level_that_is_also_a_word_for_nothing_is_a_level():
    assert level_reader(COLUMNS["manipulation"], Rules())("none").value == "none"
    assert level_reader(COLUMNS["cause"], Rules())("unknown").value == "not_recorded"


def test_short_codes_are_near_to_nothing():
    assert level_reader(COLUMNS["sex"], Rules())("W").kind == "unknown"
