"""The panel as it leaves: the numbers of the methods, without numbers of patients or hidden levels."""

import math

import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.disclosure import State, protect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.sensitivity_results import HIDDEN, SaidElsewhere, sensitivity_results
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.sensitivity import sensitivity_panel
from dnoutcomes.weighting.e_value import e_value


def test_numbers_are_those_of_the_methods_and_n_only_what_is_printed_elsewhere(clinic, clinic_report):
    frame = clinic_report.results.sensitivity.panel.estimates.frame.set_index("name")
    main = compare_arms(clinic).where(analysis="adjusted", population="all patients, main effect").frame
    assert frame.loc["ancova", "estimate"] == pytest.approx(main["estimate"].item())
    counts = clinic_report.results.counts
    printed = {
        sum(counts.value((*name, arm)) for arm in clinic.plan.arms)
        for name in (("analysed",), ("scored", "W12"))
    }
    assert set(frame["n_subjects"].dropna()) <= printed
    assert frame[["df", "statistic"]].isna().all(axis=None)
    assert clinic_report.results.sensitivity.panel.words == ()
    sizes = clinic_report.results.sensitivity.effective.values()
    assert len(sizes) == 2
    assert all(size == round(size) for size in sizes)


def test_levels_hidden_in_table_one_are_not_in_the_balance(clinic, clinic_report):
    counts, balance = clinic_report.results.counts, clinic_report.results.sensitivity.balance
    for row in balance[balance["covariate"] == "cause"].itertuples():
        assert counts.is_shown(*(("cause", row.level, arm) for arm in clinic.plan.arms))
    assert len(balance)
    assert clinic_report.results.sensitivity.panel.confounding.balance.shape[0] > len(balance)


def test_responders_that_are_hidden_elsewhere_are_hidden_here(clinic, clinic_protected):
    elsewhere = SaidElsewhere(hidden=frozenset({"foretold", "responders", "non_responder"}))
    frame = sensitivity_results(clinic, clinic_protected, elsewhere).panel.estimates.frame
    shares = frame[frame["scale"] == "share of responders"]
    assert shares["estimate"].isna().all()
    assert (shares["reason"] == HIDDEN).all()
    assert (shares["state"] == State.HIDDEN).all()
    assert shares["n_subjects"].isna().all()
    assert set(frame.loc[frame["scale"] != "share of responders", "state"]) <= {
        State.SHOWN,
        State.NOT_ESTIMABLE,
    }


def test_a_number_said_elsewhere_is_shown_unless_its_row_is_hidden(clinic, clinic_protected):
    said = {"estimate": -0.731, "std_error": 0.2, "conf_low": -1.1, "conf_high": -0.3}
    elsewhere = SaidElsewhere({"mmrm": said, "responders": said}, hidden=frozenset({"responders"}))
    frame = sensitivity_results(clinic, clinic_protected, elsewhere).panel.estimates.frame.set_index("name")
    shown, hidden = (frame.loc[name] for name in ("mmrm", "responders"))
    assert (shown["estimate"], shown["state"], shown["reason"]) == (-0.731, State.SHOWN, "")
    assert hidden["estimate"] != hidden["estimate"]
    assert (hidden["state"], hidden["reason"]) == (State.HIDDEN, HIDDEN)


def test_where_a_number_of_patients_is_withheld_the_panel_is_rounded_and_has_no_number(make_analysis):
    analysis = make_analysis(n=160, missing=0.08, seed=7)
    counts = protect(patient_counts(analysis), 11)
    assert not counts.is_shown(*(("scored", "W12", arm) for arm in analysis.plan.arms))
    exact = sensitivity_panel(analysis)
    found = sensitivity_results(analysis, counts, SaidElsewhere())
    assert found.effective == {}, "with nearly even weights it's the number of patients"
    frame = found.panel.estimates.frame
    known = frame[frame["estimate"].notna()]
    assert len(known) > 5
    assert known["n_subjects"].isna().all()
    assert (known["std_error"].round(3) == known["std_error"]).all()
    # The map of changed missing scores has one of the rows in it, and its tipping point is that of the map.
    rounded, at_random = found.panel.tipping.frame, frame.set_index("name").loc["mar"]
    assert (rounded["std_error"].round(3) == rounded["std_error"]).all()
    assert rounded["df"].isna().all()
    start = rounded[(rounded["delta_treated"] == 0) & (rounded["delta_reference"] == 0)]
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        assert start[column].item() == at_random[column]
        assert start[column].item() != exact.tipping.frame[column].iloc[0]
    alone = rounded[rounded["delta_reference"] == 0].set_index("delta_treated")
    reached = alone[(alone["conf_low"] <= 0) & (alone["conf_high"] >= 0)].index
    assert found.panel.tipping.tipping_delta == pytest.approx(
        min(abs(reached), default=math.nan), nan_ok=True
    )
    # So has the E-value, of the weighted difference.
    weighted = frame.set_index("name").loc["overlap"]
    sd = exact.confounding.sd
    assert found.panel.confounding.e_value == e_value(
        *(weighted[column] / sd for column in ("estimate", "conf_low", "conf_high"))
    )


def test_a_row_that_stands_elsewhere_has_its_numbers_from_there(clinic, clinic_protected):
    numbers = {"estimate": -0.9, "std_error": 0.21, "conf_low": -1.4, "conf_high": -0.5, "p_value": 0.002}
    elsewhere = SaidElsewhere({"mmrm": numbers}, frozenset({"responders"}))
    frame = sensitivity_results(clinic, clinic_protected, elsewhere).panel.estimates.frame.set_index("name")
    alone = sensitivity_results(clinic, clinic_protected, SaidElsewhere()).panel.estimates.frame
    assert frame.loc["mmrm", list(numbers)].to_dict() == numbers
    changed = frame["estimate"].to_numpy() != alone["estimate"].to_numpy()
    assert list(frame.index[changed]) == ["mmrm", "responders"]
    assert list(frame.index[frame["state"] == State.HIDDEN]) == ["responders"]


def test_few_patients_make_no_panel(make_analysis):
    analysis = make_analysis(n=30)
    counts = protect(patient_counts(analysis), 11)
    assert isinstance(sensitivity_results(analysis, counts, SaidElsewhere()), Unavailable)
