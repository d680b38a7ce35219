"""Sessions among the counts: who came to how many, and what their mean, SD and share say of those who never came."""

from dataclasses import replace

import pytest

from dnoutcomes.derive.sessions import sessions_of
from dnoutcomes.describe import treatment_delivered
from dnoutcomes.disclosure import Limit, ProtectedCounts, audit
from dnoutcomes.errors import DisclosureError
from dnoutcomes.report.counts.session_counts import number_key
from dnoutcomes.report.facts.patient_counts import patient_counts


@pytest.fixture(name="rows", scope="module")
def _rows(clinic):
    return treatment_delivered(clinic)


def test_levels_are_those_of_the_file_and_add_up_to_the_sessions(clinic, clinic_counts):
    sessions = sessions_of(clinic.outcomes.records)
    own = sessions[sessions["attended"] & (sessions["arm"] == "needling")]
    levels = {
        key: count.value for key, count in clinic_counts.counts.items() if key[0] == "attended at least"
    }
    levels = {int(key[1]): n for key, n in levels.items() if key[2] == "needling"}
    assert levels[3] == (own.groupby("patient_id").size() >= 3).sum()
    assert clinic_counts.counts["sessions attended", "needling"].value == len(own) == sum(levels.values())
    squares = clinic_counts.counts["squares of sessions attended", "needling"].value
    assert squares == (own.groupby("patient_id").size() ** 2).sum()


def test_each_printed_number_of_sessions_per_patient_says_something(clinic_counts, rows):
    said = set(clinic_counts.sayings)
    for row in rows[rows["item"].isin(["1c", "3a"])].itertuples():
        is_needles = "needles" in row.description or "points" in row.description
        assert (number_key(row) in said) is not is_needles, row.description
    mean = next(row for row in rows.itertuples() if row.description == "sessions attended per patient")
    assert number_key(mean, "spread") in said


def test_patients_behind_a_share_are_counted_on_both_sides(clinic, clinic_counts, rows):
    row = next(row for row in rows.itertuples() if row.item == "4a" and row.level == "exercise")
    sessions = sessions_of(clinic.outcomes.records)
    own = sessions[sessions["attended"] & (sessions["arm"] == "needling")]
    so = own[own["exercise"].eq(True).fillna(False)]
    assert clinic_counts.counts[("with", *number_key(row)[1:])].value == so["patient_id"].nunique()
    assert row.n_patients_without == own[own["exercise"].eq(False).fillna(False)]["patient_id"].nunique()


def test_a_mean_of_those_who_came_would_tell_how_many_did_not(clinic_counts, clinic_protected):
    """Planted: beside the mean of all patients, one of those with a session."""
    came = clinic_counts.counts["attended at least", "1", "needling"].value
    never = clinic_counts.counts["in the file", "needling"].value - came
    assert 0 < never < 11
    total = clinic_counts.counts["sessions attended", "needling"].value
    shown = round(total / came, 4)
    planted = Limit(
        {("sessions attended", "needling"): 1.0, ("attended at least", "1", "needling"): -(shown + 0.00005)}, high=0.0,
        said_by=("mean", "of those who came"),
    )  # fmt: skip
    other = replace(planted, weights={key: w + 0.0001 * (w < 0) for key, w in planted.weights.items()},
                    low=0.0, high=float("inf"))  # fmt: skip
    linked = replace(clinic_counts, limits=(*clinic_counts.limits, planted, other))
    with pytest.raises(DisclosureError, match="can be worked out"):
        audit(ProtectedCounts(linked, clinic_protected.statuses, 11))


def test_a_file_without_sessions_has_none(analysis):
    assert not [key for key in patient_counts(analysis).counts if "sessions" in key[0]]
