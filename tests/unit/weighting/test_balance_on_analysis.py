import pandas as pd

from dnoutcomes import weighting
from dnoutcomes.analysis import build_analysis
from dnoutcomes.weighting.balance_on_analysis import balance, propensity

SCORE = ["baseline", "cause", "age", "severity"]


def test_the_plan_names_the_covariates_of_the_score(clinic):
    found = propensity(clinic)
    rows = clinic.patients.assign(cause=clinic.patients["cause_modelled"])
    other = weighting.propensity(rows, treatment="arm", covariates=SCORE)
    pd.testing.assert_series_equal(found.weights, other.weights)
    assert found.estimand == "overlap"


def test_overlap_weights_balance_what_was_out_of_balance(clinic):
    table = balance(clinic).set_index(["covariate", "level"])
    assert abs(table.loc[("baseline", ""), "smd_before"]) > 0.3
    assert table.loc[table["adjusted"], "smd_after"].abs().max() < 1e-8
    assert table.loc[~table["adjusted"], "smd_after"].abs().max() > 0.01
    assert ("cause", "diabetic") in table.index


def test_a_gap_in_a_number_has_an_indicator_though_models_see_it_filled(clinic):
    records = clinic.outcomes.records.copy()
    unknown = records["patient_id"].isin(clinic.patients["patient_id"].iloc[:30])
    records["age"] = records["age"].mask(unknown)
    analysis = build_analysis(
        type(clinic.outcomes)(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day"),
        clinic.plan,
    )
    assert analysis.patients["age"].notna().all()
    assert analysis.gaps["age"].sum() == 30
    assert "age[missing]" in propensity(analysis).model.terms
