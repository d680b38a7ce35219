"""What counts patients gives the same frame from sums in a database as from rows."""

import sys
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnoutcomes.compare import compare_arms, responder_effects, responder_table
from dnoutcomes.describe import observed_changes, observed_means, patient_flow
from dnoutcomes.errors import ModelError

sys.path.insert(0, str(Path(__file__).parent / "engines"))
from plain_clinic import clinic_with_gaps
from rows_and_sums import both

CHANGES = {
    "covariates": ("site_id",),
    "pool_causes_below": 5,
    "responders": ({"value": 30, "scale": "percent"}, {"value": 2, "scale": "points"}),
}


@pytest.fixture(scope="module")
def analyses(tmp_path_factory):
    return both(clinic_with_gaps(60, 4), tmp_path_factory.mktemp("counts") / "clinic.csv", **CHANGES)


def test_the_flow_is_that_of_the_rows(analyses):
    by_rows, by_sums = map(patient_flow, analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows)
    assert {"no score recorded", "no score at baseline"} <= set(by_rows["reason"])
    assert {"visit missed, seen later", "not seen again"} <= set(by_rows["reason"])


@pytest.mark.parametrize("by", [None, "cause"])
@pytest.mark.parametrize("visit", [None, "W04"])
def test_responders_are_those_of_the_rows(analyses, by, visit):
    by_rows, by_sums = (responder_table(analysis, visit, by) for analysis in analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows)
    assert by_rows["undefined"].max() > 0
    by_rows, by_sums = (responder_effects(analysis, visit, by).frame for analysis in analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows, check_exact=True)


def test_effects_on_responders_are_the_rows_of_compare_arms(analyses):
    effects = responder_effects(analyses[1]).frame
    compared = compare_arms(analyses[0]).frame
    compared = compared[compared["analysis"].isin(effects["analysis"])].reset_index(drop=True)
    pd.testing.assert_frame_equal(effects, compared[effects.columns], check_dtype=False)


@pytest.mark.parametrize("by", [("arm",), ("cause",), ("arm", "cause")])
def test_observed_changes_are_those_of_the_rows(analyses, by):
    by_rows, by_sums = (observed_changes(analysis, by) for analysis in analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows, check_exact=True)


@pytest.mark.parametrize("by", [None, "cause"])
def test_observed_means_are_those_of_the_rows(analyses, by):
    by_rows, by_sums = (observed_means(analysis, by).frame for analysis in analyses)
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-12)


def test_groups_that_sums_dont_know_are_refused(analyses):
    with pytest.raises(ModelError, match=r"groups by 'site_id' need rows of patients.*1 KB"):
        responder_table(analyses[1], by="site_id")


@settings(max_examples=3, deadline=None)
@given(seed=st.integers(0, 999), rule=st.sampled_from(["last", "first", "mean"]))
def test_random_files_are_counted_alike(seed, rule, tmp_path_factory):
    baseline = {"rule": rule, "first": -5, "last": 7}
    path = tmp_path_factory.mktemp("random") / "clinic.csv"
    found = both(clinic_with_gaps(45, seed), path, **CHANGES, baseline=baseline)
    if found is None:
        return
    for count in (patient_flow, responder_table, observed_changes):
        by_rows, by_sums = map(count, found)
        pd.testing.assert_frame_equal(by_sums, by_rows, check_exact=True)
