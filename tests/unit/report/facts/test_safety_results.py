"""Adverse events: rates that are those of the file, and nothing of few patients in any of them."""

from dataclasses import replace

import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.derive.sessions import events_of
from dnoutcomes.describe import safety
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State, protect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.safety_results import safety_results
from dnoutcomes.report.facts.unavailable import Unavailable


@pytest.fixture(scope="module")
def found(clinic, clinic_protected):
    return safety_results(clinic, clinic_protected)


def test_rates_are_those_of_the_description(clinic, found):
    frame = safety(clinic)
    ours = frame[frame["arm"] == "needling"].set_index("term")
    assert found.n_sessions == ours["n_sessions"].iloc[0]
    assert found.rates[0].per_100 == pytest.approx(ours.loc["any event", "per_100"])
    assert found.rates[0].low == pytest.approx(ours.loc["any event", "per_100_low"])
    for rate in found.rates[1:]:
        if rate.name in ours.index:
            assert rate.n_events == ours.loc[rate.name, "n_in_sessions"]


def test_what_follows_by_subtraction_is_of_enough_patients(clinic, found):
    events = events_of(clinic.outcomes.records)
    events = events[events["in_session"] & (events["arm"] == "needling")]
    named = {rate.name for rate in found.rates}
    for term, rows in events.groupby("term"):
        assert (rows["patient_id"].nunique() >= 11) or term not in named
    rest = events[~events["term"].isin(list(named))]
    assert len(found.joined) > 1
    assert rest["patient_id"].nunique() >= 11
    assert found.rates[0].n_events == sum(rate.n_events for rate in found.rates[1:])


def test_shares_of_few_with_or_few_without_are_empty(clinic, found):
    frame = safety(clinic).set_index(["term", "arm"])
    assert any(item.state is State.HIDDEN for item in found.shares)
    for item in found.shares:
        n, total = frame.loc[(item.name, item.arm), ["n_patients_with", "n_patients"]]
        if 0 < n < 11 or 0 < total - n < 11:
            assert item.state is State.HIDDEN
        assert (item.share != item.share) == (item.state in NOT_TO_BE_SHOWN)
        if item.state is State.SHOWN:
            assert item.share == pytest.approx(n / total)
            assert item.low <= item.share < item.high
    assert any(item.share > 0 for item in found.shares)


def test_a_single_hidden_kind_takes_another_number_with_it(clinic):
    """Otherwise it has at least as many patients as the total less those of all other kinds."""
    records = clinic.outcomes.records
    records = records[records["ae_term"].isna()].copy()
    own = records["patient_id"][records["arm"] == "standard"].unique()
    rows = records.drop_duplicates("patient_id").set_index("patient_id")["source_row"]
    records.loc[records["source_row"].isin(rows[own[:20]]), ["ae_any", "ae_term"]] = [True, "nausea"]
    records.loc[records["source_row"].isin(rows[own[20:28]]), ["ae_any", "ae_term"]] = [True, "headache"]
    analysis = build_analysis(replace(clinic.outcomes, records=records), clinic.plan)
    found = safety_results(analysis, protect(patient_counts(analysis), 11))
    states = {item.name: item.state for item in found.shares if item.arm == "standard"}
    assert states == {
        "any event": State.SHOWN,
        "serious": State.SHOWN,
        "grade 3 or more": State.SHOWN,
        "nausea": State.WITHHELD,
        "headache": State.HIDDEN,
    }


def test_without_a_session_of_the_arm_there_is_no_rate_and_nothing_is_hidden(clinic):
    records = clinic.outcomes.records.copy()
    records.loc[records["arm"] == "needling", "status"] = "missed"
    analysis = build_analysis(replace(clinic.outcomes, records=records), clinic.plan)
    found = safety_results(analysis, protect(patient_counts(analysis), 11))
    assert (found.state, found.n_sessions, found.rates) == (State.NOT_RECORDED, None, ())


def test_events_of_few_patients_have_no_rate(clinic):
    records = clinic.outcomes.records.copy()
    few = records.loc[records["arm"] == "needling", "patient_id"].unique()[:4]
    quiet = ~records["patient_id"].isin(few)
    records.loc[quiet, "ae_any"] = False
    records.loc[quiet, "ae_term"] = None
    records.loc[~quiet & records["ae_any"].isna(), "ae_any"] = True
    analysis = build_analysis(replace(clinic.outcomes, records=records), clinic.plan)
    found = safety_results(analysis, protect(patient_counts(analysis), 11))
    assert (found.state, found.rates) == (State.WITHHELD, ())


def test_a_file_without_events_says_that_it_can_not_tell(analysis):
    found = safety_results(analysis, protect(patient_counts(analysis), 11))
    assert isinstance(found, Unavailable)
    assert "records no adverse events" in found.reason
