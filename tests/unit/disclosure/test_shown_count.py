"""Numbers of patients as they may be printed: in full, as ranges, or not, for programs and for readers."""

import pytest

from dnoutcomes.disclosure import ShownCount
from dnoutcomes.language import speaking

EXACT = ShownCount.of(12040)
RANGES = ShownCount(((11, 22), (1031, 1031)))


@pytest.mark.parametrize(
    ("shown", "written", "said", "number"),
    [
        (EXACT, "12040", "12.040", 12040),
        (ShownCount.of(0), "0", "0", 0),
        (ShownCount(((1, 10),)), "1 to 10", "1 a 10", None),
        (ShownCount(((1, 1),)), "1", "1", 1),
        (RANGES, "11 to 22 + 1031", "11 a 22 + 1031", None),
        (ShownCount(((57, 57),), at_most=True), "at most 57", "como máximo 57", None),
        (ShownCount((None,)), "withheld", "reservado", None),
        (ShownCount((None, (31, 31)), at_most=True), "at most withheld + 31", None, None),
        (ShownCount(), "hidden", "oculto", None),
    ],
)
def test_what_is_shown_is_said(shown, written, said, number):
    assert str(shown) == written
    assert shown.number == number
    with speaking("es"):
        assert said is None or shown.words() == said
        assert str(shown) == written


@pytest.mark.parametrize(
    ("count", "silent"),
    [
        (ShownCount(), True),
        (ShownCount((None,)), True),
        (ShownCount((None, (31, 31))), False),
        (ShownCount(((0, 12),)), False),
        (ShownCount.of(0), False),
    ],
)
def test_silent_is_what_has_not_even_a_range(count, silent):
    assert count.is_silent is silent
