"""Responders among the counts: thresholds of one kind hold each other, and 0 at the start counts as no response."""

from dataclasses import replace

import numpy as np

from dnoutcomes.report.counts.responder_counts import counting_everyone


def test_the_steps_between_thresholds_are_groups(clinic_counts):
    wide, narrow = (clinic_counts.counts["responders", f"{level} %", "needling"].value for level in (30, 50))
    step = clinic_counts.counts["between 50 % and besides", "responders", "50 %", "needling"]
    assert step.value == wide - narrow
    assert not step.printed


def test_a_baseline_of_zero_counts_as_no_response(clinic):
    visits = clinic.visits.assign(baseline=0.0)
    everyone = counting_everyone(replace(clinic, visits=visits))
    scored = everyone.visits["value"].notna()
    assert (everyone.visits.loc[scored, "percent_improvement"] == -np.inf).all()
