"""The cover says whom a report is about, and names the plan as it was given."""

import re

import pytest

from dnoutcomes import build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.describe.calendar import dated_records, time_zero
from dnoutcomes.describe.quarters import quarter_of, restrict_to_quarter


@pytest.fixture(scope="module")
def clinic():
    sample = simulate("clinic", n=200)
    plan = sample.plan.model_copy(update={"sections": ("people",), "data_cutoff": None})
    return build_analysis(read_outcomes(sample.frame, plan=plan), plan)


def covers(analysis, **options):
    return " · ".join(build_report(analysis, **options).cover.facts)


def test_a_report_of_everybody_names_the_first_and_the_last_quarter(clinic):
    zero = time_zero(dated_records(clinic))
    said = covers(clinic)
    assert said.startswith(f"Patients who started from {quarter_of(zero.min())} to {quarter_of(zero.max())}")
    assert f"plan {clinic.plan.hash[:12]}" in said


def test_a_report_of_a_quarter_is_about_its_own_patients_and_the_plan_as_it_was_given(clinic):
    zero = time_zero(dated_records(restrict_to_quarter(clinic, "2025Q1")))
    said = covers(clinic, quarter="2025Q1")
    assert quarter_of(zero.min()) in said
    assert quarter_of(zero.max()) in said
    assert "data up to 2025Q1" in said
    assert f"plan {clinic.plan.hash[:12]}" in said


def test_no_day_is_told_that_the_plan_does_not_name(clinic):
    assert not re.search(r"\d{4}-\d\d-\d\d", covers(clinic) + covers(clinic, quarter="2025Q1"))
