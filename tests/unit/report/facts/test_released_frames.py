"""Counts and table one go out with what is hidden taken out, and nothing else changed."""

import numpy as np
import pytest

from dnoutcomes.describe import patient_flow, table_one
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State, protect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.released_frames import released_case_mix, released_flow


@pytest.fixture(scope="module", params=[1, 11])
def released(request, analysis):
    counts = protect(patient_counts(analysis), request.param)
    return counts, released_flow(analysis, counts), released_case_mix(analysis, counts)


def test_the_flow_is_that_of_the_analysis_where_it_is_shown(released, analysis):
    _, flow, _ = released
    shown = flow["state"] == State.SHOWN
    np.testing.assert_array_equal(
        flow.loc[shown, "n_patients"], patient_flow(analysis).loc[shown, "n_patients"]
    )
    assert flow.loc[~shown, "n_patients"].isna().all()
    assert flow.loc[~shown, "state"].isin(NOT_TO_BE_SHOWN).all()


def test_no_small_count_or_share_is_left(released):
    counts, flow, case_mix = released
    smallest = counts.smallest_cell
    assert not flow["n_patients"].between(1, smallest - 1).any()
    for arm in ("needling", "standard"):
        assert not case_mix[f"{arm}_n"].between(1, smallest - 1).any()
        gone = case_mix[f"{arm}_state"].isin(NOT_TO_BE_SHOWN)
        assert case_mix.loc[gone, [f"{arm}_value", f"{arm}_spread", "smd"]].isna().all(axis=None)
        assert case_mix.loc[gone, "smd_state"].isin(NOT_TO_BE_SHOWN).all()
        assert (
            case_mix.loc[case_mix["kind"] == "n (%)", f"{arm}_n"]
            .isna()
            .equals(gone[case_mix["kind"] == "n (%)"])
        )
        for row in case_mix[gone & (case_mix["kind"] == "n (%)")].itertuples():
            key = ("level", row.characteristic, row.level, arm)
            assert getattr(row, f"{arm}_state") is counts.state(key)


def test_with_nothing_hidden_table_one_is_unchanged(analysis):
    counts = protect(patient_counts(analysis), 1)
    released = released_case_mix(analysis, counts)
    for column in ("needling_value", "standard_spread", "smd"):
        np.testing.assert_array_equal(released[column], table_one(analysis)[column])
    states = ["needling_state", "standard_state", "smd_state"]
    assert released[states].isin([State.SHOWN, State.NOT_ESTIMABLE]).all(axis=None)
    assert (released["smd_state"] == State.SHOWN).equals(released["smd"].notna())


def test_one_arm_is_hidden_without_the_other_being_called_so(analysis):
    """A level of few patients in one arm: the other arm's share is shown, and the difference isn't."""
    counts = protect(patient_counts(analysis), 11)
    released = released_case_mix(analysis, counts)
    one = released["needling_state"].isin(NOT_TO_BE_SHOWN) != released["standard_state"].isin(NOT_TO_BE_SHOWN)
    assert one.any()
    for row in released[one].itertuples():
        shown = row.standard_value if row.standard_state is State.SHOWN else row.needling_value
        assert np.isfinite(shown)
        assert np.isnan(row.smd)
