"""Numbers are written with the marks of the language, and can be read back."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.language.numerals import Numerals

SPAIN, MEXICO, FRANCE = Numerals(",", ".", 5), Numerals(), Numerals(",", "\u202f", 4)


@pytest.mark.parametrize(
    ("numerals", "text", "written"),
    [
        (SPAIN, "1,204", "1204"),
        (SPAIN, "12,045.50", "12.045,50"),
        (SPAIN, "-0.5", "-0,5"),
        (MEXICO, "1,204.5", "1,204.5"),
        (FRANCE, "1,204.5", "1\u202f204,5"),
    ],
)
def test_marks(numerals, text, written):
    assert numerals.localised(text) == written


@given(st.floats(-1e9, 1e9), st.integers(0, 4), st.sampled_from([SPAIN, MEXICO, FRANCE]))
def test_no_digit_is_lost(value, decimals, numerals):
    written = numerals.localised(f"{value:,.{decimals}f}")
    back = written.replace(numerals.group, "").replace(numerals.decimal, ".")
    assert float(back) == float(f"{value:.{decimals}f}")
