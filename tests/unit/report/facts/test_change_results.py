"""Change within an arm never goes out without what was to be expected, or when the group is small."""

import pytest

from dnoutcomes.compare.regression_to_mean import expected_regression_to_mean
from dnoutcomes.disclosure import State, protect
from dnoutcomes.report.facts.change_results import change_results
from dnoutcomes.report.facts.patient_counts import patient_counts


def test_change_and_expectation_are_those_of_the_comparison(analysis):
    found = change_results(analysis, protect(patient_counts(analysis), 1))
    rows = analysis.at_visit("W12")
    for arm in ("needling", "standard"):
        assert found.effects[arm].estimate == pytest.approx(rows.loc[rows["arm"] == arm, "change"].mean())
    assert found.expected.value == pytest.approx(expected_regression_to_mean(analysis).estimate)
    assert found.method == "reference arm"


def test_small_arms_give_nothing(make_analysis):
    analysis = make_analysis(n=14)
    found = change_results(analysis, protect(patient_counts(analysis), 11))
    small = [arm for arm in ("needling", "standard") if (analysis.patients["arm"] == arm).sum() < 11]
    assert small
    assert all(found.effects[arm].state is State.HIDDEN for arm in small)
    if "standard" in small:
        assert found.expected.state is State.HIDDEN
