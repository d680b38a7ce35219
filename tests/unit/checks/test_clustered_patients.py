"""The note that patients of one therapist may go together: it never asks, and is silent where a plan speaks of it."""

import pandas as pd
import pytest

from dnoutcomes.outcomes import read_outcomes, validate, validate_file
from dnoutcomes.plan import Plan
from dnoutcomes.report import check_file


@pytest.fixture
def shared(encounters):
    """Sixteen patients of four therapists: 5, 5, 3 and 3."""
    more = pd.concat(
        [encounters.assign(patient_id=encounters["patient_id"] + str(copy)) for copy in range(4)],
        ignore_index=True,
    )
    therapists = dict(zip(more["patient_id"].unique(), ["T1"] * 5 + ["T2"] * 5 + ["T3"] * 3 + ["T4"] * 3))
    return more.assign(therapist_id=more["patient_id"].map(therapists))


def test_the_note_names_column_levels_sizes_and_what_would_do(shared, issues_of):
    (issue,) = issues_of("clustered_patients", shared)
    assert (issue.severity, issue.column) == ("info", "therapist_id")
    assert "4 levels of 3 to 5 patients, 16 of 16 in all" in issue.message
    assert issue.remedy == 'To take it into account, write clusters = "therapist_id" into the plan.'
    assert validate_file(shared).verdict in ("ok", "warn")


def test_a_plan_that_speaks_of_it_silences_the_note(shared, issues_of):
    assert not issues_of("clustered_patients", shared, plan=Plan(clusters="therapist_id"))
    assert issues_of("clustered_patients", shared, plan=Plan())
    outcomes = read_outcomes(shared)
    assert "clustered_patients" in set(outcomes.issues["check"])
    assert "clustered_patients" not in set(validate(outcomes, Plan(clusters="therapist_id")).issues["check"])


def test_sites_are_weighed_against_therapists_in_one_note(shared, issues_of):
    nested = shared.assign(site_id=shared["therapist_id"].map({"T1": "A", "T2": "B", "T3": "C", "T4": "C"}))
    (issue,) = issues_of("clustered_patients", nested)
    assert issue.message.endswith("3 levels of site_id are too few to be clusters; they can be a covariate")
    crossed = shared.assign(
        site_id=shared["patient_id"].str[:2].map({"S1": "A", "S2": "B", "N1": "C", "N2": "C"})
    )
    (issue,) = issues_of("clustered_patients", crossed)
    assert "Some therapist_id are at more than one site_id" in issue.message


def test_a_plan_may_name_a_column_that_the_schema_does_not_know(shared):
    named = shared.rename(columns={"therapist_id": "ward"})
    plan = Plan(clusters="ward")
    assert read_outcomes(named, plan=plan).records.groupby("ward")["patient_id"].nunique().to_dict() == {
        "T1": 5, "T2": 5, "T3": 3, "T4": 3,
    }  # fmt: skip


def test_a_column_that_is_not_there_is_a_fault_of_the_plan(shared):
    found = check_file(shared, plan=Plan(clusters="therapst_id", visits=[{"name": "W4", "day": 28}]))
    assert found.verdict == "reject"
    message = found.issues.iloc[0]["message"]
    assert "clusters = 'therapst_id' isn't among the columns" in message
    assert "therapist_id" in message.split("columns of the data")[1]
