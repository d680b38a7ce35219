from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.schema import COLUMNS
from dnoutcomes.schema.decimals import has_decimals_of

PAIN = COLUMNS["pain_nrs"]
WALK = COLUMNS["tug"]


def beyond(text, column=PAIN):
    return not has_decimals_of(text, column)


@given(st.lists(st.integers(0, 10), min_size=1, max_size=14), st.integers(1, 15))
def test_every_mean_of_scores_passes_however_it_is_rounded(scores, decimals):
    mean = sum(scores) / len(scores)
    assert has_decimals_of(f"{mean:.15g}", PAIN)
    assert has_decimals_of(f"{mean:.{decimals}f}", PAIN)


@given(st.lists(st.integers(50, 9999), min_size=1, max_size=4))
def test_every_measurement_and_mean_of_a_few_passes(hundredths):
    assert has_decimals_of(f"{sum(hundredths) / len(hundredths) / 100:.15g}", WALK)


@given(st.lists(st.integers(1, 4), min_size=9, max_size=9))
def test_every_total_of_items_on_a_scale_of_100_passes(items):
    score = (sum(items) / 9 - 1) / 3 * 100
    assert has_decimals_of(f"{score:.15g}", COLUMNS["qlq_cipn20_sensory_100"])


@given(st.dates(date(2000, 1, 1), date(2039, 12, 31)))
def test_no_column_of_dates_passes_as_scores(day):
    assert beyond(f"6.{day:%Y%m%d}7")
    days = [day.replace(year=2000 + year) for year in range(1, 25) if (day.month, day.day) != (2, 29)]
    # Of all fractions of six decimals fewer than one in a hundred is a mean of a few numbers, by chance.
    for column in (PAIN, WALK):
        assert sum(beyond(f"6.{other:%y%m%d}1", column) for other in days) >= 0.9 * len(days)


@pytest.mark.parametrize("text", ["6.240628", "6.45471", "6.1719532800", "6.28", "6.03"])
def test_dates_of_other_forms_are_beyond(text):
    assert beyond(text)


def test_the_step_of_an_instrument_counts():
    half = COLUMNS["tuning_fork_128"]
    assert [has_decimals_of(text, half) for text in ("6.5", "6.25", "6.75", "6.24")] == [
        True,
        True,
        True,
        False,
    ]
    assert [has_decimals_of(text, COLUMNS["eq5d_index"]) for text in ("0.757", "-0.5945", "0.75712")] == [
        True,
        True,
        False,
    ]


@pytest.mark.parametrize("code", INSTRUMENTS)
def test_every_instrument_may_hold_its_ends_and_one_decimal(code):
    instrument = INSTRUMENTS[code]
    assert has_decimals_of(f"{instrument.minimum:.15g}", COLUMNS[code])
    assert has_decimals_of(f"{instrument.minimum + 0.5:.15g}", COLUMNS[code])


def test_whole_numbers_and_exponents_are_read():
    assert has_decimals_of("10", PAIN)
    assert has_decimals_of("1e+01", PAIN)
    assert beyond("1e-05")
