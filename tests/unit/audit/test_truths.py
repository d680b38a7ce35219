"""Truths of scenarios, read off fewer patients than the audit does."""

from dataclasses import replace

import clinics
import numpy as np
import pytest
from audit import truths
from audit.scenarios import SCENARIOS, UNEQUAL
from audit.truths import TRUTHS, Population


@pytest.fixture(autouse=True)
def fewer(monkeypatch):
    for cached in (clinics.many, truths._courses):
        cached.cache_clear()
    monkeypatch.setattr(clinics, "MANY", 20_000)
    yield
    for cached in (clinics.many, truths._courses):
        cached.cache_clear()


def truth(scenario, group, name, pooled=()):
    return TRUTHS[group][1](Population(scenario.law, scenario.practice, pooled), name)


NULL, EFFECT = SCENARIOS["null, 120 patients"], SCENARIOS["effect, 120 by cause"]


def test_under_a_sharp_null_every_contrast_is_none():
    contrasts = {"first page": "adjusted difference", "mixed model, by visit": "W8", "by cause": "diabetic",
                 "responders, concluded": "30 %", "other outcomes": "isi", "ratings, adjusted": "pgic",
                 "sensitivity panel": "Jump to reference"}  # fmt: skip
    assert [truth(NULL, *item) for item in contrasts.items()] == [0.0] * len(contrasts)


def test_effects_are_those_of_the_law_less_what_the_floor_takes():
    headline = truth(EFFECT, "first page", "adjusted difference")
    assert -1.6 < headline < -1.1
    assert truth(EFFECT, "mixed model, by visit", "W4") == pytest.approx(headline / 3, abs=0.1)
    first, last = (truth(EFFECT, "by cause", cause) for cause in ("diabetic", "idiopathic"))
    assert first == pytest.approx(-1.8, abs=0.15)
    assert last == pytest.approx(-0.6, abs=0.1)
    assert truth(EFFECT, "by cause", "all causes") == headline


def test_other_causes_are_those_that_this_clinic_pooled():
    pooled = truth(EFFECT, "by cause", "other", ("idiopathic", "traumatic"))
    assert -1.2 < pooled < -0.6
    assert truth(EFFECT, "by cause", "other", ("idiopathic",)) == truth(EFFECT, "by cause", "idiopathic")


def test_means_of_the_arms_differ_by_the_effect():
    needled, others = (truth(EFFECT, "mean change", f"{arm}, W12") for arm in ("needling", "standard"))
    assert needled - others == pytest.approx(truth(EFFECT, "first page", "adjusted difference"))


def test_what_is_not_adjusted_has_a_truth_by_lot_only():
    crude = "first page", "the same, not adjusted"
    assert np.isnan(truth(EFFECT, *crude))
    by_lot = SCENARIOS["effect, 60 by lot"]
    assert truth(by_lot, *crude) == truth(by_lot, "first page", "adjusted difference")
    assert np.isnan(truth(replace(by_lot, law=replace(by_lot.law, **UNEQUAL)), *crude))


def test_what_assumes_something_of_the_unseen_is_judged_under_the_null_only():
    assert np.isnan(truth(EFFECT, "sensitivity panel", "Copy increments"))
    assert np.isnan(truth(SCENARIOS["null, 120, unequal"], "sensitivity panel", "Missing as non-responders"))


def test_what_weighs_causes_by_precision_has_no_truth_where_they_differ():
    label = "all patients, main effect"
    assert np.isnan(truth(EFFECT, "overall", label))
    assert truth(SCENARIOS["effect, 120 patients"], "overall", label) < -1.0


def test_the_overlap_population_is_another_where_effects_differ():
    overlap, everyone = (
        truth(EFFECT, "sensitivity panel", name)
        for name in ("Overlap weights", "Inverse probability weights")
    )
    assert overlap != everyone
    assert overlap == pytest.approx(everyone, abs=0.1)


def test_changes_and_events_are_those_of_the_patients_seen():
    assert truth(NULL, "change within an arm", "needling") < -1.0
    expected = truth(EFFECT, "change expected without treatment", "needling")
    assert expected == pytest.approx(truth(NULL, "change within an arm", "needling"), abs=0.1)
    assert truth(NULL, "adverse events", "per 100 sessions") == pytest.approx(8.0, abs=0.3)
    needled, others = (
        truth(NULL, "adverse events", f"patients with one, {arm}") for arm in ("needling", "standard")
    )
    assert 0.05 < others < needled < 0.6
