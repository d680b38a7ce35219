"""Completion among the counts: it agrees with the data, and nothing of few patients follows from it by subtraction."""

from dataclasses import replace
from datetime import date

import numpy as np
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.derive import derive_day
from dnoutcomes.describe.completion import completion
from dnoutcomes.disclosure import audit, protect
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.report_inputs import up_to


def without(clinic, code, patients, when=None):
    """The clinic without some patients' scores of an instrument."""
    records = clinic.outcomes.records.copy()
    rows = records["patient_id"].isin(patients)
    records.loc[rows if when is None else rows & when(derive_day(records)["day"]), code] = np.nan
    return build_analysis(replace(clinic.outcomes, records=records), clinic.plan)


def some_of(clinic, arm, visit, n):
    """Patients of an arm who were seen at a visit."""
    rows = clinic.visits[(clinic.visits["arm"] == arm) & (clinic.visits["visit"] == visit)]
    return rows.loc[rows["day"].notna(), "patient_id"].head(n).tolist()


@pytest.fixture(scope="module")
def questionnaires(clinic_scored_on):
    """The clinic with two instruments beside pain: one that some lose, and one that stays whole."""
    return clinic_scored_on("isi", "phq9")


def test_counts_agree_with_the_description(clinic, clinic_counts):
    linked = clinic_counts
    for row in completion(clinic).itertuples():
        assert linked.counts["completed", row.instrument, row.visit, row.arm].value == row.n_scored
        total = ("analysed", row.arm) if row.visit == "baseline" else ("expected", row.visit, row.arm)
        assert linked.counts[total].value == row.n_expected


def test_who_was_seen_before_a_visit_was_due_does_not_follow(clinic_protected):
    protected = clinic_protected
    audit(protected)
    early = ("seen, not completed", "pain_nrs", "W24", "needling")
    assert protected.is_small(early)
    assert not protected.is_shown(("completed", "pain_nrs", "W24", "needling"))
    assert not protected.is_shown(("expected", "W24", "needling"))
    assert protected.is_shown(("seen", "W24", "needling"), ("analysed", "needling"))


@pytest.mark.parametrize(("n", "shown"), [(0, True), (4, False), (10, False), (14, True)])
def test_who_was_seen_without_an_instrument_does_not_follow(questionnaires, n, shown):
    poor = without(questionnaires, "isi", some_of(questionnaires, "needling", "W12", n), lambda day: day > 60)
    protected = protect(patient_counts(poor), 11)
    assert protected.is_shown(("completed", "isi", "W12", "needling")) == shown
    assert protected.is_shown(("completed", "isi", "W12", "standard"))
    assert protected.is_shown(("completed", "phq9", "W12", "needling"))


def test_who_has_no_score_at_the_start_does_not_follow_from_who_is_compared(questionnaires):
    """Both numbers are printed: who completed the visit, and who of them can be compared."""
    poor = without(questionnaires, "isi", some_of(questionnaires, "needling", "W12", 4), lambda day: day <= 0)
    linked = patient_counts(poor, outcome_scores(poor))
    protected = protect(linked, 11)
    audit(protected)
    completed, compared = ("completed", "isi", "W12", "needling"), ("scored on", "isi", "needling")
    assert linked.counts[completed].value - linked.counts[compared].value == 4
    assert not protected.is_shown(completed, compared)
    assert not protected.is_shown(("completed", "isi", "baseline", "needling"))


def test_who_started_late_is_linked_with_who_is_not_due(questionnaires):
    early = up_to(questionnaires, date(2025, 12, 31))
    linked = patient_counts(early)
    late = linked.counts["started too late for", "W24", "needling"].value
    assert 0 < late <= linked.counts["not due", "W24", "needling"].value
    assert linked.counts["started", "2025Q4", "needling"].value <= late
    audit(protect(linked, 11))


def test_without_dates_every_visit_is_expected(analysis):
    linked = patient_counts(analysis)
    for arm in analysis.plan.arms:
        assert linked.counts["expected", "W12", arm].value == linked.counts["analysed", arm].value
        seen = linked.counts["seen", "W12", arm].value
        assert linked.counts["completed", "pain_nrs", "W12", arm].value == seen


def test_an_outcome_that_a_visit_has_no_score_of_is_no_obstacle(clinic_scored_on):
    analysis = build_analysis(clinic_scored_on("eq5d_index").outcomes, Plan(outcome="eq5d_index"))
    linked = patient_counts(analysis)
    assert linked.counts["seen", "W02", "needling"].value == 0
    assert linked.counts["completed", "pain_nrs", "W02", "needling"].value > 0
    assert ("seen, not completed", "eq5d_index", "W02", "needling") not in linked.counts
