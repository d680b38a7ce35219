import numpy as np
import pytest
from scipy import stats

from dnoutcomes.compare.unadjusted import difference_of_means, standardised_difference

RNG = np.random.default_rng(2)
TREATED, REFERENCE = RNG.normal(-2, 2, 25), RNG.normal(-1, 1.2, 31)


def test_the_difference_of_means_as_scipy():
    row = difference_of_means(TREATED, REFERENCE, 0.9)
    expected = stats.ttest_ind(TREATED, REFERENCE, equal_var=False)
    interval = expected.confidence_interval(0.9)
    assert row["estimate"] == pytest.approx(TREATED.mean() - REFERENCE.mean())
    assert (row["df"], row["statistic"], row["p_value"]) == pytest.approx(
        (expected.df, expected.statistic, expected.pvalue)
    )
    assert (row["conf_low"], row["conf_high"]) == pytest.approx((interval.low, interval.high))
    assert row["n_subjects"] == 56


def test_hedges_g_is_smaller_than_cohens_d_and_has_its_interval():
    row = standardised_difference(TREATED, REFERENCE, 0.95)
    pooled = np.sqrt((24 * TREATED.var(ddof=1) + 30 * REFERENCE.var(ddof=1)) / 54)
    cohen = (TREATED.mean() - REFERENCE.mean()) / pooled
    # Hedges's approximation of the correction, 1 - 3 / (4 m - 1), is good to a few 1e-5 at m = 54.
    assert row["estimate"] == pytest.approx(cohen * (1 - 3 / (4 * 54 - 1)), rel=1e-4)
    assert row["df"] == 54
    # The limits are the population values for which the observed t is the 97.5th and the 2.5th percentile.
    scale = np.sqrt(25 * 31 / 56)
    assert stats.nct.cdf(cohen * scale, 54, row["conf_low"] * scale) == pytest.approx(0.975)
    assert stats.nct.cdf(cohen * scale, 54, row["conf_high"] * scale) == pytest.approx(0.025)


@pytest.mark.parametrize("estimate", [difference_of_means, standardised_difference])
def test_turning_the_arms_round_turns_the_sign(estimate):
    forward, backward = estimate(TREATED, REFERENCE, 0.95), estimate(REFERENCE, TREATED, 0.95)
    assert forward["estimate"] == pytest.approx(-backward["estimate"])
    assert forward["conf_low"] == pytest.approx(-backward["conf_high"])


def test_an_empty_arm_has_no_difference_and_one_patient_no_error():
    none, one, two = np.array([]), np.array([3.0]), np.array([1.0, 2.0])
    for estimate in (difference_of_means, standardised_difference):
        assert np.isnan(estimate(none, two, 0.95)["estimate"])
        assert estimate(none, two, 0.95)["n_subjects"] == 2
    alone = difference_of_means(one, two, 0.95)
    assert alone["estimate"] == 1.5
    assert np.isnan([alone["std_error"], alone["p_value"], alone["conf_low"]]).all()
    assert np.isnan(standardised_difference(one, one, 0.95)["estimate"])


def test_arms_without_variation_have_no_error():
    same = np.array([-1.0, -1.0])
    row = difference_of_means(same, same + 2, 0.95)
    assert row["estimate"] == -2
    assert np.isnan(row["std_error"])
    assert np.isnan(standardised_difference(same, same + 2, 0.95)["estimate"])
