"""Kenward and Roger's tests against exact tests, and against Satterthwaite in disguise."""

import numpy as np
import pandas as pd
from numpy.testing import assert_allclose
from scipy import stats

from dnoutcomes.models import joint_test, mmrm

KEYS = {"subject": "patient", "visit": "visit"}


def test_complete_two_visit_data_give_the_paired_t_test():
    rng = np.random.default_rng(7)
    values = rng.normal(size=(9, 2)) + rng.normal(size=(9, 1)) + [0.0, 0.8]
    frame = pd.DataFrame(
        {"patient": np.repeat(np.arange(9), 2), "visit": ["W04", "W12"] * 9, "pain": values.ravel()}
    )
    row = mmrm("pain ~ visit", frame, **KEYS).tidy().iloc[1]
    paired = stats.ttest_rel(values[:, 1], values[:, 0])
    assert_allclose(
        [row["statistic"], row["df"], row["p_value"]], [paired.statistic, 8, paired.pvalue], rtol=1e-9
    )


def test_complete_data_give_hotellings_test():
    """All visits of one group equal: Kenward and Roger's F is then exactly Hotelling's, with its df."""
    rng = np.random.default_rng(8)
    n, m = 12, 4
    values = rng.normal(size=(n, m)) @ (np.eye(m) + 0.5) + [0.0, 0.4, 0.5, 0.9]
    frame = pd.DataFrame(
        {
            "patient": np.repeat(np.arange(n), m),
            "visit": np.tile(np.arange(m).astype(str), n),
            "pain": values.ravel(),
        }
    )
    test = joint_test(mmrm("pain ~ visit", frame, **KEYS), "visit")
    differences = np.diff(values, axis=1)
    mean, k = differences.mean(axis=0), m - 1
    hotelling = n * mean @ np.linalg.solve(np.cov(differences.T), mean)
    assert_allclose(test.statistic, hotelling * (n - k) / (k * (n - 1)), rtol=1e-8)
    assert_allclose([test.df_num, test.df_denom], [k, n - k], rtol=1e-8)


def test_it_is_not_satterthwaite_in_disguise(make):
    frame = make(n=16, missing=0.25, seed=3)
    kr, satterthwaite = (
        mmrm("change ~ baseline + arm * visit", frame, df=df, **KEYS)
        for df in ("kenward-roger", "satterthwaite")
    )
    ratio = kr.tidy()["std_error"] / satterthwaite.tidy()["std_error"]
    assert (ratio > 1.0005).all()
    assert_allclose(kr.tidy()["df"], satterthwaite.tidy()["df"], rtol=1e-12)
    one, other = (joint_test(fit, "arm:visit") for fit in (kr, satterthwaite))
    assert abs(one.df_denom - other.df_denom) > 0.1
    assert one.statistic < other.statistic
    assert max(one.df_denom, kr.tidy()["df"].max()) <= kr.design.n_observations
