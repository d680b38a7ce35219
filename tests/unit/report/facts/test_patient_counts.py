"""The counts of a report agree with the data, and every sum that a reader could use is among them."""

import numpy as np
import pytest

from dnoutcomes.compare.outcome_scores import outcome_scores
from dnoutcomes.disclosure import audit, protect
from dnoutcomes.plan import Estimand, IntercurrentEvent, Plan
from dnoutcomes.report.facts.patient_counts import patient_counts


def value(linked, *key):
    return linked.counts[key].value


def test_counts_agree_with_the_data(analysis):
    linked = patient_counts(analysis)
    visits = analysis.visits
    for arm in ("needling", "standard"):
        own = analysis.patients[analysis.patients["arm"] == arm]
        here = visits[(visits["arm"] == arm) & (visits["visit"] == "W12")]
        assert value(linked, "analysed", arm) == len(own)
        assert value(linked, "scored", "W12", arm) == here["change"].notna().sum()
        assert value(linked, "level", "cause", "diabetic", arm) == (own["cause"] == "diabetic").sum()
        assert value(linked, "responders", "30 %", arm) == (here["responder_30_percent"] == 1).sum()


def test_a_cause_of_the_model_is_the_sum_of_the_causes_in_it(make_analysis):
    plan = Plan(pooled_causes={"rare": ("hereditary", "traumatic")}, pool_causes_below=0)
    linked = patient_counts(make_analysis(plan))
    for arm in plan.arms:
        parts = [value(linked, "level", "cause", name, arm) for name in ("hereditary", "traumatic")]
        assert value(linked, "cause", "rare", arm) == sum(parts)


def test_what_is_recorded_in_some_causes_only_tells_how_many_have_them(make_records, make_analysis):
    """A blood value of the diabetic: to withhold their number and print that of the values would give it away."""
    records = make_records(n=120, missing=0.0)
    records["hba1c"] = np.where(records["cause"] == "diabetic", 7.0 + records["age"] / 100, np.nan)
    linked = patient_counts(make_analysis(Plan(covariates=("hba1c",)), records=records))
    for arm in ("needling", "standard"):
        total = ("recorded in causes", "hba1c", arm)
        parts = {keys for key, keys in linked.sums if key == total}
        assert parts == {(("recorded", "hba1c", arm),), (("level", "cause", "diabetic", arm),)}
        assert value(linked, *total) == value(linked, "level", "cause", "diabetic", arm)
    protected = protect(
        linked, 1 + max(value(linked, "recorded", "hba1c", arm) for arm in ("needling", "standard"))
    )
    for arm in ("needling", "standard"):
        assert not protected.is_shown(("recorded", "hba1c", arm))
        assert not protected.is_shown(("level", "cause", "diabetic", arm))


def test_who_is_not_a_responder_is_protected_though_nobody_prints_it(make_records, make_analysis):
    records = make_records(n=120, missing=0.0, noise=0.3)
    # All but a few of one arm respond: their complement is a small group.
    last = (records["study_day"] == 84) & (records["arm"] == "needling")
    patients = records.loc[last, "patient_id"]
    records.loc[last & ~records["patient_id"].isin(patients.iloc[:3]), "pain_nrs"] = 0.0
    records.loc[last & records["patient_id"].isin(patients.iloc[:3]), "pain_nrs"] = 10.0
    protected = protect(patient_counts(make_analysis(records=records)), 11)
    assert not protected.is_shown(("responders", "30 %", "needling"))
    audit(protected)


def test_events_are_counted_by_arm(make_records, make_analysis):
    records = make_records(n=80, missing=0.0)
    records["rescue"] = (records["study_day"] == 28) & (records["age"] > 60)
    plan = Plan(estimand=Estimand(intercurrent_events=(IntercurrentEvent(event="rescue"),)))
    analysis = make_analysis(plan, records=records)
    for arm in plan.arms:
        own = analysis.patients[(analysis.patients["arm"] == arm)]
        older = records.loc[records["rescue"], "patient_id"].unique()
        assert value(patient_counts(analysis), "event", "rescue", arm) == own["patient_id"].isin(older).sum()


def test_who_is_compared_in_other_outcomes_and_who_of_them_responded_is_counted(clinic):
    scores = {item.outcome: item for item in outcome_scores(clinic)}
    linked = patient_counts(clinic, tuple(scores.values()))
    totals = {part: total for total, parts in linked.sums for part in parts}
    for arm in clinic.plan.arms:
        isi, pgic = (scores[code].scored for code in ("isi", "pgic"))
        assert value(linked, "scored on", "isi", arm) == (isi["arm"] == arm).sum()
        own = pgic.loc[pgic["arm"] == arm, "response"]
        assert value(linked, "scored on", "pgic", arm) == len(own)
        assert value(linked, "responded on", "pgic", arm) == own.sum()
        # A reader subtracts: who didn't respond, and who of the analysed has no rating.
        assert value(linked, "no response on besides", "responded on", "pgic", arm) == (own == 0).sum()
        assert totals["responded on", "pgic", arm] == ("scored on", "pgic", arm)
        unrated = ("analysed without a score on besides", "scored on", "pgic", arm)
        assert linked.counts[unrated].value == (clinic.patients["arm"] == arm).sum() - len(own)
    assert ("scored on", "pain_nrs", "needling") not in linked.counts


@pytest.mark.parametrize("n", [24, 60, 160, 300])
@pytest.mark.parametrize("missing", [0.0, 0.1, 0.35])
def test_clinics_of_any_size_can_be_protected(make_analysis, n, missing):
    audit(protect(patient_counts(make_analysis(n=n, missing=missing)), 11))
