import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.model_frame import read_model_frame

COVARIATES = ["arm", "baseline", "cause"]


def read(data):
    return read_model_frame(data, ["change"], COVARIATES, ["patient", "visit"])


def test_rows_with_gaps_are_left_out_and_counted_by_the_first_reason(trial):
    trial.loc[:4, "change"] = 1.0
    trial.loc[[0, 1], "baseline"] = np.nan
    trial.loc[1, "cause"] = None
    frame, left_out = read(trial)
    assert left_out == {"no outcome": int(trial["change"].isna().sum()), "no baseline": 2}
    assert frame.index.equals(trial.dropna().index)


def test_text_and_booleans_are_factors_other_columns_stay(trial):
    frame, _ = read(trial.assign(cause=trial["baseline"] > 6))
    assert frame["cause"].cat.categories.tolist() == [False, True]
    assert not isinstance(frame["visit"].dtype, pd.CategoricalDtype)
    assert frame["baseline"].dtype == float


def test_unused_levels_are_dropped_from_covariates_only(trial):
    more = trial.assign(
        arm=trial["arm"].cat.add_categories("sham"),
        visit=pd.Categorical(trial["visit"], ["W00", "W04", "W08", "W12"]),
    )
    frame, _ = read(more)
    assert frame["arm"].cat.categories.tolist() == ["standard", "needling"]
    assert frame["visit"].cat.categories.tolist()[0] == "W00"


def test_nullable_numbers_are_numbers(trial):
    frame, _ = read(trial.assign(baseline=trial["baseline"].round().astype("Int64")))
    np.testing.assert_array_equal(frame["baseline"].to_numpy(dtype=float), trial.dropna()["baseline"].round())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.rename(columns={"baseline": "base"}), "no column 'baseline'.*did you mean 'base'"),
        (
            lambda d: d.assign(baseline=d["baseline"].where(d.index != 7, -np.inf)),
            "'baseline' has 1 infinite.*row 7",
        ),
        (
            lambda d: d.assign(visit=d["visit"].where(d.index > 1)),
            "'visit' is empty in 2 rows .* row 0; fill it",
        ),
        (lambda d: d.assign(baseline=pd.Timestamp("2026-01-01")), "'baseline' holds dates"),
        (lambda d: pd.concat([d, d[["arm"]]], axis=1), "more than one column 'arm'"),
        (
            lambda d: d.assign(change=np.nan),
            "no row has the outcome and every covariate .72 rows; no outcome: 72",
        ),
    ],
)
def test_unusable_columns_say_what_is_wrong(trial, change, message):
    with pytest.raises(ModelError, match=message):
        read(change(trial.assign(change=trial["change"].fillna(0.0))))


def test_data_that_are_no_frame_are_refused():
    with pytest.raises(
        ModelError, match="must be a pandas DataFrame with one row per observation, not a dict"
    ):
        read_model_frame({"change": [1.0]}, ["change"], [], [])


def test_an_index_called_like_a_column_loses_its_name(trial):
    frame, _ = read(trial.set_index(["patient", "visit"], drop=False))
    assert frame.index.names == [None, None]
    assert frame.index[0] == ("P000", "W04")
    assert frame.groupby("visit", observed=True).size().sum() == len(frame)


def test_numbers_stored_as_objects_are_numbers(trial):
    frame, _ = read(
        trial.assign(baseline=trial["baseline"].astype(object), change=trial["change"].astype(object))
    )
    expected, _ = read(trial)
    assert frame["baseline"].dtype == frame["change"].dtype == float
    pd.testing.assert_frame_equal(frame, expected)


def test_durations_are_refused_as_dates_are(trial):
    with pytest.raises(ModelError, match="'baseline' holds dates or durations"):
        read(trial.assign(baseline=pd.to_timedelta(trial["baseline"], unit="D")))
