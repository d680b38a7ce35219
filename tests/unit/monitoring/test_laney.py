import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.laney import p_prime_chart

# fmt: off
# Attendances seen within 4 hours in English accident departments, 20 weeks: Mohammed et al., Quality and Safety in
# Health Care 2013;22:362-368, the worked example of p' charts there. Limits as qicharts2 (R) prints them.
SEEN = [266501, 264225, 276532, 281461, 269071, 261215, 270409, 279778, 270483, 270320,
        267923, 271478, 255353, 256820, 261835, 259144, 255910, 260863, 264465, 260989]
ATTENDED = [280443, 276823, 291681, 296155, 282343, 275888, 283867, 295251, 284468, 282529,
            279618, 283932, 266629, 268091, 276803, 271578, 266005, 273520, 278574, 273772]
LOWER = [0.94012964417751, 0.94004641862514, 0.94037806557854, 0.9404730074779236, 0.94017268417609,
         0.94002465678041, 0.94020689402153, 0.94045399796642, 0.94022030926792, 0.94017687421816,
         0.94011081930595, 0.94020834697567, 0.93980301398913, 0.93983877339058, 0.94004595428550,
         0.93992289402776, 0.93978766173625, 0.93996904398143, 0.94008687752143, 0.93997499652290]
UPPER = [0.96566977851087, 0.96575300406325, 0.96542135710984, 0.96532641521046, 0.96562673851229,
         0.96577476590797, 0.96559252866686, 0.96534542472196, 0.96557911342046, 0.96562254847022,
         0.96568860338243, 0.96559107571272, 0.96599640869926, 0.96596064929780, 0.96575346840289,
         0.96587652866063, 0.96601176095213, 0.96583037870695, 0.96571254516695, 0.96582442616548]
# fmt: on


def test_the_published_example_has_the_limits_that_r_prints(points_of):
    points = p_prime_chart(points_of(count=SEEN, n=ATTENDED)).points
    assert points["centre"].tolist() == pytest.approx([0.95289971134419] * 20, abs=1e-12)
    # R's limits lie at 3 standard deviations.
    assert (points["centre"] - 3 * points["sigma"]).tolist() == pytest.approx(LOWER, abs=1e-9)
    assert (points["centre"] + 3 * points["sigma"]).tolist() == pytest.approx(UPPER, abs=1e-9)
    assert points["upper"].tolist() == pytest.approx((points["centre"] + 3.290527 * points["sigma"]).tolist())


def test_the_published_example_has_no_point_outside_where_a_p_chart_has_many(points_of):
    chart = p_prime_chart(points_of(count=SEEN, n=ATTENDED))
    assert not any(signal.rule == "outside" for signal in chart.signals)
    binomial = np.sqrt(0.9529 * 0.0471 / np.array(ATTENDED))
    assert (np.abs(chart.points["value"] - 0.9529) > 3 * binomial).sum() >= 15


def test_limits_by_hand(points_of):
    """Counts 5 10 6 of 20: p = 21/60 = 0.35, s = sqrt(0.35 x 0.65 / 20) = 0.10665; shares 0.25 0.5 0.3.

    z = -0.93761, 1.40642, -0.46881; mean range (2.34404 + 1.87523) / 2 = 2.10963; sigma_z = 2.10963 / 1.128 = 1.87024.
    """
    points = p_prime_chart(points_of(count=[5, 10, 6])).points
    assert points["sigma"].iloc[0] == pytest.approx(0.106654 * 1.87024, abs=1e-5)
    # 0.35 +- 3.29 x 0.19947 lies beyond what a share can be on both sides.
    assert points[["lower", "upper"]].isna().all(axis=None)


def test_months_that_agree_better_than_coin_tosses_make_no_narrower_limits(points_of):
    points = p_prime_chart(points_of(count=[8, 8, 7, 8, 8, 7])).points
    share = 46 / 120
    assert points["sigma"].iloc[0] == pytest.approx((share * (1 - share) / 20) ** 0.5)


def test_binomial_months_need_no_adjustment(points_of, rng):
    """sigma_z estimates 1 when months vary as coin tosses do; 5 standard errors of 2,000 months are 0.1."""
    n = np.full(2000, 50)
    points = p_prime_chart(points_of(count=rng.binomial(50, 0.4, 2000), n=n)).points
    binomial = np.sqrt(points["centre"] * (1 - points["centre"]) / 50)
    assert (points["sigma"] / binomial).iloc[0] == pytest.approx(1.0, abs=0.1)


def test_nobody_or_everybody_is_a_share_too(points_of):
    chart = p_prime_chart(points_of(count=[0] * 13))
    assert chart.points["centre"].tolist() == [0.0] * 13
    assert chart.signals == ()


def test_months_without_patients_are_gaps(points_of):
    points = p_prime_chart(points_of(count=[5, 0, 6], n=[20, 0, 20])).points
    assert np.isnan(points["value"].iloc[1])
    assert points["centre"].iloc[0] == pytest.approx(11 / 40)


def test_counts_beyond_n_are_refused(points_of):
    with pytest.raises(ModelError, match="1 counts don't lie between 0 and n"):
        p_prime_chart(points_of(count=[5, 21, 6]))
    with pytest.raises(ModelError, match=r"missing: \['count'\]"):
        p_prime_chart(points_of([0.1, 0.2]))
