import dataclasses

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.datasets import load_sample
from dnoutcomes.describe import observed_changes
from dnoutcomes.describe.observed_changes import weighted_quantile
from dnoutcomes.plan import Plan


@pytest.fixture(scope="module")
def analysis():
    return build_analysis(load_sample(), Plan())


def test_they_are_what_pandas_says_of_the_changes(analysis):
    means = observed_changes(analysis).set_index(["arm", "cause", "visit"])
    visits = analysis.visits.assign(cause=analysis.visits["cause_modelled"])
    for (arm, cause, visit), rows in visits.groupby(["arm", "cause", "visit"], observed=True):
        row = means.loc[arm, cause, visit]
        change = rows["change"]
        assert (row["n_patients"], row["n_scored"]) == (len(rows), change.count())
        expected = [change.mean(), change.std(), *change.quantile([0.5, 0.25, 0.75])]
        columns = ["mean", "sd", "median", "low_quartile", "high_quartile"]
        np.testing.assert_allclose(row[columns].astype(float), expected, rtol=1e-12)
    assert means["n_scored"].sum() == visits["change"].count()


def test_nobody_seen_and_a_single_patient_have_no_spread(analysis):
    visits = analysis.visits.copy()
    scored = visits.index[(visits["visit"] == "W24") & visits["change"].notna()]
    visits.loc[scored[1:], "change"] = np.nan
    means = observed_changes(dataclasses.replace(analysis, visits=visits), by=("arm",))
    late = means[means["visit"] == "W24"].sort_values("n_scored", ignore_index=True)
    assert late["n_scored"].tolist() == [0, 1]
    assert late.loc[0, "mean":].isna().all()
    assert late.loc[1, "mean"] == late.loc[1, "low_quartile"] == visits.loc[scored[0], "change"]
    assert np.isnan(late.loc[1, "sd"])


def test_quantiles_are_those_of_the_list_written_out():
    rng = np.random.default_rng(3)
    for size in range(1, 30):
        values = np.sort(rng.choice(np.arange(-50, 50) / 7, size, replace=False))
        n = rng.integers(1, 6, size)
        for share in (0, 0.1, 0.25, 0.5, 0.9, 1):
            expected = pd.Series(np.repeat(values, n)).quantile(share)
            assert weighted_quantile(values, n, share) == pytest.approx(expected, rel=1e-13)
