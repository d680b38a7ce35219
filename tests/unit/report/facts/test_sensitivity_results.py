"""The panel as it leaves: the numbers of the methods, without numbers of patients or hidden levels."""

import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.disclosure import protect
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.sensitivity_results import HIDDEN, sensitivity_results


def test_numbers_are_those_of_the_methods_and_n_only_what_is_printed_elsewhere(clinic, clinic_report):
    frame = clinic_report.results.sensitivity.panel.estimates.frame.set_index("method")
    main = compare_arms(clinic).where(analysis="adjusted", population="all patients, main effect").frame
    assert frame.loc["ANCOVA", "estimate"] == pytest.approx(main["estimate"].item())
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
    frame = sensitivity_results(clinic, clinic_protected, responders_hidden=True).panel.estimates.frame
    shares = frame[frame["scale"] == "share of responders"]
    assert shares["estimate"].isna().all()
    assert (shares["reason"] == HIDDEN).all()


def test_where_a_number_of_patients_is_withheld_the_panel_is_rounded_and_has_no_number(make_analysis):
    analysis = make_analysis(n=160, missing=0.08, seed=7)
    counts = protect(patient_counts(analysis), 11)
    assert not counts.is_shown(*(("scored", "W12", arm) for arm in analysis.plan.arms))
    found = sensitivity_results(analysis, counts, responders_hidden=False)
    assert found.effective == {}, "with nearly even weights it's the number of patients"
    frame = found.panel.estimates.frame
    known = frame[frame["estimate"].notna()]
    assert len(known) > 5
    assert known["n_subjects"].isna().all()
    assert (known["std_error"].round(3) == known["std_error"]).all()


def test_few_patients_make_no_panel(make_analysis):
    analysis = make_analysis(n=30)
    counts = protect(patient_counts(analysis), 11)
    assert isinstance(sensitivity_results(analysis, counts, responders_hidden=False), Unavailable)
