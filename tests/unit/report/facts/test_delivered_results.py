"""Treatment delivered: what was recorded, without anything that few patients may stand behind."""

from dataclasses import replace

import pytest

from dnoutcomes.describe import treatment_delivered
from dnoutcomes.disclosure import State, protect
from dnoutcomes.report.counts.session_counts import number_key
from dnoutcomes.report.facts.delivered_results import delivered_results
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.unavailable import Unavailable


def test_means_are_those_of_the_description_without_extremes_or_numbers_of_patients(clinic, clinic_protected):
    items = delivered_results(clinic, clinic_protected).items
    theirs = treatment_delivered(clinic).set_index(["item", "description", "arm", "level"])
    row = items[items["description"] == "needles per session"].iloc[0]
    assert row["value"] == pytest.approx(theirs.loc[("2a", "needles per session", "needling", ""), "value"])
    assert not {"low", "high", "n", "n_patients", "n_missing"} & set(items.columns)


def test_a_share_that_few_patients_may_stand_behind_is_hidden_on_either_side(clinic):
    records = clinic.outcomes.records.copy()
    needled = records.index[records["needled"].eq(True).fillna(False)]
    few = records.loc[needled, "patient_id"].unique()[:4]
    records.loc[needled, "cupping"] = records.loc[needled, "patient_id"].isin(few)
    records.loc[needled, "education"] = ~records.loc[needled, "patient_id"].isin(few)
    changed = replace(clinic, outcomes=replace(clinic.outcomes, records=records))
    items = delivered_results(changed, protect(patient_counts(changed), 11)).items
    own = items[(items["arm"] == "needling") & (items["item"] == "4a")].set_index("level")
    assert own.loc[["cupping", "education"], "state"].tolist() == [State.HIDDEN] * 2
    assert own.loc["cupping", "value"] != own.loc["cupping", "value"]
    assert own.loc["exercise", "state"] == State.SHOWN


def test_a_spread_that_tells_too_much_is_hidden_by_itself(clinic, clinic_protected):
    whole = delivered_results(clinic, clinic_protected).items
    row = next(row for row in whole.itertuples() if row.spread == row.spread)
    silent = replace(clinic_protected, withheld_numbers=frozenset({number_key(row, "spread")}))
    items = delivered_results(clinic, silent).items
    assert (items.loc[row.Index, "state"], items.loc[row.Index, "spread_state"]) == (
        State.SHOWN,
        State.HIDDEN,
    )
    assert items.loc[row.Index, "spread"] != items.loc[row.Index, "spread"]
    assert items.loc[row.Index, "value"] == row.value
    others = items.drop(index=row.Index)
    assert others.equals(whole.drop(index=row.Index))


def test_a_share_has_no_spread_and_nobody_hid_it(clinic, clinic_protected):
    items = delivered_results(clinic, clinic_protected).items
    shares = items[items["kind"] == "share"]
    assert len(shares)
    assert (shares["spread_state"] != State.SHOWN).all()
    shown = shares[shares["state"] == State.SHOWN]
    assert (shown["spread_state"] == State.NOT_ESTIMABLE).all()


def test_a_file_without_sessions_says_so(analysis):
    assert isinstance(delivered_results(analysis, protect(patient_counts(analysis), 11)), Unavailable)
