import numpy as np
import pandas as pd
import pytest
from scipy import stats

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.interaction import equality_test, interaction_test
from dnoutcomes.compare.treatment_effects import treatment_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates


def data_of(n=90, seed=4, difference=0.0):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({
        "arm": pd.Categorical(rng.choice(["a", "b"], n), ["a", "b"]), "cause": rng.choice(["c", "d", "e"], n),
        "baseline": rng.normal(6, 1, n),
    })  # fmt: skip
    extra = difference * ((data["arm"] == "b") & (data["cause"] == "d"))
    return data.assign(score=data["baseline"] + extra + rng.normal(0, 1, n))


def fit(data, errors="classical"):
    return ancova(data, outcome="score", treatment="arm", by="cause", covariates=["baseline"], errors=errors)


def test_the_classical_test_compares_nested_models():
    data = data_of()
    test, full = interaction_test(fit(data)), fit(data)
    main = ancova(
        data, outcome="score", treatment="arm", covariates=["cause", "baseline"], errors="classical"
    )
    rss, rss_main = (f.residual_sd**2 * f.residual_df for f in (full, main))
    statistic = (rss_main - rss) / 2 / (rss / full.residual_df)
    assert test.statistic == pytest.approx(statistic)
    assert (test.df_num, test.df_denom) == (2, 83)
    assert test.p_value == pytest.approx(stats.f.sf(statistic, 2, 83))
    assert test.hypothesis == "arm:cause"


@pytest.mark.parametrize("errors", ["classical", "HC3"])
def test_the_reference_levels_of_the_factors_make_no_difference(errors):
    data = data_of(difference=1.0)
    plain = interaction_test(fit(data, errors))
    turned = data.assign(
        cause=pd.Categorical(data["cause"], ["e", "c", "d"]), arm=pd.Categorical(data["arm"], ["b", "a"])
    )
    other = interaction_test(fit(turned, errors))
    assert (other.statistic, other.p_value) == pytest.approx((plain.statistic, plain.p_value))


def test_it_sees_a_planted_difference():
    assert interaction_test(fit(data_of(300, difference=3.0), "HC3")).p_value < 1e-6


def test_a_cause_with_one_arm_takes_no_part():
    data = data_of()
    lopsided = data[(data["cause"] != "e") | (data["arm"] == "a")]
    test = interaction_test(fit(lopsided))
    assert test.df_num == 1


def test_two_causes_square_the_t_of_their_difference():
    data = data_of()[lambda frame: frame["cause"] != "e"]
    tidy = fit(data, "HC3").tidy().set_index("term")
    assert interaction_test(fit(data, "HC3")).statistic == pytest.approx(
        tidy.loc["arm[T.b]:cause[T.d]", "statistic"] ** 2
    )


def test_rows_are_compared_within_their_other_labels():
    effects = treatment_effects(fit(data_of()))
    twice = Estimates(
        pd.concat([effects.frame.assign(visit="V1"), effects.frame.assign(visit="V2")], ignore_index=True)[
            ["cause", "visit", "contrast", *effects.frame.columns[2:]]
        ],
        np.vstack([effects.functions, effects.functions]),
        effects.inference,
    )
    # The second visit repeats the first, so that the joint test has no more to test than one visit.
    joint = equality_test(twice, "cause")
    one = equality_test(twice.where(visit="V1"), "cause")
    assert joint.df_num == one.df_num == 2
    assert joint.statistic == pytest.approx(one.statistic)


def test_wrong_use_says_what_is_missing():
    data = data_of()
    plain = ancova(data, outcome="score", treatment="arm")
    with pytest.raises(ModelError, match="without `by`"):
        interaction_test(plain)
    with pytest.raises(ModelError, match="fewer than two levels of 'cause'"):
        interaction_test(fit(data[(data["cause"] == "c") | (data["arm"] == "a")]))
    with pytest.raises(ModelError, match="no label 'severity'; there are cause, contrast"):
        equality_test(treatment_effects(fit(data)), "severity")
    with pytest.raises(ModelError, match="linear functions"):
        equality_test(Estimates(treatment_effects(fit(data)).frame), "cause")
