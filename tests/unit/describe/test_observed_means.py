import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.describe import observed_means
from dnoutcomes.errors import DataError
from dnoutcomes.estimates import COLUMNS


@pytest.fixture
def uneven(small_clinic):
    """Three needled patients in week 12 and one of them in week 4, two patients of the standard arm in week 12."""
    rows = [
        (who, date, "assessment", score, {"cause": cause})
        for who, cause, scores in (
            ("n1", "diabetic", (8, 5, 2)),
            ("n2", "chemotherapy", (6, None, 5)),
            ("n3", "diabetic", (7, None, 3)),
            ("s1", "diabetic", (5, None, 4)),
            ("s2", "diabetic", (9, None, 6)),
        )
        for date, score in zip(("2025-01-01", "2025-01-29", "2025-03-26"), scores)
        if score is not None
    ]
    return small_clinic(rows)


def test_mean_and_interval_are_those_of_a_one_sample_t_test(uneven):
    row = observed_means(uneven).where(arm="needling", visit="W12").frame.iloc[0]
    oracle = stats.ttest_1samp([-6.0, -1.0, -4.0], 0.0)
    limits = oracle.confidence_interval(0.95)
    assert row["n_subjects"] == 3
    names = ["estimate", "conf_low", "conf_high", "statistic", "p_value", "df"]
    assert row[names].tolist() == pytest.approx(
        [-11 / 3, limits.low, limits.high, oracle.statistic, oracle.pvalue, 2.0]
    )


def test_each_group_is_averaged_for_itself(uneven):
    frame = observed_means(uneven, "cause").frame
    means = frame.set_index(["cause", "arm", "visit"])["estimate"].dropna().to_dict()
    assert means == {
        ("chemotherapy", "needling", "W12"): -1.0,
        ("diabetic", "needling", "W04"): -3.0,
        ("diabetic", "needling", "W12"): -5.0,
        ("diabetic", "standard", "W12"): -2.0,
    }


def test_columns_stand_in_the_order_of_the_house(uneven):
    frame = observed_means(uneven, "cause").frame
    assert list(frame.columns) == ["cause", "arm", "visit", *COLUMNS]


def test_one_patient_has_a_mean_and_no_interval(uneven):
    frame = observed_means(uneven).frame.set_index(["arm", "visit"])
    alone, nobody = frame.loc[("needling", "W04")], frame.loc[("standard", "W04")]
    assert (alone["estimate"], alone["n_subjects"]) == (-3.0, 1.0)
    assert alone[["conf_low", "conf_high", "std_error"]].isna().all()
    assert nobody["n_subjects"] == 0.0
    assert pd.isna(nobody["estimate"])


def test_a_column_that_is_not_there_is_named_with_those_that_are(uneven):
    with pytest.raises(DataError, match=r"no column 'cuase'; did you mean 'cause'\? Columns: .*\bcause\b"):
        observed_means(uneven, "cuase")


def test_analysis_is_not_changed(uneven):
    before = uneven.visits.copy()
    observed_means(uneven, "cause")
    pd.testing.assert_frame_equal(uneven.visits, before)
