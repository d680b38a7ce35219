"""Which column may say who goes together, where a plan doesn't."""

import pandas as pd
import pytest

from dnoutcomes.suggested_clusters import suggest_clusters


def file_of(sizes, sites=None, **columns):
    """Patients of therapists T0, T1, ... in these numbers, each with two records; `sites` by therapist."""
    rows = [
        {"therapist_id": f"T{place}", **({"site_id": sites[place]} if sites else {})}
        for place, n in enumerate(sizes)
        for _ in range(n)
    ]
    patients = pd.DataFrame(rows).assign(**columns)
    patients["patient_id"] = [f"P{place}" for place in range(len(patients))]
    records = pd.concat([patients.assign(study_day=0), patients.assign(study_day=7)], ignore_index=True)
    return records.assign(source_row=range(len(records)))


def test_therapists_with_several_patients_each():
    found = suggest_clusters(file_of([5, 2, 3, 1]), "study_day")
    assert (found.column, found.n_clusters, found.n_patients, found.n_everybody) == (
        "therapist_id",
        4,
        11,
        11,
    )
    assert (found.smallest, found.largest) == (1, 5)


@pytest.mark.parametrize("sizes", [[9, 9], [1, 1, 1, 9], [2] * 201])
def test_two_or_too_many_or_mostly_alone_are_none(sizes):
    assert suggest_clusters(file_of(sizes), "study_day") is None


def test_two_hundred_are_not_too_many():
    assert suggest_clusters(file_of([2] * 200), "study_day").n_clusters == 200


def test_a_few_sites_stand_back_behind_therapists():
    found = suggest_clusters(file_of([4, 4, 3, 3, 2, 2], sites=["A", "A", "B", "B", "C", "C"]), "study_day")
    assert (found.column, found.sites, found.nested) == ("therapist_id", 3, True)


def test_many_sites_hold_for_their_therapists():
    sites = [f"S{place // 2}" for place in range(20)]
    found = suggest_clusters(file_of([3] * 20, sites=sites), "study_day")
    assert (found.column, found.n_clusters, found.smallest, found.nested) == ("site_id", 10, 6, True)
    one_less = suggest_clusters(file_of([3] * 18, sites=sites[:18]), "study_day")
    assert one_less.column == "therapist_id"


def test_many_sites_do_not_hold_for_therapists_of_several():
    records = file_of([3] * 20, sites=[f"S{place // 2}" for place in range(20)])
    records.loc[records["patient_id"] == "P0", "site_id"] = "S9"
    found = suggest_clusters(records, "study_day")
    assert (found.column, found.sites, found.nested) == ("therapist_id", 10, False)


def test_a_column_of_the_file_counts_where_its_name_speaks_of_people_or_places():
    codes = ["a", "a", "b", "b", "c", "c"]
    for name, suggested in (("home_ward", True), ("occupation", False)):
        records = file_of([6], **{name: codes}).drop(columns="therapist_id")
        found = suggest_clusters(records, "study_day")
        assert (found is not None and found.column == name) is suggested


def test_patients_count_under_the_therapist_of_most_rows():
    usual = file_of([2, 2, 2])
    stood_in_once = usual[usual["study_day"] == 7].assign(study_day=9, therapist_id="T9")
    records = pd.concat([usual, stood_in_once], ignore_index=True)
    assert suggest_clusters(records.assign(source_row=records.index), "study_day").n_clusters == 3
