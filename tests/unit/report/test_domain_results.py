"""Other outcomes: each is compared as the plan's own would be, and those of few patients are hidden."""

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare import compare_arms
from dnoutcomes.report.domain_results import domain_analyses
from dnoutcomes.report.results import Unavailable
from dnoutcomes.report.sections.domains import domains


def test_a_difference_is_that_of_a_plan_with_this_outcome(clinic, clinic_report):
    frame = clinic_report.results.domains.effects.frame.set_index("outcome")
    plan = clinic.plan.model_copy(update={"outcome": "isi", "responders": ()})
    theirs = compare_arms(build_analysis(clinic.outcomes, plan), by=None).where(analysis="adjusted").frame
    assert frame.loc["isi", "estimate"] == pytest.approx(theirs["estimate"].item())
    assert clinic.plan.outcome not in frame.index


def test_an_outcome_may_be_a_covariate_of_the_plan(clinic):
    plan = clinic.plan.model_copy(update={"covariates": (*clinic.plan.covariates, "isi")})
    own = domain_analyses(build_analysis(clinic.outcomes, plan))["isi"]
    assert own.plan.covariates == clinic.plan.covariates


def test_an_instrument_without_a_start_is_named_and_not_compared(clinic_report):
    assert "pgic" not in set(clinic_report.results.domains.effects.frame["outcome"])
    assert any("global impression" in label for label in clinic_report.results.domains.not_compared)


def test_only_what_the_plan_names_is_called_planned(clinic_report):
    table = domains(clinic_report.results).blocks[1]
    assert all("(exploratory)" in row[0] for row in table.rows)


def test_a_file_with_one_outcome_has_no_others(report):
    assert isinstance(report.results.domains, Unavailable)
