import pytest

from dnoutcomes.errors import DataError
from dnoutcomes.readers.cells import Rules, parse_column
from dnoutcomes.readers.cells.units import convert_numbers, scale_factors
from dnoutcomes.schema import COLUMNS


def test_scores_to_100_become_exact_tenths():
    texts = [str(n) for n in range(101)]
    parsed = parse_column(COLUMNS["pain_nrs"], texts, Rules())
    scaled = convert_numbers(parsed, *scale_factors(COLUMNS["pain_nrs"], "0-100")).numbers()
    assert scaled.tolist() == [n / 10 for n in range(101)]


def test_a_scale_that_starts_elsewhere():
    # QLQ-CIPN20 sensory: 0 to 100 back to the raw 9 to 36.
    multiply, add = scale_factors(COLUMNS["qlq_cipn20_sensory"], "0 to 100")
    assert (add, 100 * multiply + add) == (9, 36)


@pytest.mark.parametrize(("name", "scale"), [("pain_nrs", "percent"), ("pain_nrs", "10-0"), ("tug", "0-100")])
def test_scales_that_make_no_sense(name, scale):
    with pytest.raises(DataError, match=f"scale: {name}"):
        scale_factors(COLUMNS[name], scale)
