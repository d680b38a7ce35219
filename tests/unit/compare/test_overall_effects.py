import numpy as np
import pytest

from dnoutcomes.compare import interaction_test, overall_effects
from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, fit_mmrm, ls_means

MAIN, STANDARDISED = "all patients, main effect", "all patients, standardised to the mix of causes"


def test_both_kinds_at_every_visit(make, trial):
    analysis = make(*trial, covariates=["age"])
    fit = fit_mmrm(analysis)
    effects = overall_effects(fit, analysis)
    assert effects.frame[["population", "visit"]].to_numpy().tolist() == [
        [MAIN, "W4"], [MAIN, "W12"], [STANDARDISED, "W4"], [STANDARDISED, "W12"],
    ]  # fmt: skip
    by_cause = (
        contrast(ls_means(fit, "arm", by=["cause", "visit"])).where(visit="W12").frame.set_index("cause")
    )
    share = analysis.patients["cause_modelled"].value_counts(normalize=True)
    expected = sum(share[cause] * by_cause.loc[cause, "estimate"] for cause in by_cause.index)
    found = effects.where(population=STANDARDISED, visit="W12").frame.iloc[0]
    assert found["estimate"] == pytest.approx(expected)
    assert effects.details["mix"] == pytest.approx(share.to_dict())
    main = fit_mmrm(analysis, by_cause=False)
    expected = contrast(ls_means(main, "arm", by="visit")).frame["estimate"].tolist()
    assert effects.where(population=MAIN).frame["estimate"].tolist() == pytest.approx(expected)


def test_both_models_stand_on_the_same_structure_and_df(make, trial):
    analysis = make(*trial)
    effects = overall_effects(fit_mmrm(analysis, covariance="cs", df="satterthwaite"), analysis)
    assert "df: Satterthwaite; covariance cs in both models." in effects.notes


def test_a_cause_with_one_arm_at_a_visit_has_no_weight_there(make, trial):
    patients, scores = trial
    lopsided = ((patients["arm"] == "needling") & (patients["cause"] == "diabetic")).to_numpy()
    scores.loc[lopsided, 84] = np.nan
    analysis = make(patients, scores)
    fit = fit_mmrm(analysis)
    found = overall_effects(fit, analysis).where(population=STANDARDISED).frame.set_index("visit")
    assert found["estimate"].notna().all()
    by_cause = (
        contrast(ls_means(fit, "arm", by=["cause", "visit"])).where(visit="W12").frame.set_index("cause")
    )
    share = analysis.patients["cause_modelled"].value_counts()[["chemotherapy", "traumatic"]]
    expected = (share / share.sum() * by_cause.loc[share.index, "estimate"]).sum()
    assert found.loc["W12", "estimate"] == pytest.approx(expected)


def test_one_cause_has_the_main_effect_only(make, drawn):
    analysis = make(*drawn(causes=("diabetic",)))
    assert overall_effects(fit_mmrm(analysis), analysis).frame["population"].unique().tolist() == [MAIN]


def test_a_fit_without_causes_is_refused(make, trial):
    analysis = make(*trial)
    with pytest.raises(ModelError, match=r"fit_mmrm\(analysis\)"):
        overall_effects(fit_mmrm(analysis, by_cause=False), analysis)


def test_the_interaction_at_a_visit_and_over_all_visits(make, drawn):
    analysis = make(*drawn(300, effects={"diabetic": -2.5, "traumatic": 0.0}))
    fit = fit_mmrm(analysis)
    there, everywhere = interaction_test(fit, "W12"), interaction_test(fit)
    assert (there.df_num, everywhere.df_num) == (2, 4)
    assert there.hypothesis == "arm:cause at W12"
    assert everywhere.hypothesis == "arm:cause + arm:cause:visit"
    assert max(there.p_value, everywhere.p_value) < 1e-6
    with pytest.raises(ModelError, match="no factor 'cause'"):
        interaction_test(fit_mmrm(make(*drawn(causes=("diabetic",)))))
