import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, joint_test, ls_means, mmrm

KEYS = {"subject": "patient", "visit": "visit"}


def test_covariance_by_group_is_a_dict_of_frames(trial):
    fit = mmrm("change ~ arm * visit", trial, group="arm", **KEYS)
    assert list(fit.covariance) == ["standard", "needling"]
    assert all(
        list(frame.index) == list(frame.columns) == ["W04", "W08", "W12"] for frame in fit.covariance.values()
    )
    assert "One covariance matrix for each level of arm." in fit.notes


def test_groups_that_share_nothing_are_separate_fits(make):
    frame = make(n=60, missing=0.1)
    both = mmrm("change ~ 0 + arm:visit", frame, group="arm", df="satterthwaite", **KEYS)
    alone = {
        arm: mmrm("change ~ 0 + visit", rows, df="satterthwaite", **KEYS)
        for arm, rows in frame.groupby("arm", observed=True)
    }
    assert_allclose(both.log_likelihood, sum(fit.log_likelihood for fit in alone.values()))
    for arm, fit in alone.items():
        assert_allclose(both.covariance[arm], fit.covariance, rtol=1e-6)


@pytest.mark.parametrize("options", [{"reml": False}, {"errors": "cr2"}, {"errors": "model"}])
def test_where_kenward_roger_is_undefined_satterthwaite_is_used_and_named(trial, options):
    fit = mmrm("change ~ arm * visit", trial, **options, **KEYS)
    named = mmrm("change ~ arm * visit", trial, df="satterthwaite", **options, **KEYS)
    pd.testing.assert_frame_equal(fit.tidy(), named.tidy())
    assert fit.glance()["df_method"].item() == named.glance()["df_method"].item()
    assert any("Satterthwaite's df were used" in note for note in fit.notes)
    assert not any("Satterthwaite's df were used" in note for note in named.notes)


def test_weights_may_be_a_column_or_numbers(trial):
    weighted = trial.assign(weight=np.linspace(0.5, 2, len(trial)))
    by_name = mmrm("change ~ arm * visit", weighted, weights="weight", **KEYS)
    by_number = mmrm("change ~ arm * visit", trial, weights=weighted["weight"], **KEYS)
    pd.testing.assert_frame_equal(by_name.tidy(), by_number.tidy())
    with pytest.raises(ModelError, match="2 weights were given"):
        mmrm("change ~ arm * visit", trial, weights=np.ones(2), **KEYS)


def test_real_time_structures_are_one_model(trial):
    power, exponential = (
        mmrm("change ~ arm * visit", trial, covariance=name, time="week", **KEYS)
        for name in ("sp_pow", "sp_exp")
    )
    equal_steps = mmrm("change ~ arm * visit", trial, covariance="ar1", **KEYS)
    assert_allclose(power.log_likelihood, exponential.log_likelihood, rtol=1e-10)
    assert_allclose(power.log_likelihood, equal_steps.log_likelihood, rtol=1e-10)
    assert_allclose(power.tidy()["std_error"], exponential.tidy()["std_error"], rtol=1e-7)


def test_sessions_on_any_day_can_be_visits():
    """A numeric visit is its own time; every day that occurs is a level."""
    rng = np.random.default_rng(3)
    rows = [
        {"patient": i, "day": day, "y": value}
        for i in range(30)
        for day, value in zip(
            sorted(rng.choice(40, 4, replace=False).tolist()), rng.normal(size=4) + rng.normal()
        )
    ]
    fit = mmrm("y ~ day", pd.DataFrame(rows), subject="patient", visit="day", covariance="sp_exp")
    assert fit.covariance.shape[0] == len({row["day"] for row in rows})
    gaps = np.abs(np.subtract.outer(fit.covariance.index, fit.covariance.index))
    correlation = fit.covariance / fit.covariance.iloc[0, 0]
    assert_allclose(
        np.log(correlation), -gaps / (-1 / np.log(correlation.iloc[0, 1]) * gaps[0, 1]), atol=1e-9
    )


def test_constrained_lda_equals_the_likelihood_written_out(make):
    """Baseline among the outcomes, arms equal there: the same mean structure coded by hand."""
    frame = make(n=40, m=3, missing=0.15)
    later = frame["visit"] != "W04"
    frame["treated"] = ((frame["arm"] == "needling") & later).astype(float)
    for visit in ("W08", "W12"):
        frame[f"effect_{visit}"] = frame["treated"] * (frame["visit"] == visit)
    fit = mmrm("change ~ visit + arm:visit", frame, equal_at_first="arm", **KEYS)
    by_hand = mmrm("change ~ visit + effect_W08 + effect_W12", frame, **KEYS)
    assert_allclose(fit.log_likelihood, by_hand.log_likelihood, rtol=1e-10)
    effects = contrast(ls_means(fit, "arm", by="visit")).frame.set_index("visit")
    expected = by_hand.tidy().set_index("term")
    for visit in ("W08", "W12"):
        for column in ("estimate", "std_error", "df"):
            assert_allclose(effects.loc[visit, column], expected.loc[f"effect_{visit}", column], rtol=1e-6)
    assert effects.loc["W04", "estimate"] == effects.loc["W04", "std_error"] == 0
    # The mean change of an arm is a contrast of its means over visits.
    change = contrast(ls_means(fit, "visit", by="arm")).where(arm="needling", contrast="W12 - W04").frame
    assert_allclose(
        change["estimate"],
        expected.loc["visit[T.W12]", "estimate"] + expected.loc["effect_W12", "estimate"],
        rtol=1e-6,
    )
    assert joint_test(fit, "arm:visit").df_num == 2
    assert "The levels of arm share one mean at W04." in ls_means(fit, "arm", by="visit").notes


@pytest.mark.parametrize(
    ("settings", "message"),
    [
        (
            {"reml": False, "df": "kenward-roger-cholesky"},
            "is defined for REML; with reml=False use df='satterthwaite'",
        ),
        ({"df": "kenward-roger-cholesky", "covariance": "cs"}, "is for covariance='us' only"),
        ({"weights": "no_such"}, "no column 'no_such'"),
        ({"confidence_level": 95}, "confidence_level must lie between 0 and 1"),
    ],
)
def test_settings_that_cannot_be(trial, settings, message):
    with pytest.raises(ModelError, match=message):
        mmrm("change ~ arm * visit", trial, **KEYS, **settings).tidy()


def test_the_input_is_left_as_it_was(trial):
    before = trial.copy(deep=True)
    mmrm("change ~ arm * visit", trial, **KEYS)
    pd.testing.assert_frame_equal(trial, before)


def as_int(frame):
    return frame.assign(visit=frame["week"].astype(int))


@pytest.mark.parametrize(
    ("change", "visit"),
    [
        (as_int, "C(visit)"),
        (lambda d: d.assign(visit=d["visit"].astype(object)), "visit"),
        (lambda d: d.assign(visit=d["visit"].astype("string")), "visit"),
        (
            lambda d: d.assign(visit=pd.Categorical(d["visit"], ["W00", "W04", "W08", "W12"], ordered=True)),
            "visit",
        ),
        (lambda d: d.assign(patient=pd.Categorical(d["patient"])), "visit"),
        (lambda d: d.assign(change=d["change"].astype("Float64")), "visit"),
        (lambda d: d.set_index(np.zeros(len(d), dtype=int)), "visit"),
        (lambda d: d.set_index(["patient", "visit"], drop=False), "visit"),
    ],
)
def test_how_columns_and_index_are_stored_does_not_matter(trial, change, visit):
    expected = mmrm("change ~ arm * visit", trial, **KEYS)
    found = mmrm(f"change ~ arm * {visit}", change(trial), **KEYS)
    assert_allclose(found.inference.coefficients, expected.inference.coefficients, rtol=1e-8, atol=1e-10)
    one, other = (contrast(ls_means(fit, "arm", by="visit")).frame for fit in (expected, found))
    assert_allclose(one[["estimate", "std_error", "df"]], other[["estimate", "std_error", "df"]], rtol=1e-7)
    assert len(found.augment()) == len(expected.augment())


def test_a_line_over_visits_is_said(trial):
    note = "visit is a number, so that the formula makes its effect a straight line"
    assert any(note in said for said in mmrm("change ~ arm * visit", as_int(trial), **KEYS).notes)
    assert not any(note in said for said in mmrm("change ~ arm * C(visit)", as_int(trial), **KEYS).notes)
