import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.treatment_effects import standardised_effect, treatment_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates

# Cell means: c: 1 and 3, d: 10 and 15, with two subjects 1 below and 1 above each.
CELLS = {("c", "a"): 1, ("c", "b"): 3, ("d", "a"): 10, ("d", "b"): 15}
DATA = pd.DataFrame(
    [
        {"cause": cause, "arm": arm, "score": float(mean + step)}
        for (cause, arm), mean in CELLS.items()
        for step in (-1, 1)
    ]
).astype({"arm": pd.CategoricalDtype(["a", "b", "z"])})


def fit(data=DATA, errors="classical", by="cause"):
    return ancova(data, outcome="score", treatment="arm", by=by, errors=errors)


def test_effects_are_the_differences_of_the_cell_means():
    effects = treatment_effects(fit())
    assert effects.frame[["cause", "contrast"]].to_numpy().tolist() == [["c", "b - a"], ["d", "b - a"]]
    assert effects.frame["estimate"].tolist() == pytest.approx([2, 5])
    # s^2 = 8 / 4 = 2 and 1/2 + 1/2 patients: standard error sqrt(2).
    assert effects.frame["std_error"].tolist() == pytest.approx([np.sqrt(2)] * 2)
    assert effects.frame["n_subjects"].tolist() == [4, 4]


def test_the_standardised_effect_weights_the_levels():
    effects = treatment_effects(fit())
    row = standardised_effect(effects, np.array([3.0, 1.0])).frame.iloc[0]
    assert row["estimate"] == pytest.approx(0.75 * 2 + 0.25 * 5)
    assert row["std_error"] == pytest.approx(np.sqrt(2 * (0.75**2 + 0.25**2)))
    assert row["n_subjects"] == 8


def test_equal_weights_in_a_balanced_trial_give_the_main_effect():
    main = treatment_effects(fit(by=None)).frame.iloc[0]
    row = standardised_effect(treatment_effects(fit()), np.ones(2)).frame.iloc[0]
    assert row["estimate"] == pytest.approx(main["estimate"])


def test_a_level_with_one_treatment_has_no_effect_and_no_weight():
    effects = treatment_effects(fit(DATA[(DATA["cause"] == "c") | (DATA["arm"] == "a")]))
    assert effects.frame["estimate"].isna().tolist() == [False, True]
    assert effects.frame["n_subjects"].tolist() == [4, 2]
    assert any("can't be estimated" in note for note in effects.notes)
    row = standardised_effect(effects, np.ones(2)).frame.iloc[0]
    assert (row["estimate"], row["n_subjects"]) == (pytest.approx(2), 4)
    with pytest.raises(ModelError, match="no level that has weight has both treatments"):
        standardised_effect(effects, np.array([0.0, 1.0]))


def test_the_reference_level_may_be_the_one_with_one_treatment():
    effects = treatment_effects(fit(DATA[(DATA["cause"] == "d") | (DATA["arm"] == "a")]))
    assert effects.frame["estimate"].tolist()[1] == pytest.approx(5)
    assert np.isnan(effects.frame["estimate"][0])


def test_a_subject_alone_in_a_cell_has_an_effect_but_no_hc3_error_so_nothing_is_printed():
    data = DATA.drop(index=DATA.index[(DATA["cause"] == "d") & (DATA["arm"] == "b")][:1])
    robust = treatment_effects(fit(data, errors="HC3"))
    assert robust.frame["estimate"].isna().tolist() == [False, True]
    assert any("alone in their cell" in note for note in robust.notes)
    # One residual variance for all cells is what the classical errors assume, so they can borrow it.
    assert treatment_effects(fit(data)).frame["estimate"].tolist() == pytest.approx([2, 6])


def test_three_treatments_are_each_compared_with_the_first():
    more = DATA[DATA["arm"] == "b"].assign(arm="z", score=lambda frame: frame["score"] + 1)
    data = pd.concat([DATA, more.astype({"arm": DATA["arm"].dtype})], ignore_index=True)
    effects = treatment_effects(fit(data))
    assert effects.frame["contrast"].tolist() == ["b - a", "z - a"] * 2
    assert effects.frame["estimate"].tolist() == pytest.approx([2, 3, 5, 6])
    with pytest.raises(ModelError, match="one contrast are averaged at a time; got b - a, z - a"):
        standardised_effect(effects, np.ones(4))


def test_only_linear_functions_of_one_model_can_be_averaged():
    loose = Estimates(pd.DataFrame({"contrast": ["b - a"], "estimate": [1.0], "n_subjects": [4.0]}))
    with pytest.raises(ModelError, match="linear functions"):
        standardised_effect(loose, np.ones(1))
