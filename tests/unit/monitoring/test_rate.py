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


def test_as_r_has_it(points_of):
    """u chart of qicharts2: centre 0.00103802, limits of the first month 0.00024267 and 0.00183337 per day."""
    points = rate_chart(points_of(count=INFECTIONS, n=DAYS), per=10_000).points
    assert points["centre"].iloc[0] == pytest.approx(10.380231037895133, abs=1e-9)
    assert points["lower"].iloc[0] == pytest.approx(2.4267399952229273, abs=1e-9)
    assert points["upper"].iloc[0] == pytest.approx(18.333722080567339, abs=1e-9)
    assert points["upper"].iloc[-1] == pytest.approx(18.496683176806236, abs=1e-9)


def test_limits_by_hand_and_none_below_zero(points_of):
    """2 events in 100 sessions and 1 in 50: u = 0.02; limits per 100 at n = 100: 2 +- 3 x sqrt(0.02 / 100) x 100."""
    points = rate_chart(points_of(count=[2, 1], n=[100, 50])).points
    assert points["centre"].tolist() == pytest.approx([2.0, 2.0])
    assert points["upper"].iloc[0] == pytest.approx(2 + 300 * (0.02 / 100) ** 0.5)
    assert points["lower"].isna().all()


def test_negative_counts_are_refused(points_of):
    with pytest.raises(ModelError, match="can't be negative"):
        rate_chart(points_of(count=[1, -1]))
