import numpy as np
import pytest
from scipy import stats

from dnoutcomes.compare import before_after, expected_regression_to_mean
from dnoutcomes.estimates import COLUMNS

WARNING = "A change within an arm is not the effect of its treatment"


def test_a_change_never_comes_alone(make, trial):
    for known in ({}, {"population_mean": 5.5}):
        changes = before_after(make(*trial), **known)
        assert changes.frame["analysis"].str.startswith("expected").any()
        assert changes.notes[0].startswith(WARNING)
        assert changes.where(analysis="change from baseline").notes[0].startswith(WARNING)
        assert WARNING in repr(changes)
        assert any("-1.54 points" in note for note in changes.notes)


def test_the_observed_change_has_a_one_sample_interval(make, trial):
    analysis = make(*trial)
    changes = before_after(analysis, "W4")
    assert list(changes.frame.columns) == ["outcome", "arm", "visit", "analysis", "method", *COLUMNS]
    observed = changes.where(analysis="change from baseline", arm="needling").frame.iloc[0]
    values = analysis.at_visit("W4").query("arm == 'needling'")["change"]
    expected = stats.ttest_1samp(values, 0)
    interval = expected.confidence_interval(0.95)
    assert observed["estimate"] == pytest.approx(values.mean())
    assert (observed["statistic"], observed["p_value"]) == pytest.approx(
        (expected.statistic, expected.pvalue)
    )
    assert (observed["conf_low"], observed["conf_high"]) == pytest.approx((interval.low, interval.high))
    assert observed["n_subjects"] == len(values)


def test_the_expected_row_is_what_the_expectation_says(make, trial):
    analysis = make(*trial)
    given = before_after(analysis, population_mean=5.5).frame
    assert given["analysis"].tolist() == ["change from baseline", "expected from regression to the mean"] * 2
    assert given["method"].tolist() == ["", "population mean"] * 2
    for arm, estimate in given[given["analysis"].str.startswith("expected")][["arm", "estimate"]].to_numpy():
        expected = expected_regression_to_mean(analysis, arm=arm, population_mean=5.5)
        assert estimate == expected.estimate
    shown = before_after(analysis).frame
    assert shown["arm"].tolist() == ["standard", "needling", "needling"]
    assert shown["analysis"].tolist()[2] == "expected as in the reference arm"
    assert shown["method"].tolist() == ["", "", "reference arm"]
    cut = before_after(analysis, eligibility_cut=analysis.patients["baseline"].min()).frame
    assert set(cut["method"]) == {"", "eligibility cut"}, (
        "which its label doesn't tell from a population mean"
    )
    assert np.isnan(shown["conf_low"].tolist()[2])


def test_the_placebo_benchmark_is_for_pain_from_0_to_10(make, trial):
    declared = {"pain_nrs": {"label": "score", "direction": "lower"}}
    points = [{"value": 2, "scale": "points"}]
    changes = before_after(make(*trial, instruments=declared, responders=points))
    assert not any("placebo" in note for note in changes.notes)


def test_nobody_changing_is_shown_without_an_error(make, trial):
    patients, scores = trial
    needled = (patients["arm"] == "needling").to_numpy()
    same = scores.copy()
    same.loc[needled, 84] = same.loc[needled, 0]
    row = (
        before_after(make(patients, same))
        .where(arm="needling", analysis="change from baseline")
        .frame.iloc[0]
    )
    assert row["estimate"] == 0
    assert np.isnan(row["std_error"])
