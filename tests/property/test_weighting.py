"""What must hold for any data when arms are weighted."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting import effect, propensity
from dnoutcomes.weighting.arm_means import METHODS
from dnoutcomes.weighting.balancing_weights import ESTIMANDS

COVARIATES = ["age", "cause", "severe"]
SLOW = settings(max_examples=25, deadline=None)

seeds = st.integers(0, 2**32 - 1)
estimands = st.sampled_from(list(ESTIMANDS))
methods = st.sampled_from(list(METHODS))


def draw(seed, n=150):
    rng = np.random.default_rng(seed)
    age, cause = rng.normal(60, 10, n), rng.choice(["chemo", "diabetic", "idiopathic"], n)
    severe = rng.integers(0, 2, n)
    slope = rng.normal(0, 0.03)
    treated = rng.random(n) < 1 / (1 + np.exp(-slope * (age - 60) - 0.4 * severe))
    pain = 5 + 0.03 * age + severe - treated + rng.normal(0, 1.5, n)
    return pd.DataFrame({
        "arm": pd.Categorical(np.where(treated, "needling", "standard"), ["standard", "needling"]),
        "age": age, "cause": cause, "severe": severe, "pain": pain,
    })  # fmt: skip


def fit(data, **options):
    return propensity(data, **({"treatment": "arm", "covariates": COVARIATES} | options))


def row(data, **options):
    try:
        # The jackknife repeats the estimate, and so has whatever property it has; the stacked errors are cheaper.
        given_here = {"outcome": "pain", "treatment": "arm", "covariates": COVARIATES, "errors": "stacked"}
        found = effect(data, **(given_here | options))
    except ModelError:
        assume(False)
    return found.frame.iloc[0]


@SLOW
@given(seeds)
def test_overlap_weights_balance_every_covariate_exactly(seed):
    table = fit(draw(seed)).balance()
    assert table["smd_after"].to_numpy() == pytest.approx(np.zeros(len(table)), abs=1e-9)


@SLOW
@given(seeds, estimands, st.floats(-1e4, 1e4), st.floats(1e-3, 1e3), st.booleans())
def test_weights_ignore_units(seed, estimand, shift, scale, negative):
    data = draw(seed)
    moved = data.assign(age=shift + (-scale if negative else scale) * data["age"])
    for penalty in ("none", "ridge", "firth"):
        weights = [
            fit(frame, estimand=estimand, penalty=penalty).weights.to_numpy() for frame in (data, moved)
        ]
        # Adding a shift of 1e4 to a small spread costs digits of the data themselves.
        assert weights[1] == pytest.approx(weights[0], rel=1e-6)


@SLOW
@given(seeds, estimands, methods)
def test_order_of_rows_and_of_covariates_does_not_matter(seed, estimand, method):
    data = draw(seed)
    shuffled = data.sample(frac=1, random_state=seed % 2**31)
    plain = row(data, estimand=estimand, method=method)
    other = row(shuffled, estimand=estimand, method=method, covariates=COVARIATES[::-1])
    assert other[["estimate", "std_error"]].tolist() == pytest.approx(
        plain[["estimate", "std_error"]].tolist()
    )
    pd.testing.assert_series_equal(fit(shuffled).weights.sort_index(), fit(data).weights)


@SLOW
@given(seeds, estimands, methods)
def test_relabelled_levels_give_the_same_effect(seed, estimand, method):
    data = draw(seed)
    renamed = data.assign(
        cause=data["cause"].map({"chemo": "z", "diabetic": "y", "idiopathic": "x"}),
        arm=data["arm"].cat.rename_categories({"standard": "b", "needling": "a"}),
    )
    plain, other = (row(frame, estimand=estimand, method=method) for frame in (data, renamed))
    assert other["contrast"] == "a - b"
    assert other[["estimate", "std_error"]].tolist() == pytest.approx(
        plain[["estimate", "std_error"]].tolist()
    )


@SLOW
@given(seeds, st.sampled_from(["overlap", "ate"]), methods)
def test_swapping_the_reference_flips_the_sign(seed, estimand, method):
    data = draw(seed)
    swapped = data.assign(arm=data["arm"].cat.reorder_categories(["needling", "standard"]))
    plain, other = (row(frame, estimand=estimand, method=method) for frame in (data, swapped))
    assert [other["estimate"], other["std_error"]] == pytest.approx([-plain["estimate"], plain["std_error"]])


@SLOW
@given(seeds, estimands, methods, st.floats(-100, 100), st.floats(0.01, 100))
def test_the_effect_follows_the_units_of_the_outcome(seed, estimand, method, shift, scale):
    data = draw(seed)
    plain = row(data, estimand=estimand, method=method)
    moved = row(data.assign(pain=shift + scale * data["pain"]), estimand=estimand, method=method)
    assert moved["estimate"] == pytest.approx(scale * plain["estimate"], rel=1e-6, abs=1e-8)
    assert moved["std_error"] == pytest.approx(scale * plain["std_error"], rel=1e-6)


@SLOW
@given(seeds, methods)
def test_a_constant_effect_without_noise_is_found_whatever_the_population(seed, method):
    data = draw(seed)
    exact = data.assign(pain=0.1 * data["age"] + data["severe"] - 2.0 * (data["arm"] == "needling"))
    # With overlap weights the covariates balance, so a linear outcome leaves only the effect, modelled or not.
    assert row(exact, estimand="overlap", method=method)["estimate"] == pytest.approx(-2, abs=1e-8)


@SLOW
@given(seeds, estimands)
def test_effective_sizes_are_between_one_and_the_number_of_patients(seed, estimand):
    data = draw(seed)
    sizes = fit(data, estimand=estimand).effective_sample_size
    counts = data["arm"].value_counts()
    assert all(1 <= sizes[arm] <= counts[arm] + 1e-9 for arm in counts.index)
