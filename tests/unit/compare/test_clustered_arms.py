import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.compare.clustered_arms import (
    MEASURES,
    clustered_arms,
    mean_difference,
    number_needed,
    standardised_mean_difference,
)
from dnoutcomes.compare.unadjusted import difference_of_means

LEVEL = 0.9


def clinic(n_clusters=8, size=6, seed=2):
    """Therapists of one arm each, five of them standard care when there are eight."""
    rng = np.random.default_rng(seed)
    therapist = np.repeat(np.arange(n_clusters), size)
    treated = therapist % 8 >= 5
    values = rng.normal(0, 0.8, n_clusters)[therapist] + rng.normal(0, 1, len(therapist)) - 1.5 * treated
    return pd.DataFrame(
        {
            "value": values,
            "yes": (values < -0.5).astype(float),
            "arm": pd.Categorical(np.where(treated, "n", "s"), ["s", "n"]),
            "therapist": [f"T{code}" for code in therapist],
        }
    )


def arms(data, column="value"):
    return clustered_arms(data[column], data["arm"], data["therapist"], LEVEL)


def test_equal_clusters_within_arms_give_the_t_test_of_their_means():
    data = clinic()
    found = mean_difference(arms(data))
    means = data.groupby(["arm", "therapist"], observed=True)["value"].mean()
    expected = stats.ttest_ind(means["n"], means["s"], equal_var=False)
    assert found["estimate"] == pytest.approx(means["n"].mean() - means["s"].mean())
    assert found["statistic"] == pytest.approx(expected.statistic)
    # Welch's df at equal variances within clusters: (1/3 + 1/5)^2 / (1/9/2 + 1/25/4).
    assert found["df"] == pytest.approx((1 / 3 + 1 / 5) ** 2 / (1 / 18 + 1 / 100))


def test_patients_as_clusters_give_the_error_of_welch():
    data = clinic()
    alone = clustered_arms(data["value"], data["arm"], data["therapist"].where(data["arm"] == ""), LEVEL)
    found = mean_difference(alone)
    groups = [data.loc[data["arm"] == arm, "value"].to_numpy() for arm in ("n", "s")]
    welch = difference_of_means(groups[0], groups[1], LEVEL)
    assert found["std_error"] == pytest.approx(welch["std_error"])


def test_limits_of_g_are_those_of_the_difference_where_it_is_far_from_few():
    data = clinic(n_clusters=80, size=4)
    mean, g = mean_difference(arms(data)), standardised_mean_difference(arms(data))
    spread = mean["estimate"] / g["estimate"]
    # With 78 degrees of freedom the noncentral t is nearly the t around its mean.
    assert g["conf_low"] == pytest.approx(mean["conf_low"] / spread, abs=0.04)
    assert g["conf_high"] == pytest.approx(mean["conf_high"] / spread, abs=0.04)


def test_a_ratio_is_exact_in_its_logarithm_and_a_number_needed_is_the_inverse():
    data = clinic()
    read = arms(data, "yes")
    p0, p1 = data.groupby("arm", observed=True)["yes"].mean()
    assert read.means.tolist() == pytest.approx([p0, p1])
    ratio, difference = MEASURES["risk ratio"](read), MEASURES["risk difference"](read)
    assert ratio["estimate"] == pytest.approx(p1 / p0)
    assert ratio["conf_low"] * ratio["conf_high"] == pytest.approx((p1 / p0) ** 2)
    vcov = read.robust.vcov
    _, _, half = read.limits(np.array([-1 / p0, 1 / p1]))
    df = read.robust.df(np.array([[-1 / p0, 1 / p1]]))[0]
    expected = stats.t.ppf(0.95, df) * np.sqrt(vcov[0, 0] / p0**2 + vcov[1, 1] / p1**2)
    assert half == pytest.approx(expected)
    needed = MEASURES["number needed to treat to benefit"](read)
    assert needed["estimate"] == pytest.approx(1 / (p1 - p0))
    assert needed["conf_low"] == pytest.approx(1 / difference["conf_high"])


def test_an_arm_of_one_cluster_has_an_estimate_and_no_interval():
    data = clinic().query("therapist in ['T0', 'T1', 'T6']")
    found = mean_difference(arms(data))
    assert np.isfinite(found["estimate"])
    assert np.isnan([found[name] for name in ("std_error", "df", "p_value", "conf_low", "conf_high")]).all()
    assert number_needed(arms(data, "yes")) is None
    assert np.isnan(standardised_mean_difference(arms(data))["conf_low"])


def test_nobody_in_an_arm_is_none():
    data = clinic()
    assert arms(data[data["arm"] == "s"]) is None
