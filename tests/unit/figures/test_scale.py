import numpy as np
import pytest

from dnoutcomes.figures.scale import scale_over


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
