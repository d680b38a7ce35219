"""Whose scores of which outcome count at a visit, before anything is compared."""

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.outcome_scores import outcome_scores, plan_of_outcome, response_threshold
from dnoutcomes.datasets import load_sample
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Estimand, IntercurrentEvent, Plan
from dnoutcomes.restriction import restrict


@pytest.fixture(scope="module")
def clinic():
    return load_sample()


def analysis_of(outcomes, **plan):
    return build_analysis(outcomes, Plan(**({"secondary_outcomes": ["isi"]} | plan)))


def scores_of(analysis, outcome, visit=None):
    return next(item for item in outcome_scores(analysis, visit) if item.outcome == outcome)


def test_each_outcome_is_derived_as_the_plan_derives_its_own(clinic):
    alone = build_analysis(clinic, Plan(outcome="isi")).at_visit("W24")
    found = scores_of(analysis_of(clinic), "isi", "W24").scored
    assert found["change"].tolist() == alone["change"].tolist()
    assert found["patient_id"].tolist() == alone["patient_id"].tolist()


def test_an_outcome_may_be_a_covariate_of_the_plan(clinic):
    found = scores_of(analysis_of(clinic, covariates=["age", "isi"]), "isi")
    assert found.plan.covariates == ("age",)
    assert plan_of_outcome(Plan(covariates=["age"]), "isi").covariates == ("age",)


def test_of_a_restricted_analysis_nobody_else_counts(clinic):
    records = clinic.records.copy()
    # Young patients without a score of pain: no condition of the analysis of pain ever meets them.
    young = records.loc[records["age"] < 50, "patient_id"].unique()[:5]
    records.loc[records["patient_id"].isin(young), "pain_nrs"] = np.nan
    outcomes = type(clinic)(**(vars(clinic) | {"records": records}))
    whole = analysis_of(outcomes)
    assert not scores_of(whole, "isi").within_analysis
    assert set(young) & set(scores_of(whole, "isi").rows["patient_id"])
    old = restrict(whole, "age >= 65")
    for item in outcome_scores(old):
        assert item.within_analysis
        assert set(item.rows["patient_id"]) <= set(old.patients["patient_id"])


def test_a_rating_has_the_patients_of_the_analysis_and_the_cut_of_the_registry(clinic):
    analysis = analysis_of(clinic)
    found = scores_of(analysis, "pgic")
    assert found.is_rating
    assert found.within_analysis
    assert found.rows["patient_id"].tolist() == analysis.patients["patient_id"].tolist()
    assert set(found.rows["response"].dropna()) == {0.0, 1.0}
    records = clinic.records[clinic.records["pgic"].notna()]
    always = records.groupby("patient_id")["pgic"].max() <= 2
    never = records.groupby("patient_id")["pgic"].min() > 2
    answers = found.scored.set_index("patient_id")["response"]
    assert answers[answers.index.isin(always.index[always])].eq(1).all()
    assert answers[answers.index.isin(never.index[never])].eq(0).all()


def test_an_event_that_makes_a_failure_makes_one_of_a_rating_too(clinic):
    event = IntercurrentEvent(event="rescue", strategy="composite")
    failing = analysis_of(clinic, estimand=Estimand(intercurrent_events=(event,)))
    answers = scores_of(failing, "pgic").rows.set_index("patient_id")["response"]
    week = failing.plan.visit("W12").last
    first = failing.events.set_index("patient_id")["event_day"]
    known = scores_of(analysis_of(clinic), "pgic").rows.set_index("patient_id")["response"]
    early = first.index[first <= failing.plan.visit("W12").first].intersection(answers.index)
    assert len(early)
    assert answers[early].eq(0).all()
    late = known.index.difference(first.index[first <= week])
    pd.testing.assert_series_equal(answers[late], known[late])


def test_only_ratings_of_change_have_a_threshold_of_response():
    with_one = {code for code, instrument in INSTRUMENTS.items() if response_threshold(instrument)}
    assert with_one == {"pgic"}


def test_what_is_missing_is_said(clinic):
    found = scores_of(analysis_of(clinic, secondary_outcomes=["gad7"]), "gad7")
    assert found.reason == "the data have no such column"
    assert found.scored.empty
