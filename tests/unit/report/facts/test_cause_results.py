"""Effects by cause: which are hidden, and that no single one stays hidden alone."""

import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.disclosure import protect
from dnoutcomes.report.facts.cause_results import cause_results, causes_without_row, hidden_causes
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.unavailable import Unavailable


@pytest.fixture(scope="module")
def clinic(make_analysis, plan_of):
    analysis = make_analysis(plan_of(pool_causes_below=0), n=300)
    return analysis, protect(patient_counts(analysis), 11)


def test_a_cause_that_is_small_in_one_arm_is_hidden_and_never_alone(clinic):
    analysis, counts = clinic
    hidden = hidden_causes(analysis, counts)
    assert "hereditary" in hidden
    assert len(hidden) >= 2
    assert "diabetic" not in hidden


def test_without_a_mixed_model_the_analysis_of_covariance_serves(clinic):
    analysis, counts = clinic
    found = cause_results(analysis, counts, Unavailable("no"), compare_arms(analysis))
    assert found.method == "analysis of covariance"
    assert found.effects.frame.set_index("cause").loc["hereditary", "state"] == "hidden"


def test_nothing_to_compare_is_said(clinic):
    analysis, counts = clinic
    assert isinstance(cause_results(analysis, counts, Unavailable("no"), Unavailable("no")), Unavailable)


def test_pooled_and_hidden_causes_are_named_alike(make_analysis, plan_of):
    analysis = make_analysis(plan_of(pool_causes_below=9), n=300)
    counts = protect(patient_counts(analysis), 11)
    assert "other" in analysis.patients["cause_modelled"].cat.categories
    names = causes_without_row(analysis, hidden_causes(analysis, counts))
    assert "hereditary" in names
    assert "other" not in names
