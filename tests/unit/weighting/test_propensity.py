import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.propensity import propensity


@pytest.fixture
def data():
    rng = np.random.default_rng(21)
    n = 200
    age, cause = rng.normal(60, 10, n), rng.choice(["chemo", "diabetic"], n)
    chance = 1 / (1 + np.exp(-0.05 * (age - 60) - 0.5 * (cause == "chemo")))
    arm = pd.Categorical(np.where(rng.random(n) < chance, "needling", "standard"), ["standard", "needling"])
    return pd.DataFrame(
        {"arm": arm, "age": age, "cause": cause, "pain": rng.normal(5, 2, n)},
        index=[f"P{i}" for i in range(n)],
    )


def fit(data, **options):
    return propensity(data, **({"treatment": "arm", "covariates": ["age", "cause"]} | options))


def test_scores_and_weights_carry_the_index(data):
    score = fit(data)
    assert score.scores.index.equals(data.index)
    treated = data["arm"] == "needling"
    expected = np.where(treated, 1 - score.scores, score.scores)
    assert score.weights.to_numpy() == pytest.approx(expected)
    assert (score.arms.reference, score.arms.treated) == ("standard", "needling")
    assert score.estimand == "overlap"


def test_effective_sample_size_by_arm(data):
    sizes = fit(data, estimand="att").effective_sample_size
    assert sizes.index.tolist() == ["standard", "needling"]
    assert sizes["needling"] == pytest.approx((data["arm"] == "needling").sum())
    assert sizes["standard"] < (data["arm"] == "standard").sum()


def test_a_missing_treatment_is_left_out_and_counted(data):
    data.loc["P3", "arm"] = None
    score = fit(data)
    assert np.isnan(score.scores["P3"])
    assert np.isnan(score.weights["P3"])
    assert score.weights.notna().sum() == 199
    assert "1 rows without a treatment left out." in score.notes


def test_missing_covariates_are_balanced_and_reported(data):
    data.loc[data.index[:30], "age"] = np.nan
    data.loc[data.index[25:40], "cause"] = None
    score = fit(data)
    assert "Missing covariate values enter with an indicator: age (30), cause (15)." in score.notes
    table = score.balance()
    assert table["level"].tolist() == ["", "missing", "chemo", "diabetic", "missing"]
    assert table["smd_after"].to_numpy() == pytest.approx(np.zeros(5), abs=1e-9)


def test_trimmed_patients_have_weight_zero_and_are_counted(data):
    score = fit(data, estimand="ate", trim=0.35)
    trimmed = score.weights == 0
    assert 0 < trimmed.sum() < 200
    assert score.scores[trimmed].isna().all()
    out = [int((trimmed & (data["arm"] == arm)).sum()) for arm in ("standard", "needling")]
    assert any(
        f"{out[0]} patients of standard and {out[1]} of needling left out" in note for note in score.notes
    )
    assert score.balance()["mean_treated"].iloc[0] == pytest.approx(
        data.loc[data["arm"] == "needling", "age"].mean()
    )


def test_positivity_shows_where_the_scores_lie(data):
    score = fit(data)
    table = score.positivity().set_index("arm")
    assert table["n"].sum() == 200
    own = score.scores[data["arm"] == "needling"]
    other = score.scores[data["arm"] == "standard"]
    assert table.loc["needling", "median"] == pytest.approx(own.median())
    assert table.loc["needling", "maximum"] == own.max()
    outside = ((own < other.min()) | (own > other.max())).mean()
    assert table.loc["needling", "share_outside"] == pytest.approx(outside)


def test_separation_is_an_error_and_a_penalty_is_reported(data):
    data["site"] = np.where(data["arm"] == "needling", "north", "south")
    with pytest.raises(ModelError, match=r"follows without error from site\[south\]"):
        fit(data, covariates=["age", "site"])
    for penalty in ("ridge", "firth"):
        score = fit(data, covariates=["age", "site"], penalty=penalty)
        assert f"Score fitted with a {penalty} penalty; balance is approximate." in score.notes
        assert np.isfinite(score.weights).all()


def test_a_constant_covariate_is_left_out_and_said(data):
    score = fit(data.assign(clinic="one", week=4), covariates=["age", "clinic", "week"])
    assert score.model.terms == ("constant", "age")
    assert "Left out as constant or implied by other columns: week." in score.notes


def test_no_covariates_weights_everyone_alike(data):
    score = fit(data, covariates=[])
    assert score.weights.groupby(data["arm"], observed=True).nunique().tolist() == [1, 1]
    assert score.balance().empty


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        (lambda d: d.assign(arm="needling"), {}, "treatment 'arm' has 1 levels"),
        (lambda d: d, {"treatment": "arms"}, "treatment 'arms' is not a column; did you mean 'arm'"),
        (lambda d: d, {"covariates": ["agee"]}, "did you mean 'age'"),
        (lambda d: d.assign(age=np.inf), {}, "covariate 'age' has 200 infinite values"),
        (lambda d: d.iloc[:0], {}, "has 0 levels"),
        (lambda d: d, {"covariates": ["I(arm == 'needling')"]}, "'arm' is the treatment or the outcome"),
    ],
)
def test_what_cannot_be_scored_is_refused(data, change, options, message):
    with pytest.raises(ModelError, match=message):
        fit(change(data), **options)


def test_printed_forms_hold_the_numbers(data):
    score = fit(data)
    assert repr(score).startswith("Propensity: overlap, effective sample size")
    assert "<table" in score._repr_html_()
    assert "needling" in score._repr_html_()
