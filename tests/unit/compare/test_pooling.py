import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.pooling import INTERVALS, pool_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import COLUMNS


@pytest.fixture
def effects():
    return pd.DataFrame({
        "outcome": "pain_nrs", "cause": ["diabetic", "chemotherapy", "traumatic", "idiopathic"],
        "visit": "W12", "arm": ["a", "b", "c", "d"], "estimate": [-1.6, -0.2, -1.1, -0.9],
        "std_error": [0.3, 0.4, 0.5, 0.2], "n_subjects": [80, 40, 20, 120],
    })  # fmt: skip


def test_labels_that_all_groups_share_stay(effects):
    pooled = pool_effects(effects)
    assert list(pooled.overall.frame.columns) == ["outcome", "cause", "visit", "population", *COLUMNS]
    assert pooled.overall.frame.loc[0, ["cause", "population"]].tolist() == [None, "the groups pooled"]
    assert pooled.overall.frame.loc[0, "n_subjects"] == 260
    assert list(pooled.shrunken.frame.columns) == ["outcome", "cause", "visit", "arm", *COLUMNS]


@pytest.mark.parametrize("interval", ["posterior", "hartung-knapp"])
def test_shrinkage_is_toward_the_mean_and_stronger_for_small_groups(effects, interval):
    pooled = pool_effects(effects, interval=interval)
    mean, frame = pooled.overall.frame.loc[0, "estimate"], pooled.shrunken.frame
    kept = (frame["estimate"] - mean) / (effects["estimate"] - mean)
    assert kept.between(0, 1).all()
    far = (effects["estimate"] - mean).abs() > 0.2
    assert kept[far].rank().tolist() == (1 / effects["std_error"])[far].rank().tolist()
    assert frame["p_value"].isna().all()


def test_reml_shrinks_by_its_variance(effects):
    pooled = pool_effects(effects, interval="wald")
    mean, frame = pooled.overall.frame.loc[0, "estimate"], pooled.shrunken.frame
    kept = (frame["estimate"] - mean) / (effects["estimate"] - mean)
    share = pooled.tau2_reml / (pooled.tau2_reml + effects["std_error"] ** 2)
    assert kept.tolist() == pytest.approx(share.tolist())


def test_prediction_is_wider_than_the_mean_and_level_counts(effects):
    pooled, narrow = pool_effects(effects), pool_effects(effects, confidence_level=0.8)
    row = pooled.overall.frame.iloc[0]
    assert pooled.prediction_low < row["conf_low"] < row["conf_high"] < pooled.prediction_high
    assert narrow.prediction_low > pooled.prediction_low
    assert narrow.overall.confidence_level == 0.8


def test_groups_that_happen_to_agree_give_no_precision_that_the_data_lack():
    alike = pd.DataFrame(
        {"cause": list("abc"), "estimate": [-1.0, -0.99, -1.01], "std_error": [0.5, 0.4, 0.7]}
    )
    common = 1.96 * (1 / alike["std_error"] ** 2).sum() ** -0.5
    for interval in INTERVALS:
        row = pool_effects(alike, interval=interval).overall.frame.iloc[0]
        assert row["conf_high"] - row["conf_low"] >= 2 * common * 0.999
    said = pool_effects(alike, interval="hartung-knapp").notes
    assert any("is smaller than Wald's" in note for note in said)
    assert not any("Wald's" in note for note in pool_effects(alike, interval="wald").notes)


def test_a_prior_on_tau_has_a_scale(effects):
    narrow, wide = (pool_effects(effects, tau_scale=scale) for scale in (0.1, 5.0))
    assert narrow.tau < wide.tau < pool_effects(effects).tau_high
    assert narrow.tau_high < 0.4
    assert "half-normal prior of scale 0.1 on tau" in narrow.notes[-1]
    assert "Jeffreys' prior on tau" in pool_effects(effects).notes[-1]


def test_a_group_without_an_estimate_is_named(effects):
    effects.loc[2, "estimate"] = np.nan
    pooled = pool_effects(effects)
    assert "Left out because there is no estimate: traumatic." in pooled.notes
    assert pooled.shrunken.frame["cause"].tolist() == ["diabetic", "chemotherapy", "idiopathic"]


def test_units_move_everything(effects):
    pooled = pool_effects(effects)
    tenfold = pool_effects(
        effects.assign(estimate=effects["estimate"] * 10, std_error=effects["std_error"] * 10)
    )
    assert tenfold.tau == pytest.approx(10 * pooled.tau)
    assert tenfold.i2 == pytest.approx(pooled.i2)
    assert tenfold.prediction_low == pytest.approx(10 * pooled.prediction_low)


def test_two_groups_are_pooled_with_one_degree_of_freedom(effects):
    assert pool_effects(effects.head(2), interval="hartung-knapp").overall.frame.loc[0, "df"] == 1


def test_printed_forms_hold_the_numbers(effects):
    pooled = pool_effects(effects)
    assert repr(pooled).startswith("PooledEffect: -")
    assert "chemotherapy" in pooled._repr_html_()


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda e: e.drop(columns="std_error"), {}, "effects have no column 'std_error'"),
        (lambda e: e, {"by": "site"}, "effects have no column 'site'"),
        (lambda e: pd.concat([e, e]), {}, "cause 'diabetic' has more than one row; keep one visit"),
        (lambda e: e.head(1), {}, "1 of 1 groups have an effect; pooling needs at least 2"),
        (
            lambda e: e.assign(std_error=[0.1, 0.0, 0.1, 0.1]),
            {},
            "standard error of cause 'chemotherapy' isn't positive",
        ),
        (lambda e: e, {"interval": "knapp"}, "unknown interval of a pooled effect 'knapp'"),
        (lambda e: e, {"tau_scale": 0.0}, "tau_scale must be positive, in units of the effect; got 0.0"),
        (lambda e: e, {"tau_scale": 1.0, "interval": "wald"}, "'wald' has no prior on tau"),
        (lambda e: e, {"confidence_level": 95}, "confidence_level must lie between 0 and 1"),
    ],
)
def test_what_cannot_be_pooled_is_refused(effects, change, options, message):
    with pytest.raises(ModelError, match=message):
        pool_effects(change(effects), **options)


def test_effects_that_go_together_are_pooled_as_the_whole_posterior_has_it(effects):
    errors = effects["std_error"].to_numpy()
    vcov = np.outer(errors, errors) * np.where(np.eye(len(errors)) == 1, 1.0, 0.6)
    found = pool_effects(effects, tau_scale=1.0, vcov=vcov)
    # The same posterior by brute force: a grid over tau, each normal distribution with whole matrices.
    y, one = effects["estimate"].to_numpy(), np.ones(len(effects))
    tau = np.linspace(1e-4, 12, 6001)
    weights, means, variances, groups = [], [], [], []
    for value in tau:
        w = np.linalg.inv(vcov + value**2 * np.eye(len(y)))
        v = 1 / (one @ w @ one)
        m = v * (one @ w @ y)
        r = y - m
        weights.append(0.5 * (np.linalg.slogdet(w)[1] + np.log(v) - r @ w @ r - value**2))
        means.append(m)
        variances.append(v)
        groups.append(m + value**2 * w @ r)
    weights = np.exp(np.array(weights) - max(weights))
    weights /= weights.sum()
    mean = weights @ np.array(means)
    spread = np.sqrt(weights @ (np.array(variances) + (np.array(means) - mean) ** 2))
    row = found.overall.frame.iloc[0]
    assert (row["estimate"], row["std_error"]) == pytest.approx((mean, spread), rel=2e-3)
    np.testing.assert_allclose(found.shrunken.frame["estimate"], weights @ np.array(groups), rtol=2e-3)
    apart = pool_effects(effects, tau_scale=1.0).overall.frame.iloc[0]
    assert row["std_error"] > 1.1 * apart["std_error"]


def test_a_diagonal_covariance_is_none(effects):
    diagonal = np.diag(effects["std_error"].to_numpy() ** 2)
    plain, given = (pool_effects(effects, vcov=vcov).shrunken.frame for vcov in (None, diagonal))
    pd.testing.assert_frame_equal(plain, given)
    with pytest.raises(ModelError, match="vcov belongs to interval='posterior'"):
        pool_effects(effects, interval="wald", vcov=diagonal)
