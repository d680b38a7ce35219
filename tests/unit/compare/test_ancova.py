import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.errors import ModelError


def trial(n=60, seed=1):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame(
        {
            "arm": pd.Categorical(np.tile(["standard", "needling"], n // 2), ["standard", "needling"]),
            "cause": rng.choice(["chemo", "diabetic", "other"], n),
            "baseline": rng.normal(6, 1.5, n),
            "age": rng.normal(60, 10, n),
        }
    )
    noise = rng.normal(0, 1.5, n)
    return data.assign(change=-0.4 * (data["baseline"] - 6) - (data["arm"] == "needling") + noise)


def fit_of(data, **settings):
    chosen = {"outcome": "change", "treatment": "arm", "covariates": ["baseline", "age"]} | settings
    return ancova(data, **chosen)


def test_a_subject_in_two_arms_by_two_rows_gives_the_difference_of_means():
    data = pd.DataFrame({"arm": pd.Categorical(list("aabb"), ["a", "b"]), "score": [1.0, 3.0, 7.0, 9.0]})
    fit = ancova(data, outcome="score", treatment="arm", errors="classical")
    tidy = fit.tidy().set_index("term")
    assert tidy.loc["arm[T.b]", "estimate"] == pytest.approx(6)
    # s^2 = (1 + 1 + 1 + 1) / 2 = 2, variance of the difference 2 / 2 + 2 / 2.
    assert tidy.loc["arm[T.b]", "std_error"] == pytest.approx(np.sqrt(2))
    assert (fit.residual_sd, fit.residual_df) == (pytest.approx(np.sqrt(2)), 2)


def test_hc3_by_leaving_each_subject_out():
    # HC3 is the sum over subjects of the squared change of b when one is left out, with no mean taken off.
    data = trial(24)
    fit = fit_of(data)
    x, y = fit.design.x, fit.design.y
    b = np.linalg.lstsq(x, y, rcond=None)[0]
    shifts = np.array(
        [np.linalg.lstsq(np.delete(x, i, 0), np.delete(y, i), rcond=None)[0] - b for i in range(len(y))]
    )
    np.testing.assert_allclose(fit.inference.vcov, shifts.T @ shifts, rtol=1e-8, atol=1e-12)


def test_the_reference_is_the_first_category():
    data = trial()
    forward = fit_of(data).tidy().set_index("term").loc["arm[T.needling]"]
    turned = data.assign(arm=data["arm"].cat.reorder_categories(["needling", "standard"]))
    backward = fit_of(turned).tidy().set_index("term").loc["arm[T.standard]"]
    assert forward["estimate"] == pytest.approx(-backward["estimate"])
    assert forward["std_error"] == pytest.approx(backward["std_error"])


@pytest.mark.parametrize("errors", ["HC3", "classical"])
def test_shift_scale_and_row_order_change_nothing_but_units(errors):
    data = trial()
    plain = fit_of(data, errors=errors).tidy().set_index("term").loc["arm[T.needling]"]
    moved = data.assign(change=3 * data["change"] + 100, age=data["age"] / 365, baseline=data["baseline"] - 6)
    moved = moved.sample(frac=1, random_state=3)
    other = fit_of(moved, errors=errors).tidy().set_index("term").loc["arm[T.needling]"]
    assert other["estimate"] == pytest.approx(3 * plain["estimate"], rel=1e-9)
    assert other["std_error"] == pytest.approx(3 * plain["std_error"], rel=1e-9)
    assert other["p_value"] == pytest.approx(plain["p_value"], rel=1e-8)


def test_the_input_is_not_changed_and_missing_outcomes_are_counted():
    data = trial()
    data.loc[[3, 7], "change"] = np.nan
    before = data.copy()
    fit = fit_of(data)
    pd.testing.assert_frame_equal(data, before)
    assert fit.design.n_subjects == 58
    assert any("2 rows were left out (no outcome: 2)" in note for note in fit.notes)


def test_an_aliased_covariate_is_named_and_leaves_the_effect_alone():
    data = trial()
    plain = fit_of(data).tidy().set_index("term").loc["arm[T.needling]"]
    fit = fit_of(data.assign(years=data["age"] / 2), covariates=["baseline", "age", "years"])
    tidy = fit.tidy().set_index("term")
    assert np.isnan(tidy.loc["years", "estimate"])
    assert tidy.loc["arm[T.needling]", "estimate"] == pytest.approx(plain["estimate"])
    assert any("explain years" in note for note in fit.notes)


def test_augment_and_glance_agree_with_the_fit():
    fit = fit_of(trial(), by="cause")
    rows = fit.augment()
    np.testing.assert_allclose(rows["fitted"] + rows["residual"], rows["change"])
    assert rows["residual"].sum() == pytest.approx(0, abs=1e-9)
    glance = fit.glance().iloc[0]
    assert glance["residual_sd"] == pytest.approx(
        np.sqrt((rows["residual"] ** 2).sum() / glance["residual_df"])
    )
    assert glance["r_squared"] == pytest.approx(np.corrcoef(rows["fitted"], rows["change"])[0, 1] ** 2)
    assert glance["n_coefficients"] == 8
    assert "HC3 standard errors" in repr(fit)


def test_column_names_that_are_not_plain_words():
    data = trial().rename(columns={"age": "age at start", "arm": "the arm"})
    fit = fit_of(data, treatment="the arm", covariates=["baseline", "age at start"])
    plain = fit_of(trial()).tidy()["estimate"]
    np.testing.assert_allclose(fit.tidy()["estimate"], plain, rtol=1e-9)


def test_wrong_use_says_what_would_do():
    data = trial()
    with pytest.raises(ModelError, match="unknown kind of standard error 'hc3'; did you mean 'HC3'"):
        fit_of(data, errors="hc3")
    with pytest.raises(ModelError, match="no column 'agee'"):
        fit_of(data, covariates=["agee"])
    with pytest.raises(ModelError, match="'age' is a number"):
        fit_of(data, by="age", covariates=["baseline"])
    with pytest.raises(ModelError, match="only 'standard' of 'arm' has an outcome"):
        fit_of(data[data["arm"] == "standard"])
    with pytest.raises(ModelError, match="4 subjects and 4 coefficients"):
        fit_of(data.head(4))
    with pytest.raises(ModelError, match="nothing to model"):
        fit_of(data.assign(change=1.0))
