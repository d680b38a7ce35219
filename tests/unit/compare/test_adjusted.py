import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.treatment_effects import treatment_effects
from dnoutcomes.errors import ModelError

MAIN, STANDARDISED = "all patients, main effect", "all patients, standardised to the mix of causes"


def rows_of(n=80, seed=5):
    rng = np.random.default_rng(seed)
    data = pd.DataFrame({
        "arm": pd.Categorical(rng.choice(["standard", "needling"], n), ["standard", "needling"]),
        "cause": pd.Categorical(rng.choice(["c", "d"], n, p=[0.3, 0.7]), ["d", "c", "e"]),
        "baseline": rng.normal(6, 1, n), "age": rng.normal(60, 9, n),
    })  # fmt: skip
    data["change"] = -(data["arm"] == "needling") * np.where(data["cause"] == "c", 2.0, 0.5) + rng.normal(
        0, 1, n
    )
    return data


def by_label(result, by="cause"):
    names = result.frame[by].fillna(result.frame["population"])
    return result.frame.set_index(names.rename(by))


def test_each_row_comes_from_the_model_it_is_named_after():
    rows = rows_of()
    rows.loc[:5, "change"] = np.nan
    result = adjusted_effects(rows, "cause", covariates=("age",))
    settings = {"outcome": "change", "treatment": "arm", "covariates": ["cause", "baseline", "age"]}
    main = treatment_effects(ancova(rows, **settings)).frame.iloc[0]
    effects = treatment_effects(ancova(rows, by="cause", **settings)).frame.set_index("cause")
    found = by_label(result)
    assert found.loc[MAIN, "estimate"] == pytest.approx(main["estimate"])
    assert found.loc[["d", "c"], "std_error"].tolist() == pytest.approx(
        effects.loc[["d", "c"], "std_error"].tolist()
    )
    share = rows["cause"].value_counts(normalize=True)
    assert result.mix == pytest.approx({"d": share["d"], "c": share["c"]})
    assert found.loc[STANDARDISED, "estimate"] == pytest.approx(
        share["d"] * effects.loc["d", "estimate"] + share["c"] * effects.loc["c", "estimate"]
    )
    assert result.interaction.df_num == 1


def test_a_cause_nobody_was_seen_in_keeps_an_empty_row():
    found = by_label(adjusted_effects(rows_of(), "cause"))
    assert found.index.tolist() == ["d", "c", "e", MAIN, STANDARDISED]
    assert found.loc["e", "n_subjects"] == 0
    assert np.isnan(found.loc["e", "estimate"])


def test_a_cause_with_one_arm_is_named_and_has_no_weight():
    rows = rows_of()
    rows = rows[(rows["cause"] == "d") | (rows["arm"] == "standard")]
    result = adjusted_effects(rows, "cause")
    found = by_label(result)
    assert np.isnan(found.loc["c", "estimate"])
    assert found.loc["c", "n_subjects"] == (rows["cause"] == "c").sum()
    assert result.mix == {"d": 1.0}
    assert result.interaction is None
    assert "No adjusted difference for c, e: too few patients with a score in both arms." in result.notes
    assert found.loc[STANDARDISED, "estimate"] == pytest.approx(found.loc["d", "estimate"])


def test_one_patient_per_cell_gives_empty_rows_and_no_crash():
    rows = rows_of(400).groupby(["cause", "arm"], observed=True).head(1)
    extra = rows_of(40, seed=8).assign(cause=pd.Categorical(["e"] * 40, ["d", "c", "e"]))
    result = adjusted_effects(pd.concat([rows, extra], ignore_index=True), "cause")
    found = by_label(result)
    assert found.loc[["d", "c"], "estimate"].isna().all()
    assert found.loc[["e", MAIN, STANDARDISED], "estimate"].notna().all()
    assert result.mix == {"e": 1.0}


def test_without_groups_there_is_the_main_effect_only():
    result = adjusted_effects(rows_of(), None)
    assert result.frame[["cause", "population"]].to_numpy().tolist() == [[None, MAIN]]
    assert (result.interaction, result.mix) == (None, {})


def test_another_group_keeps_cause_in_the_model():
    rows = rows_of().assign(sex=lambda frame: pd.Categorical(["F", "M"] * (len(frame) // 2)))
    found = by_label(adjusted_effects(rows, "sex", errors="classical"), "sex")
    fit = ancova(
        rows,
        outcome="change",
        treatment="arm",
        by="sex",
        covariates=["cause", "baseline"],
        errors="classical",
    )
    assert found.loc["F", "estimate"] == pytest.approx(treatment_effects(fit).frame["estimate"][0])
    assert "all patients, standardised to the mix of sex" in found.index


def test_covariates_that_tell_the_arm_are_refused():
    rows = rows_of()
    needled = rows["arm"] == "needling"
    alone = rows.assign(therapist=np.where(needled, np.where(rows["age"] > 60, "T1", "T2"), "none"))
    with pytest.raises(ModelError, match="covariate 'therapist' tells the arm"):
        adjusted_effects(alone, "cause", covariates=("therapist",))
    # Neither site nor room tells the arm by itself; their sum does.
    together = rows.assign(site=(rows["age"] > 60) * 1.0, room=needled - (rows["age"] > 60) * 1.0)
    with pytest.raises(ModelError, match="site, room together tell the arm"):
        adjusted_effects(together, "cause", covariates=("site", "room"))
