"""Counts and table one go out with what is hidden taken out, and nothing else changed."""

import numpy as np
import pytest

from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.disclosure import protect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.released_frames import released_case_mix, released_flow


@pytest.fixture(scope="module", params=[1, 11])
def released(request, analysis):
    counts = protect(patient_counts(analysis), request.param)
    return counts, released_flow(analysis, counts), released_case_mix(analysis, counts)


def test_the_flow_is_that_of_the_analysis_where_it_is_shown(released, analysis):
    _, flow, _ = released
    shown = ~flow["hidden"]
    np.testing.assert_array_equal(
        flow.loc[shown, "n_patients"], patient_flow(analysis).loc[shown, "n_patients"]
    )
    assert flow.loc[flow["hidden"], "n_patients"].isna().all()


def test_no_small_count_or_share_is_left(released):
    counts, flow, case_mix = released
    smallest = counts.smallest_cell
    assert not flow["n_patients"].between(1, smallest - 1).any()
    for arm in ("needling", "standard"):
        assert not case_mix[f"{arm}_n"].between(1, smallest - 1).any()
        hidden = case_mix["hidden"] & (case_mix["kind"] == "n (%)") & case_mix[f"{arm}_n"].isna()
        assert case_mix.loc[hidden, [f"{arm}_value", "smd"]].isna().all(axis=None)


def test_with_nothing_hidden_table_one_is_unchanged(analysis):
    counts = protect(patient_counts(analysis), 1)
    released = released_case_mix(analysis, counts)
    for column in ("needling_value", "standard_spread", "smd"):
        np.testing.assert_array_equal(released[column], table_one(analysis)[column])
    assert not released["hidden"].any()
