import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.estimates import COLUMNS
from dnoutcomes.figures.observed_means import observed_means


def test_mean_and_interval_are_those_of_a_one_sample_t_test(analysis):
    means = observed_means(analysis)
    row = means.where(arm="needling", visit="W12").frame.iloc[0]
    visits = analysis.visits
    values = visits.loc[(visits["arm"] == "needling") & (visits["visit"] == "W12"), "change"].dropna()
    oracle = stats.ttest_1samp(values, 0.0)
    limits = oracle.confidence_interval(0.95)
    assert row["n_subjects"] == len(values)
    assert [
        row["estimate"],
        row["conf_low"],
        row["conf_high"],
        row["statistic"],
        row["p_value"],
        row["df"],
    ] == (
        pytest.approx(
            [values.mean(), limits.low, limits.high, oracle.statistic, oracle.pvalue, len(values) - 1]
        )
    )


def test_columns_stand_in_the_order_of_the_house(analysis):
    frame = observed_means(analysis, "cause").frame
    assert list(frame.columns) == ["cause", "arm", "visit", *COLUMNS]


def test_one_patient_has_a_mean_and_no_interval(analysis_with):
    analysis = analysis_with(n=8)
    frame = observed_means(analysis, "cause").frame
    single = frame[frame["n_subjects"] == 1]
    assert len(single) > 0
    assert single["estimate"].notna().all()
    assert single[["conf_low", "conf_high", "std_error"]].isna().all(axis=None)
    assert not pd.isna(frame["n_subjects"]).any()


def test_analysis_is_not_changed(analysis):
    before = analysis.visits.copy()
    observed_means(analysis)
    pd.testing.assert_frame_equal(analysis.visits, before)
