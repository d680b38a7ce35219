import dataclasses
import math

import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.deidentification.k_anonymous.cost import Cost, cost_of


@pytest.fixture(scope="module")
def analysis(simulated, original):
    return dn.build_analysis(original, simulated[1])


def test_both_estimates_are_those_of_the_ancova_rounded(analysis, released):
    cost = released.anonymity.cost
    plan = released.anonymity.plan
    back = dn.build_analysis(dn.read_outcomes(released.frame, plan=plan), plan)
    for rounded, error, data in (
        (cost.original, cost.original_error, analysis),
        (cost.table, cost.table_error, back),
    ):
        frame = dn.compare_arms(data, by=None).frame
        row = frame[frame["analysis"] == "adjusted"].iloc[0]
        assert rounded == pytest.approx(row["estimate"], abs=cost.unit / 2 + 1e-9)
        assert round(rounded / cost.unit, 6) == round(rounded / cost.unit)
        assert error == pytest.approx(row["std_error"], rel=0.5)
    assert (cost.visit, cost.contrast) == ("W12", "needling - standard")


def test_no_patients_score_wherever_it_lies_moves_a_mean_by_more_than_the_unit(analysis, released):
    unit = released.anonymity.cost.unit
    scored = analysis.at_visit()
    change = scored.loc[scored["arm"] == scored["arm"].value_counts().idxmin(), "change"].to_numpy()
    moved = change.copy()
    moved[0] += 10
    assert abs(np.mean(moved) - np.mean(change)) <= unit


def test_a_table_that_gives_no_estimate_says_why(analysis, released):
    one_arm = released.frame[released.frame["arm"] == "needling"]
    cost = cost_of(analysis, one_arm, released.anonymity.plan)
    assert math.isnan(cost.table)
    assert "this table has none, because" in cost.sentence
    assert "standard" in cost.reason


def test_so_does_an_original_that_gives_none(analysis, released):
    plan = analysis.plan.model_copy(update={"covariates": ("told",)})
    telling = dataclasses.replace(
        analysis,
        plan=plan,
        visits=analysis.visits.assign(told=(analysis.visits["arm"] == "needling").astype(float)),
    )
    cost = cost_of(telling, released.frame, released.anonymity.plan)
    assert math.isnan(cost.original)
    assert math.isnan(cost.table)
    assert "none from the original, because" in cost.sentence


def test_the_sentence_names_the_shift_in_standard_errors():
    cost = Cost("needling - standard", "W12", -0.9, -1.2, 0.2, 0.3, 0.1)
    assert cost.standardised_difference == pytest.approx(-1.5)
    assert (
        "-0.9 from the original (standard error 0.2), -1.2 from this table (standard error 0.3)"
        in cost.sentence
    )
    assert "a shift of 1.5 standard errors. Estimates are rounded to 0.1" in cost.sentence
