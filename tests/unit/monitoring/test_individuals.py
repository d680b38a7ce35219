import pytest

from dnoutcomes.monitoring.individuals import individuals_chart


def test_limits_by_hand(points_of):
    """Values 3 5 4 8: mean 5; moving ranges 2 1 4, mean 7/3; sigma 7/3 / 1.128 = 2.06856, half width 3.29 of them."""
    points = individuals_chart(points_of([3.0, 5.0, 4.0, 8.0])).points
    assert points["centre"].tolist() == [5.0] * 4
    assert points["upper"].iloc[0] == pytest.approx(5 + 3.290527 * 2.068558, abs=1e-5)
    assert points["lower"].iloc[0] == pytest.approx(5 - 3.290527 * 2.068558, abs=1e-5)
    assert points["sigma"].iloc[0] == pytest.approx(7 / 3 / 1.128, abs=1e-12)


def test_as_r_has_it_on_the_weekly_shares_of_mohammed(points_of):
    """qicharts2 (R), I chart of the NHS accident data: centre 0.952970, lower limit 0.940125.

    Data: Mohammed et al., Quality and Safety in Health Care 2013;22:362-368. R's limits lie at 3 standard deviations.
    """
    seen = [266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
            267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989]  # fmt: skip
    total = [280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
             279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772]  # fmt: skip
    points = individuals_chart(points_of([r / n for r, n in zip(seen, total)])).points
    assert points["centre"].iloc[0] == pytest.approx(0.95296991067360326, abs=1e-12)
    assert 3 * points["sigma"].iloc[0] == pytest.approx(0.95296991067360326 - 0.94012535390705687, rel=1e-9)


def test_a_flat_series_has_limits_on_its_line_and_no_signal(points_of):
    chart = individuals_chart(points_of([4.0] * 14))
    assert chart.points["upper"].tolist() == [4.0] * 14
    assert chart.signals == ()
