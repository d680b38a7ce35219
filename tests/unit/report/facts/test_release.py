"""What of a row of estimates may leave, by the counts behind it."""

import math

import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.disclosure import Count, LinkedCounts, State, protect
from dnoutcomes.estimates import COLUMNS, Estimates, JointTest
from dnoutcomes.report.facts.release import release, release_test

COUNTS = protect(
    LinkedCounts(
        {
            ("all", "a"): Count(60, cost=100), ("seen", "a"): Count(57), ("gone", "a"): Count(3),
            ("seen", "b"): Count(40), ("seen", "c"): Count(4),
        },
        ((("all", "a"), (("seen", "a"), ("gone", "a"))),),
    ),
    11,
)  # fmt: skip


def released(arm, df=28.0, std_error=0.21234567):
    half = stats.t.ppf(0.975, df) * std_error
    row = {
        "arm": arm, "estimate": -1.23456789, "std_error": std_error, "df": df, "statistic": -1.23456789 / std_error,
        "p_value": 0.00012345, "conf_low": -1.23456789 - half, "conf_high": -1.23456789 + half, "n_subjects": 57.0,
    }  # fmt: skip
    return release(
        Estimates(pd.DataFrame([row])), lambda found: (("seen", found["arm"]),), COUNTS
    ).frame.iloc[0]


def test_a_row_of_a_shown_count_goes_out_unrounded():
    row = released("b")
    assert row["estimate"] == -1.23456789
    assert (row["n_subjects"], str(row["n_shown"]), row["state"]) == (40, "40", State.SHOWN)


def test_a_row_of_a_small_group_keeps_its_name_only():
    row = released("c")
    assert row[list(COLUMNS)].isna().all()
    assert (row["arm"], str(row["n_shown"]), row["state"]) == ("c", "hidden", State.HIDDEN)


def test_an_estimate_without_a_full_degree_of_freedom_is_none():
    row = released("b", df=0.4)
    assert row[list(COLUMNS[:-1])].isna().all()
    assert (row["n_subjects"], row["state"]) == (40, State.NOT_ESTIMABLE)


def test_a_row_of_a_withheld_count_is_blurred():
    row = released("a")
    assert (row["estimate"], row["std_error"]) == (-1.2, 0.21)
    assert row[["df", "statistic", "n_subjects"]].isna().all()
    assert str(row["n_shown"]) == "50 to 59"
    assert row["state"] == State.SHOWN


@pytest.mark.parametrize("df", [20.0, 28.0, 60.0])
def test_no_number_of_patients_can_be_worked_out_from_a_blurred_row(df):
    """From interval and error follows t, from t the df: every df in a range of ten must fit what is printed."""
    row = released("a", df)
    # Half a step of 0.1 was added, and the half width rounded up to hundredths.
    half_high = (row["conf_high"] - row["conf_low"]) / 2 - 0.05
    half_low = half_high - 0.01
    low, high = half_low / (row["std_error"] + 0.005), half_high / (row["std_error"] - 0.005)
    fits = [other for other in range(5, 400) if low <= stats.t.ppf(0.975, other) <= high]
    assert max(fits) - min(fits) >= 10


def test_every_number_of_patients_in_the_range_fits_the_mean_of_whole_numbers():
    row = released("a")
    middle = (row["conf_low"] + row["conf_high"]) / 2
    assert middle == pytest.approx(row["estimate"])
    half_step = 0.5 * 10.0 ** -len(str(row["estimate"]).partition(".")[2])
    for n in range(50, 60):
        assert any(abs(total / n - row["estimate"]) <= half_step for total in range(-10 * n, 0))


# Of a large error the limits are rounded by themselves, of a small one they follow from the rounded estimate.
@pytest.mark.parametrize("error", [0.21234567, 2.1234567])
def test_a_blurred_interval_holds_the_true_one(error):
    row, half = released("a", std_error=error), stats.t.ppf(0.975, 28) * error
    assert row["conf_low"] <= -1.23456789 - half
    assert row["conf_high"] >= -1.23456789 + half


def test_a_test_without_exact_counts_keeps_its_p_value_only():
    test = JointTest(2.345, 4.0, 251.0, 0.0553, "arm:cause", "residual")
    blurred = release_test(test, exact=False)
    assert math.isnan(blurred.statistic)
    assert math.isnan(blurred.df_denom)
    assert blurred.p_value == 0.055
    assert release_test(test, exact=True) is test
