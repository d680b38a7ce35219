import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.errors import ModelError
from dnoutcomes.missing import build_grid, reference_based, tipping_grid
from dnoutcomes.missing.imputation import conditional_mean, random_draw

OPTIONS = {
    "outcome": "change",
    "subject": "patient",
    "visit": "visit",
    "arm": "arm",
    "reference_arm": "standard",
    "covariates": ["baseline * visit"],
}
VISITS = ["V1", "V2", "V3"]


def trial(n=60, seed=3, drop=0.15):
    rng = np.random.default_rng(seed)
    baseline = rng.normal(6, 1, n)
    treated = np.arange(n) % 2
    level = (
        rng.normal(size=(n, 1))
        + 0.8 * rng.normal(size=(n, 3))
        - 0.5 * treated[:, None]
        + 0.3 * (6 - baseline[:, None])
    )
    gone = np.maximum.accumulate(rng.random((n, 3)) < drop, axis=1)
    gone[:4] = False
    return pd.DataFrame(
        {
            "patient": np.repeat([f"P{i:03d}" for i in range(n)], 3),
            "visit": np.tile(VISITS, n),
            "arm": np.repeat(np.where(treated, "needling", "standard"), 3),
            "baseline": np.repeat(baseline, 3),
            "change": np.where(gone, np.nan, level).ravel(),
        }
    )


def test_without_gaps_every_strategy_is_the_ancova_of_the_data():
    complete = trial(drop=0.0)
    frames = [reference_based(complete, strategy=name, **OPTIONS).frame for name in ("MAR", "JR", "CIR")]
    for frame in frames[1:]:
        pd.testing.assert_frame_equal(frame, frames[0])
    last = complete[complete["visit"] == "V3"]
    design = np.column_stack([np.ones(60), last["arm"] == "needling", last["baseline"]]).astype(float)
    slope = np.linalg.lstsq(design, last["change"].to_numpy(), rcond=None)[0][1]
    assert frames[0]["estimate"].iloc[-1] == pytest.approx(slope, abs=1e-10)


def test_the_difference_is_that_of_the_means_beside_it():
    found = reference_based(trial(), **OPTIONS)
    means = found.details["ls_means"].set_index("visit")
    differences = means["needling"] - means["standard"]
    assert found.frame["contrast"].unique().tolist() == ["needling - standard"]
    assert found.frame["estimate"].to_numpy() == pytest.approx(differences.to_numpy(), abs=1e-10)


@pytest.mark.parametrize("level", [0.8, 0.95])
def test_intervals_have_the_level_asked_for(level):
    row = reference_based(trial(30), confidence_level=level, **OPTIONS).frame.iloc[-1]
    half = stats.t.ppf(0.5 + level / 2, row["df"]) * row["std_error"]
    assert (row["conf_low"], row["conf_high"]) == pytest.approx(
        (row["estimate"] - half, row["estimate"] + half)
    )


def test_an_absent_row_is_a_missing_visit_and_the_order_of_rows_is_nothing():
    data = trial()
    # A patient without any row isn't in the data, so that everyone keeps the first one.
    dropped = data[data["change"].notna() | data["visit"].eq("V1")].sample(frac=1, random_state=1)
    pd.testing.assert_frame_equal(
        reference_based(dropped, **OPTIONS).frame, reference_based(data, **OPTIONS).frame, rtol=1e-7
    )


def test_jump_to_reference_lies_nearer_to_no_effect_than_missing_at_random():
    data = trial(400, drop=0.25)
    last = [
        reference_based(data, strategy=name, **OPTIONS).frame["estimate"].iloc[-1] for name in ("MAR", "JR")
    ]
    assert last[0] < last[1] < 0


def test_delta_changes_imputed_scores_only():
    data = trial()
    shifted = reference_based(data, strategy="MAR", delta={"needling": 1.0}, **OPTIONS).frame
    plain = reference_based(data, strategy="MAR", **OPTIONS).frame
    assert (shifted["estimate"] > plain["estimate"]).all()
    complete = trial(drop=0.0)
    pd.testing.assert_frame_equal(
        reference_based(complete, delta={"needling": 5.0}, **OPTIONS).frame,
        reference_based(complete, **OPTIONS).frame,
    )


def test_delta_factor_multiplies_before_delta_adds():
    data = trial()
    grid = build_grid(data, strategy="MAR", analysis_covariates=None, events=None, **OPTIONS)
    from dnoutcomes.missing.delta import delta_adjustment

    filled = np.where(np.isnan(grid.y), 2.0, grid.y)
    changed = delta_adjustment(grid, {"needling": 1.0}, {"needling": 3.0})(filled)
    touched = np.isnan(grid.y) & grid.treated[:, None]
    assert set(changed[touched]) == {7.0}
    np.testing.assert_array_equal(changed[~touched], filled[~touched])


def test_an_event_table_moves_the_start_and_names_a_strategy():
    data = trial(drop=0.0)
    events = pd.DataFrame({"patient": ["P001"], "visit": ["V2"], "strategy": ["JR"]})
    grid = build_grid(data, strategy="MAR", analysis_covariates=None, events=events, **OPTIONS)
    assert grid.start.tolist()[:3] == [3, 1, 3]
    assert grid.usable[1].tolist() == [True, False, False]
    # What was observed after the event stays in the analysis.
    assert not np.isnan(grid.y).any()


def test_draws_have_the_conditional_mean_and_covariance():
    data = trial(6, drop=0.0)
    data.loc[data["patient"].eq("P005") & data["visit"].ne("V1"), "change"] = np.nan
    grid = build_grid(trial(), strategy="MAR", analysis_covariates=None, events=None, **OPTIONS)
    coefficients = np.nan_to_num(grid.fit.inference.coefficients)
    sigma = grid.fit.covariance.to_numpy()
    rng = np.random.default_rng(5)
    draws = np.stack([random_draw(grid, coefficients, sigma, rng) for _ in range(4000)])
    rows = np.flatnonzero(np.isnan(grid.y[:, 1:]).all(axis=1) & ~np.isnan(grid.y[:, 0]))
    left = sigma[1:, 1:] - np.outer(sigma[1:, 0], sigma[0, 1:]) / sigma[0, 0]
    mean = conditional_mean(grid, coefficients, sigma)
    for row in rows[:3]:
        found = draws[:, row, 1:]
        # Four standard errors of a mean and of a variance of 4,000 draws.
        assert np.abs(found.mean(axis=0) - mean[row, 1:]).max() < 4 * np.sqrt(left.max() / 4000)
        assert np.abs(np.cov(found.T) - left).max() < 4 * left.max() * np.sqrt(2 / 4000)
    assert len(rows) > 0


def test_the_same_seed_gives_the_same_numbers_and_another_does_not():
    data = trial()
    first, again, other = (
        reference_based(data, method="approximate-bayes", n_samples=5, seed=seed, **OPTIONS).frame
        for seed in (1, 1, 2)
    )
    pd.testing.assert_frame_equal(first, again)
    assert (first["estimate"] != other["estimate"]).any()


def test_tipping_grid_equals_imputation_with_the_same_delta():
    data = trial()
    grid = build_grid(data, strategy="MAR", analysis_covariates=None, events=None, **OPTIONS)
    tipping = tipping_grid(grid, "V3", [0.0, 1.5], [-0.5, 0.0])
    row = tipping.frame.query("delta_treated == 1.5 and delta_reference == -0.5").iloc[0]
    direct = reference_based(
        data, strategy="MAR", delta={"needling": 1.5, "standard": -0.5}, **OPTIONS
    ).frame.iloc[-1]
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        assert row[column] == pytest.approx(direct[column], rel=1e-8)
    assert sum(tipping.n_missing.values()) == int(data.loc[data["visit"] == "V3", "change"].isna().sum())


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"strategy": "worst"}, "unknown strategy 'worst'"),
        ({"delta": 1.0}, "delta is given by arm, such as {'needling': 1.0}"),
        ({"covariates": "baseline"}, "covariates must be a list of terms"),
        ({"reference_arm": "placebo"}, "needs the reference arm 'placebo'"),
        ({"covariates": ["agee"]}, "agee"),
        ({"delta": {"sham": 1.0}}, "delta names the arm 'sham'"),
        ({"method": "mice"}, "unknown method of imputation"),
        ({"visit": "week"}, "no column 'week'"),
        ({"outcome": "pain"}, "no column 'pain'"),
    ],
)
def test_bad_use_is_named(change, message):
    with pytest.raises(ModelError, match=message):
        reference_based(trial(), **{**OPTIONS, **change})


def test_a_visit_at_which_nobody_was_seen_is_left_out_and_said():
    data = trial()
    empty = data.assign(change=data["change"].where(data["visit"] != "V2"))
    events = pd.DataFrame({"patient": ["P001", "P003"], "visit": ["V2", "V3"]})
    found = reference_based(empty, **OPTIONS, events=events)
    without = data[data["visit"] != "V2"]
    expected = reference_based(without, **OPTIONS, events=events.assign(visit="V3"))
    pd.testing.assert_frame_equal(found.frame, expected.frame)
    assert "Visits at which nobody has a score are left out: V2." in found.notes


def test_the_analysis_may_adjust_for_a_function_of_a_covariate():
    data = trial(drop=0.0)
    curved = reference_based(data, **OPTIONS, analysis_covariates=["baseline", "I(baseline**2)"]).frame
    column = data.assign(square=data["baseline"] ** 2)
    listed = reference_based(column, **OPTIONS, analysis_covariates=["baseline", "square"]).frame
    np.testing.assert_allclose(curved["estimate"], listed["estimate"], rtol=1e-9)


@pytest.mark.parametrize(
    ("events", "message"),
    [
        ({"patient": ["P001"]}, "it has no 'visit'"),
        ({"patient": ["P001", "P001"], "visit": ["V2", "V3"]}, "several rows for one patient"),
    ],
)
def test_an_event_table_that_can_mean_two_things_is_refused(events, message):
    with pytest.raises(ModelError, match=message):
        reference_based(trial(), **OPTIONS, events=pd.DataFrame(events))


def test_a_covariate_that_changes_or_is_missing_is_refused():
    data = trial()
    data.loc[0, "baseline"] = 3.0
    with pytest.raises(ModelError, match="'baseline' changes within a patient"):
        reference_based(data, **OPTIONS)
    data.loc[:2, "baseline"] = np.nan
    with pytest.raises(ModelError, match="'baseline' is missing in 1 patients"):
        reference_based(data, **OPTIONS)


def test_repeated_rows_are_refused():
    data = trial()
    with pytest.raises(ModelError, match="1 rows repeat a patient and visit"):
        reference_based(pd.concat([data, data.tail(1)]), **OPTIONS)
