"""Waits are shown of enough patients, and of no quarter in which they would tell how many have none."""

from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.disclosure import State, protect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.facts.waiting_results import NO_DATES, activity_results, wait_key, waiting_results


@pytest.fixture(name="referred", scope="module")
def _referred(clinic):
    """Referred 30 days before the first day, but for one patient in four and most of an arm in one quarter."""
    records = clinic.outcomes.records.copy()
    first = records.groupby("patient_id")["session_date"].transform("min")
    known = ~records["patient_id"].isin(sorted(records["patient_id"].unique())[::4])
    early = first.dt.to_period("Q").eq("2025Q1") & records["arm"].eq("standard")
    known &= ~early | records["patient_id"].isin(sorted(records.loc[early, "patient_id"].unique())[1:4])
    records["referral_date"] = (first - pd.Timedelta(days=30)).where(known)
    return build_analysis(replace(clinic.outcomes, records=records), clinic.plan)


@pytest.fixture(name="counts", scope="module")
def _counts(referred):
    return protect(patient_counts(referred), 11)


def test_waits_of_few_are_hidden_and_those_of_enough_are_not(referred, counts):
    frame = waiting_results(referred, counts)
    assert set(frame["state"]) == {State.SHOWN, State.HIDDEN}
    for row in frame.itertuples():
        n = counts.linked.counts["with a wait", row.quarter, row.arm].value
        assert row.state == State.HIDDEN or n >= 11
        assert (row.median != row.median) == (row.state == State.HIDDEN)


def test_a_wait_that_tells_too_much_is_hidden_as_one_of_few_is(referred, counts):
    shown = waiting_results(referred, counts).query("state == 'shown'").iloc[0]
    silent = replace(counts, withheld_numbers=frozenset({wait_key(shown["quarter"], shown["arm"])}))
    frame = waiting_results(referred, silent).set_index(["quarter", "arm"])
    assert frame.loc[(shown["quarter"], shown["arm"]), "state"] == State.HIDDEN


def test_within_the_clinic_a_quarter_without_a_referral_is_not_called_hidden(referred):
    records = referred.outcomes.records.copy()
    first = records.groupby("patient_id")["session_date"].transform("min")
    early = first.dt.to_period("Q").eq("2025Q1") & records["arm"].eq("standard")
    records.loc[early, "referral_date"] = pd.NaT
    analysis = build_analysis(replace(referred.outcomes, records=records), referred.plan)
    counts = protect(patient_counts(analysis), 1)
    frame = waiting_results(analysis, counts).set_index(["quarter", "arm"])
    assert frame.loc[("2025Q1", "standard"), "state"] == State.NOT_RECORDED
    assert set(frame["state"]) == {State.SHOWN, State.NOT_RECORDED}
    told = waiting_results(analysis, protect(patient_counts(analysis), 11)).set_index(["quarter", "arm"])
    assert told.loc[("2025Q1", "standard"), "state"] == State.HIDDEN, "few and nobody look alike"


def test_a_file_without_referrals_says_so_beside_the_quarters_of_the_starts(clinic, clinic_protected):
    waits = waiting_results(clinic, clinic_protected)
    assert (isinstance(waits, Unavailable), waits.state) == (True, State.NOT_RECORDED)
    activity = activity_results(clinic, clinic_protected)
    assert activity.waits.reason == waits.reason
    assert activity.quarters == tuple(
        sorted(clinic.workbench.time_zero.dt.to_period("Q").astype(str).unique())
    )


def test_a_file_without_dates_says_nothing_by_quarter(make_analysis):
    analysis = make_analysis(n=40)
    records = analysis.outcomes.records.drop(columns="session_date", errors="ignore")
    analysis = replace(analysis, outcomes=replace(analysis.outcomes, records=records))
    nothing = activity_results(analysis, protect(patient_counts(analysis), 11))
    assert (nothing.reason, nothing.state) == (NO_DATES, State.NOT_RECORDED)
