import math

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.rate import rate_chart

# Clostridium difficile infections and risk days of 36 months at Amager Hvidovre Hospital (haiba.dk), in qicharts2 (R).
INFECTIONS = [17, 12, 27, 20, 20, 18, 22, 19, 19, 24, 17, 16, 24, 19, 19, 22, 25, 19,
              17, 6, 25, 17, 11, 14, 9, 11, 7, 13, 5, 5, 3, 5, 9, 4, 5, 9]  # fmt: skip
DAYS = [14768.4166666667, 14460.3333333333, 16176.9166666667, 14226.5, 14816.25, 14335.2916666667, 14964.5416666667,
        14327.875, 13200.5833333333, 13855.625, 13794.5, 14070.8333333333, 14496.8333333333, 14332.25, 14927,
        13362.125, 14058.125, 14388.0833333333, 14673.4166666667, 14153.5416666667, 13830.7083333333, 14171.375,
        14637.9583333333, 14713.0833333333, 14750.625, 14881.6666666667, 15203.75, 13589.75, 15111.5416666667,
        13729.9583333333, 13879.8333333333, 13895.8333333333, 13140.6666666667, 13372.9166666667, 13959.375,
        14181.3333333333]  # fmt: skip


def test_centre_and_standard_deviation_are_those_of_r_but_for_the_variation_between_months(points_of):
    """u chart of qicharts2: centre 0.00103802, limits of the first month 0.00024267 and 0.00183337 per day."""
    points = rate_chart(points_of(count=INFECTIONS, n=DAYS), per=10_000).points
    assert points["centre"].iloc[0] == pytest.approx(10.380231037895133, abs=1e-9)
    expected = 10.380231037895133 / 10_000 * np.array(DAYS)
    z = (np.array(INFECTIONS) - expected) / np.sqrt(expected)
    sigma_z = np.abs(np.diff(z)).mean() / 1.128
    assert sigma_z > 1.05
    poisson = (18.333722080567339 - 2.4267399952229273) / 6
    assert points["sigma"].iloc[0] == pytest.approx(poisson * sigma_z, abs=1e-9)


def counts_that_chance_reaches(mean, variance, tail=0.0005):
    """Smallest and largest count that a negative binomial (or Poisson) variable passes once in 2,000."""
    if variance == mean:
        chances = [math.exp(-mean) * mean**k / math.factorial(k) for k in range(150)]
    else:
        size = mean**2 / (variance - mean)
        chances = [
            math.exp(
                math.lgamma(k + size) - math.lgamma(size) - math.lgamma(k + 1)
                + size * math.log(mean / variance) + k * math.log(1 - mean / variance)
            )
            for k in range(400)
        ]  # fmt: skip
    low = next(k for k in range(len(chances)) if sum(chances[: k + 1]) >= tail)
    high = next(k for k in range(len(chances)) if sum(chances[k + 1 :]) <= tail)
    return low, high


def test_limits_of_events_that_vary_as_chance_has_it(points_of):
    """3 events in 150 sessions: u = 0.02, 2 and 1 events expected, and 2 and 1 seen."""
    points = rate_chart(points_of(count=[2, 1], n=[100, 50])).points
    assert points["centre"].tolist() == pytest.approx([2.0, 2.0])
    assert points["upper"].tolist() == pytest.approx(
        [counts_that_chance_reaches(2, 2)[1], 2 * counts_that_chance_reaches(1, 1)[1]]
    )
    assert points["lower"].isna().all()
    assert points["sigma"].iloc[0] == pytest.approx(2**0.5)


def test_limits_of_events_that_come_in_clusters(points_of):
    """10, 40, 20 events of 100 sessions each: m = 70/3; z = -2.760, 3.450, -0.690; sigma_z = 5.176 / 1.128 = 4.588."""
    points = rate_chart(points_of(count=[10, 40, 20], n=[100, 100, 100])).points
    mean = 70 / 3
    sigma_z = (30 + 20) / 2 / mean**0.5 / 1.128
    low, high = counts_that_chance_reaches(mean, sigma_z**2 * mean)
    assert low == 0
    assert points["upper"].iloc[0] == pytest.approx(high)
    assert points["sigma"].iloc[0] == pytest.approx(sigma_z * mean**0.5)


def test_months_without_an_event_are_a_chart(points_of):
    chart = rate_chart(points_of(count=[0] * 13, n=[60] * 13))
    assert chart.points["upper"].tolist() == [0.0] * 13
    assert chart.signals == ()


def test_negative_counts_are_refused(points_of):
    with pytest.raises(ModelError, match="can't be negative"):
        rate_chart(points_of(count=[1, -1]))
