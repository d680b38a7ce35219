import numpy as np
import pandas as pd
import pytest
from pandas.testing import assert_frame_equal
from statsmodels.stats.multitest import multipletests

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare import compare_arms
from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.compare.outcomes import compare_outcomes, compare_scores
from dnoutcomes.compare.standardised_risk import standardised_risk_difference
from dnoutcomes.datasets import load_sample
from dnoutcomes.derive import assign_visits, daily_scores, derive_day
from dnoutcomes.errors import PlanError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.plan import Plan
from dnoutcomes.restriction import restrict

PLANNED = ["pain_nrs", "isi", "tug", "vpt"]
MAIN = "all patients, main effect"


@pytest.fixture(scope="module")
def clinic():
    return load_sample()


def analysis_of(outcomes, **plan):
    return build_analysis(outcomes, Plan(**({"secondary_outcomes": PLANNED[1:]} | plan)))


def main_effect(analysis, visit=None):
    frame = compare_arms(analysis, visit=visit).frame
    return frame[(frame["analysis"] == "adjusted") & (frame["population"] == MAIN)].iloc[0]


def row(found, outcome):
    return found.frame.set_index("outcome").loc[outcome]


def test_every_outcome_of_the_data_has_one_row_with_its_role(clinic):
    found = compare_outcomes(analysis_of(clinic))
    assert found.frame["outcome"].tolist()[:4] == PLANNED
    assert found.frame["outcome"].is_unique
    recorded = {"bpi_interference", "npsi_total", "monofilament_sites", "bbs", "phq9", "eq5d_index", "pgic"}
    assert set(found.frame["outcome"][4:]) == recorded
    assert found.frame["role"].tolist() == ["primary", *["secondary"] * 3, *["exploratory"] * 7]
    assert found.frame["adjusted_p_value"].notna().tolist() == [True] * 4 + [False] * 7
    assert row(found, "bbs")["better"] == "higher"
    assert any("All 11 outcomes" in note and "7 exploratory" in note for note in found.notes)


@pytest.mark.parametrize("visit", [None, "W24"])
def test_each_row_is_the_main_effect_of_an_analysis_of_that_outcome(clinic, visit):
    covariates = ["age", "phq9"]
    found = compare_outcomes(analysis_of(clinic, covariates=covariates), visit)
    for outcome in ("pain_nrs", "isi", "phq9"):
        own = [name for name in covariates if name != outcome]
        alone = build_analysis(clinic, Plan(outcome=outcome, covariates=own))
        expected = main_effect(alone, visit)[list(COLUMNS)].astype(float)
        # The same least squares on the same rows: nothing but rounding may differ.
        np.testing.assert_allclose(row(found, outcome)[list(COLUMNS)].astype(float), expected, rtol=1e-10)


@pytest.mark.parametrize(("method", "name"), [("holm", "holm"), ("hochberg", "simes-hochberg")])
def test_planned_p_values_are_adjusted_as_statsmodels_does(clinic, method, name):
    found = compare_outcomes(analysis_of(clinic, multiplicity=method))
    family = found.frame.iloc[:4]
    expected = multipletests(family["p_value"], method=name)[1]
    np.testing.assert_allclose(family["adjusted_p_value"], expected, rtol=1e-12)
    assert found.details["multiplicity"] == method


def test_a_fixed_sequence_goes_by_the_order_of_the_plan(clinic):
    forward = compare_outcomes(analysis_of(clinic, secondary_outcomes=["isi", "tug"]))
    backward = compare_outcomes(analysis_of(clinic, secondary_outcomes=["tug", "isi"]))
    p = forward.frame.set_index("outcome")["p_value"]
    assert p["tug"] < p["isi"]
    assert row(forward, "tug")["adjusted_p_value"] == p["isi"]
    assert row(backward, "tug")["adjusted_p_value"] == p["tug"]
    assert row(backward, "isi")["adjusted_p_value"] == p["isi"]


def with_records(clinic, records):
    return type(clinic)(**(vars(clinic) | {"records": records}))


def test_an_outcome_that_cannot_be_compared_keeps_its_row_and_its_place_in_the_family(clinic):
    started = clinic.records["session_date"] > clinic.records["index_date"]
    no_start = with_records(clinic, clinic.records.assign(vpt=clinic.records["vpt"].where(started)))
    planned = ["vpt", "isi", "bpi_severity"]
    found = compare_outcomes(analysis_of(no_start, secondary_outcomes=planned, multiplicity="holm"))
    assert found.frame["outcome"].tolist()[:4] == ["pain_nrs", *planned]
    assert "baseline" in found.details["not_compared"]["vpt"]
    assert found.details["not_compared"]["bpi_severity"] == "the data have no such column"
    assert any(
        note.startswith("bpi_severity isn't compared") and "not rejected" in note for note in found.notes
    )
    for outcome in ("vpt", "bpi_severity"):
        assert row(found, outcome)[["estimate", "p_value", "adjusted_p_value"]].isna().all()
    # Two of four tests have no p-value and count as 1, so that the smallest is still multiplied by four.
    pain = row(found, "pain_nrs")
    assert pain["adjusted_p_value"] == pytest.approx(4 * pain["p_value"])


def test_a_rating_of_change_is_compared_as_a_share_of_responders(clinic):
    analysis = analysis_of(clinic, secondary_outcomes=["pgic"], covariates=["age"], multiplicity="holm")
    found = compare_outcomes(analysis)
    # By hand: the scores at week 12 that lie in its window, at most 2 being much or very much improved.
    records = derive_day(clinic.records)
    week = analysis.plan.visit("W12")
    here = assign_visits(daily_scores(records, "pgic"), (week,), "earlier")
    rows = analysis.patients.merge(here[["patient_id", "value"]], on="patient_id")
    expected = standardised_risk_difference(
        rows.assign(yes=(rows["value"] <= 2).astype(float), cause=rows["cause_modelled"]),
        outcome="yes", treatment="arm", covariates=["cause", "baseline", "age"], errors="HC3",
    ).frame.iloc[0]  # fmt: skip
    rating = row(found, "pgic")
    assert (rating["measure"], rating["better"], rating["role"]) == (
        "share of responders",
        "higher",
        "secondary",
    )
    numbers = list(COLUMNS)
    np.testing.assert_allclose(rating[numbers].astype(float), expected[numbers].astype(float), rtol=1e-10)
    smaller = min(rating["p_value"], row(found, "pain_nrs")["p_value"])
    assert min(rating["adjusted_p_value"], row(found, "pain_nrs")["adjusted_p_value"]) == 2 * smaller
    assert np.isnan(rating["baseline_sd"])


def test_the_spread_at_the_start_is_that_of_the_patients_compared(clinic):
    scored = build_analysis(clinic, Plan(outcome="isi")).at_visit()
    spreads = [scored.loc[scored["arm"] == arm, "baseline"].std() for arm in ("needling", "standard")]
    expected = np.sqrt((spreads[0] ** 2 + spreads[1] ** 2) / 2)
    assert row(compare_outcomes(analysis_of(clinic)), "isi")["baseline_sd"] == pytest.approx(expected)


def test_a_withheld_outcome_tells_nothing_and_counts_as_not_rejected(clinic):
    analysis = analysis_of(clinic, multiplicity="holm")
    found = compare_scores(outcome_scores(analysis), analysis.plan, "W12", withheld={"tug"})
    numbers = [*COLUMNS[:-1], "baseline_sd", "adjusted_p_value"]
    assert row(found, "tug")[numbers].isna().all()
    assert row(found, "tug")["n_subjects"] == 0
    # Whatever its numbers were, the others' are the same.
    records = clinic.records.assign(tug=clinic.records["tug"].sample(frac=1, random_state=1).to_numpy())
    other = analysis_of(with_records(clinic, records), multiplicity="holm")
    again = compare_scores(outcome_scores(other), other.plan, "W12", withheld={"tug"})
    assert_frame_equal(found.frame, again.frame)


def test_scores_of_one_arm_only_are_a_reason_and_no_error(clinic):
    records = clinic.records.copy()
    records.loc[(records["arm"] == "standard") & (records["session_date"] > records["index_date"]), "isi"] = (
        np.nan
    )
    found = compare_outcomes(analysis_of(with_records(clinic, records)))
    assert found.details["not_compared"]["isi"] == "no patient of standard has a score at baseline and at W12"


def test_scores_that_do_not_vary_are_a_reason_and_no_error(clinic):
    found = compare_outcomes(analysis_of(with_records(clinic, clinic.records.assign(isi=7.0))))
    assert pd.isna(row(found, "isi")["p_value"]) == ("isi" in found.details["not_compared"])


def test_another_visit_is_named_as_one_that_the_family_was_not_planned_for(clinic):
    analysis = analysis_of(clinic)
    said = "The plan names its outcomes for W12"
    assert any(said in note for note in compare_outcomes(analysis, "W04").notes)
    assert not any(said in note for note in compare_outcomes(analysis).notes)
    with pytest.raises(PlanError, match="no visit 'W5'"):
        compare_outcomes(analysis, "W5")


def test_patients_left_out_by_a_condition_are_left_out_of_every_outcome(clinic):
    analysis = restrict(analysis_of(clinic), "age >= 65")
    found = compare_outcomes(analysis)
    assert row(found, "pain_nrs")["estimate"] == pytest.approx(main_effect(analysis)["estimate"], rel=1e-10)
    old = set(analysis.patients.loc[analysis.patients["age"] >= 65, "patient_id"])
    isi = build_analysis(clinic, Plan(outcome="isi")).at_visit()
    assert row(found, "isi")["n_subjects"] == isi["patient_id"].isin(old).sum()


def test_one_outcome_alone_is_a_family_of_one(make, trial):
    found = compare_outcomes(make(*trial))
    assert found.frame[["outcome", "role"]].to_numpy().tolist() == [["pain_nrs", "primary"]]
    assert found.frame["adjusted_p_value"].tolist() == found.frame["p_value"].tolist()
    assert not any("xploratory outcomes" in note for note in found.notes)
