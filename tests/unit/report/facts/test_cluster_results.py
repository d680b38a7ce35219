"""Clusters in numbers that may be shown: their number, and sizes where no small group follows."""

from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.disclosure import protect
from dnoutcomes.report.facts.cluster_results import cluster_results
from dnoutcomes.report.facts.patient_counts import patient_counts

# Patients of each therapist; standard care has 50 more without one.
SIZES = {"needling": [31, 12, 22], "standard": [14, 16]}


def records_of(make_records, sizes, *, shared=False, column="therapist_id", without=50, **columns):
    """A clinic of 190 patients or so, of whom as many belong to therapists as `sizes` says."""
    records = make_records(n=220, missing=0.0)
    ids = {arm: list(records.loc[records["arm"] == arm, "patient_id"].unique()) for arm in sizes}
    therapists = {}
    for arm, numbers in sizes.items():
        names = [
            f"T{place}" if shared else f"{arm[0]}{place}" for place, n in enumerate(numbers) for _ in range(n)
        ]
        therapists |= dict(zip(ids[arm], names, strict=False))
    kept = {*therapists, *ids["standard"][sum(sizes["standard"]) :][:without]}
    records = records[records["patient_id"].isin(kept)]
    return records.assign(**{column: records["patient_id"].map(therapists)}, **columns)


@pytest.fixture
def results_of(make_records, make_analysis, plan_of):
    def make(sizes=SIZES, plan=None, smallest_cell=11, **options):
        records = records_of(make_records, sizes, **options)
        chosen = plan_of(
            smallest_cell=smallest_cell, **({"clusters": "therapist_id"} if plan is None else plan)
        )
        analysis = make_analysis(plan=chosen, records=records)
        counts = protect(patient_counts(analysis), smallest_cell)
        return cluster_results(analysis, counts), counts

    return make


def test_numbers_and_sizes_of_each_arm(results_of):
    found, _ = results_of()
    assert (found.column, found.taken, found.n_clusters, found.apart) == ("therapist_id", "together", 5, True)
    needling, standard = found.arms["needling"], found.arms["standard"]
    assert (needling.n_clusters, needling.smallest, needling.largest, needling.some_alone) == (
        3,
        12,
        31,
        False,
    )
    assert (standard.n_clusters, standard.smallest, standard.largest, standard.some_alone) == (
        2,
        14,
        16,
        True,
    )
    assert found.few("needling")
    assert found.few("standard")
    assert np.isnan(found.design_effect)


def test_therapists_of_both_arms_are_not_apart(results_of):
    found, _ = results_of(shared=True)
    assert (found.n_clusters, found.apart) == (3, False)


def test_a_small_cluster_is_not_counted(results_of):
    found, counts = results_of({"needling": [31, 3, 22], "standard": [14, 16]})
    assert (found.arms["needling"].smallest, found.arms["needling"].largest) == (None, 31)
    assert ("in the smallest cluster", "needling") not in counts.statuses
    assert found.arms["needling"].n_clusters == 3
    exact, _ = results_of({"needling": [31, 3, 22], "standard": [14, 16]}, smallest_cell=1)
    assert exact.arms["needling"].smallest == 3


def test_of_two_clusters_the_large_one_does_not_give_the_small_one_away(results_of):
    """With the number in the arm, the size of one tells that of the other."""
    found, counts = results_of({"needling": [52, 4], "standard": [14, 16]})
    assert counts.is_shown(("analysed", "needling"))
    assert found.arms["needling"].smallest is None
    assert found.arms["needling"].largest is None


def test_clusters_that_are_all_small_are_counted_all_the_same(results_of):
    found, _ = results_of({"needling": [9, 10, 8, 7, 10, 9], "standard": [14, 16]})
    assert (found.arms["needling"].n_clusters, found.arms["needling"].largest) == (6, None)


def test_a_few_patients_without_a_therapist_are_hidden(results_of):
    found, _ = results_of(without=4)
    assert found.arms["standard"].some_alone is None


def test_without_a_plan_for_it_the_file_says_how_many_there_are(results_of):
    found, counts = results_of(plan={})
    assert (found.taken, found.n_clusters, found.arms["needling"].smallest) == ("as independent", 5, None)
    assert not any(key[0].startswith("in the") and "cluster" in key[0] for key in counts.statuses)


def test_one_therapist_is_named_and_no_cluster(results_of):
    found, _ = results_of({"needling": [60], "standard": []}, plan={})
    assert (found.taken, found.n_clusters, found.apart) == ("as independent", 1, True)
    assert found.arms["standard"].n_clusters == 0


def test_nobody_named_is_none(results_of):
    assert results_of(plan={}, column="remark")[0] is None


def test_part_of_a_file_with_one_site_says_so(results_of, make_records, make_analysis, plan_of):
    records = records_of(make_records, SIZES, site_id="S1")
    plan = plan_of(clusters="therapist_id")
    whole = make_analysis(plan=plan, records=records)
    counts = protect(patient_counts(whole), 11)
    of_site = replace(whole, plan=plan.model_copy(update={"clusters": "site_id"}), clusters=None)
    assert cluster_results(of_site, counts).taken == "of one"
    unnamed = replace(of_site, outcomes=replace(whole.outcomes, records=records.assign(site_id=None)))
    assert cluster_results(unnamed, counts).taken == "not recorded"


def test_sites_are_linked_with_their_numbers_among_the_characteristics(make_records, make_analysis, plan_of):
    """The patients of a site are counted in the table of characteristics too: one number, in two places."""
    records = records_of(make_records, SIZES)
    sites = dict(zip(records["patient_id"].unique(), ["S1"] * 60 + ["S2"] * 45 + ["S3"] * 60))
    records = records.assign(site_id=records["patient_id"].map(sites))
    counts = patient_counts(make_analysis(plan=plan_of(clusters="site_id"), records=records))
    assert (
        (("in the smallest cluster", "needling"), (("level", "site_id", "S2", "needling"),))
    ) in counts.sums


def test_results_are_written_by_name(results_of):
    found, _ = results_of()
    written = found.to_dict()
    assert written["by_arm"]["needling"] == {"number": 3, "smallest": 12, "largest": 31}
    assert list(written) == ["column", "taken", "number", "by_arm", "apart", "design_effect"]
