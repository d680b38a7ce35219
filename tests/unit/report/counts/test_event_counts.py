"""Adverse events among the counts: patients with each kind, those with another alone, and events at sessions."""

from dnoutcomes.derive.sessions import events_of
from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.report.counts.event_counts import ALL_EVENTS, OTHER_KINDS, events_at_sessions, joined_kinds
from dnoutcomes.report.facts.patient_counts import patient_counts


def test_patients_with_another_event_alone_are_a_group(clinic, clinic_counts):
    events = events_of(clinic.outcomes.records)
    own = events[events["arm"] == "standard"]
    kind = own["term"].value_counts().index[0]
    alone = set(own["patient_id"]) - set(own.loc[own["term"] == kind, "patient_id"])
    assert clinic_counts.counts[
        "another adverse event alone besides", "adverse", kind, "standard"
    ].value == len(alone)


def test_events_at_sessions_add_up_and_no_shown_kind_is_of_few(clinic, clinic_counts, clinic_protected):
    events = events_at_sessions(clinic)
    joined = joined_kinds(events, SmallGroups(11))
    assert clinic_counts.counts["events", ALL_EVENTS, "needling"].value == len(events)
    assert clinic_counts.counts["events", OTHER_KINDS, "needling"].value == events["term"].isin(joined).sum()
    for key, count in clinic_counts.counts.items():
        if key[0] == "events" and clinic_protected.is_shown(key):
            assert not clinic_protected.is_small(count.behind)


def test_a_file_without_events_has_none(analysis):
    assert not [key for key in patient_counts(analysis).counts if "adverse" in key[0]]
