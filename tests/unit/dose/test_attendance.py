from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.dose.attendance import change_by, last_days, sessions_by
from dnoutcomes.errors import ModelError


def test_attended_sessions_are_counted_up_to_each_day(clinic):
    patients = clinic.patients["patient_id"]
    records = clinic.outcomes.records
    counts = sessions_by(clinic, patients, [7, 28])
    for place in (0, 50, 120):
        mine = records[(records["patient_id"] == patients[place]) & (records["status"] == "attended")]
        assert counts[place].tolist() == [(mine["study_day"] <= day).sum() for day in (7, 28)]
    assert (counts[clinic.patients["arm"] == "standard"] == 0).all()


def test_a_missed_session_is_none(clinic):
    attended = sessions_by(clinic, clinic.patients["patient_id"], [90]).sum()
    assert attended == (clinic.outcomes.records["status"] == "attended").sum()
    assert attended < (clinic.outcomes.records["encounter"] == "session").sum()


def test_change_so_far_looks_at_no_later_score(clinic):
    early, middle = (change_by(clinic, clinic.patients, day) for day in (27, 28))
    week4 = clinic.visits[clinic.visits["visit"] == "W4"]["change"].to_numpy()
    assert (early == 0).all()
    np.testing.assert_allclose(middle, week4)


def test_last_day_of_any_record(clinic):
    days = last_days(clinic, clinic.patients["patient_id"])
    assert days.max() == 84
    assert (days >= 28).all()


def test_data_without_sessions_say_so(clinic):
    records = clinic.outcomes.records
    kept = replace(clinic.outcomes, records=records[records["encounter"] != "session"])
    without = replace(clinic, outcomes=kept)
    with pytest.raises(ModelError, match="no attended session after time zero"):
        sessions_by(without, without.patients["patient_id"], [28])
