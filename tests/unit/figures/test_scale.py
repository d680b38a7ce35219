from itertools import pairwise

import numpy as np
import pytest

from dnoutcomes.figures.labels import text_width
from dnoutcomes.figures.scale import Scale, scale_over, scale_that_fits
from dnoutcomes.language import speaking


@pytest.mark.parametrize(
    "values", [[-3.1, 0.4], [0, 0], [1e-6, 3e-6], [-1e5, 2e5], [7.0], [], [np.nan, 1.0, np.inf]]
)
def test_axis_holds_the_values_and_its_ticks(values):
    scale = scale_over(values)
    finite = [value for value in values if np.isfinite(value)]
    assert scale.low < scale.high
    assert all(scale.low <= value <= scale.high for value in [*finite, *scale.ticks])
    assert 1 <= len(scale.ticks) <= 8
    assert len(set(scale.labels)) == len(scale.ticks)


def test_labels_have_the_decimals_of_the_step_and_no_negative_zero():
    scale = scale_over([-0.5, 0.5], n_ticks=5)
    assert scale.labels == ("−0.50", "−0.25", "0.00", "0.25", "0.50")


@pytest.mark.parametrize("pixels", [60, 120, 324, 600])
@pytest.mark.parametrize("values", [[-3.1, 0.4], [-30000.0, 12345.0], [0.001, 0.0014]])
def test_labels_fit_side_by_side_and_do_not_hang_over(pixels, values):
    scale = scale_that_fits(values, pixels, 12, overhang=6)
    places = [pixels * (tick - scale.low) / (scale.high - scale.low) for tick in scale.ticks]
    widths = [text_width(label, 12) for label in scale.labels]
    ends = [(at - width / 2, at + width / 2) for at, width in zip(places, widths)]
    assert all(left >= -6 and right <= pixels + 6 for left, right in ends)
    assert all(right < left for (_, right), (left, _) in pairwise(ends))


def test_more_room_gives_more_ticks():
    values = [-3.1, 0.4]
    assert len(scale_that_fits(values, 600, 12, 6).ticks) > len(scale_that_fits(values, 150, 12, 6).ticks)


def test_ticks_are_written_as_the_language_writes_numbers():
    with speaking("es"):
        assert scale_over([0.0, 1.9]).labels == ("0,0", "0,5", "1,0", "1,5")


def test_marks_of_one_place_are_so_many_pixels_apart():
    axis = Scale(-3.0, 9.0, (), ())
    assert axis.shifts(2, apart=8, pixels=480) == pytest.approx([-0.1, 0.1])
    assert axis.shifts(3, apart=8, pixels=480) == pytest.approx([-0.2, 0.0, 0.2])
    assert axis.shifts(1, apart=8, pixels=480) == [0.0]
