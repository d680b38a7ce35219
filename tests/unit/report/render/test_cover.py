"""The cover says whom a report is about, and names the plan as it was given."""

import re

import pytest

from dnoutcomes import Plan, build_analysis, build_report, read_outcomes, simulate
from dnoutcomes.derive.days import time_zero
from dnoutcomes.describe.calendar import dated_records
from dnoutcomes.describe.quarters import quarter_of, restrict_to_quarter

COLUMNS = ["patient_id", "arm", "index_date", "age", "sex", "cause", "session_date", "pain_nrs"]


@pytest.fixture(scope="module")
def clinic():
    frame = simulate("clinic", n=200).frame
    frame = frame.loc[frame["encounter"] == "assessment", COLUMNS]
    plan = Plan(sections=("people",), visits=[{"name": "W12", "day": 84}])
    return build_analysis(read_outcomes(frame, plan=plan), plan)


@pytest.fixture(scope="module")
def covers(clinic):
    """What the cover says of everybody (None), and of a quarter."""
    reports = {quarter: build_report(clinic, quarter=quarter) for quarter in (None, "2025Q1")}
    return {quarter: " · ".join(report.cover.facts) for quarter, report in reports.items()}


def test_a_report_of_everybody_names_the_first_and_the_last_quarter(clinic, covers):
    zero = time_zero(dated_records(clinic))
    said = covers[None]
    assert said.startswith(f"Patients who started from {quarter_of(zero.min())} to {quarter_of(zero.max())}")
    assert f"plan {clinic.plan.hash[:12]}" in said


def test_a_report_of_a_quarter_is_about_its_own_patients_and_the_plan_as_it_was_given(clinic, covers):
    zero = time_zero(dated_records(restrict_to_quarter(clinic, "2025Q1")))
    said = covers["2025Q1"]
    assert quarter_of(zero.min()) in said
    assert quarter_of(zero.max()) in said
    assert "data up to 2025Q1" in said
    assert f"plan {clinic.plan.hash[:12]}" in said


def test_no_day_is_told_that_the_plan_does_not_name(covers):
    assert not re.search(r"\d{4}-\d\d-\d\d", " ".join(covers.values()))
