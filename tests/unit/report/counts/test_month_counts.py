"""Months among the counts: everybody falls due in one, and the months with those that no chart has make up all."""

import pytest

from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.disclosure import ProtectedCounts, audit
from dnoutcomes.errors import DisclosureError
from dnoutcomes.monitoring import monthly_points
from dnoutcomes.report.counts.month_counts import BOTH
from dnoutcomes.report.facts.patient_counts import patient_counts


def total(linked, name):
    return sum(count.value for key, count in linked.counts.items() if key[0] == name)


def test_months_are_those_of_the_charts_and_add_up(clinic, clinic_counts):
    points = monthly_points(clinic, "completion").set_index("period")
    months = [key for key in clinic_counts.counts if key[0] == "due in"]
    assert months
    for key in months:
        assert clinic_counts.counts[key].value == points.loc[key[1], "n_patients"]
        assert clinic_counts.counts["held in", *key[1:]].value == points.loc[key[1], "n_with"]
    expected = sum(clinic_counts.counts["expected", "W12", arm].value for arm in ("needling", "standard"))
    assert total(clinic_counts, "due in") + clinic_counts.counts["due in no month", BOTH].value == expected


def test_sessions_and_events_of_months_add_up_to_those_that_the_report_prints(clinic_counts):
    sessions = clinic_counts.counts["sessions attended", "needling"].value
    rest = clinic_counts.counts["sessions in no month", "needling"].value
    assert total(clinic_counts, "sessions in") + rest == sessions
    assert rest


def test_the_one_hidden_month_that_the_total_leaves_is_caught(clinic_counts, clinic_protected):
    """Planted: everything that charts show, and with it how many had no visit though it was due."""
    months = [key for key in clinic_counts.counts if key[0] in ("due in", "held in")]
    held = [key for key in months if clinic_protected.statuses[key] == "withheld"]
    assert held
    statuses = {**clinic_protected.statuses, **dict.fromkeys(held, "shown")}
    with pytest.raises(DisclosureError, match="can be worked out"):
        audit(ProtectedCounts(clinic_counts, statuses, 11))


def test_a_quarter_has_the_months_of_the_whole_file_and_no_sums_with_them(clinic, clinic_counts):
    own = restrict_to_quarter(clinic, "2025Q2")
    linked = patient_counts(own, charted=clinic)
    assert total(linked, "due in") == total(clinic_counts, "due in")
    assert not [key for key in linked.counts if key[0].endswith("no month")]


def test_days_of_study_make_no_months(analysis):
    assert not [key for key in patient_counts(analysis).counts if key[0] in ("due in", "sessions in")]
