"""The files of clinics that the audit of first pages rests on are what they are said to be."""

import numpy as np
import pandas as pd
import pytest
from clinics import Law
from whole_clinics import ATTENDED, CUT, SESSION_DAYS, Events, whole_clinic

from dnoutcomes.derive.sessions import events_of, sessions_of

LAW = Law(lost=(0.4, 0.3), therapists=12)


@pytest.fixture(scope="module")
def clinic():
    return whole_clinic(np.random.default_rng(4), 1500, LAW, Events(0.15, 0.8))


def test_patients_start_over_two_years_and_everybody_is_followed_up_by_the_cut(clinic):
    records = clinic.outcomes.records
    months = records.groupby("patient_id")["index_date"].first().dt.to_period("M").value_counts()
    assert len(months) == 24
    assert months.min() > 30
    assert records["session_date"].max() < pd.Timestamp(CUT) - pd.Timedelta(days=84)


def test_as_many_are_lost_as_the_law_says(clinic):
    visits = clinic.visits[clinic.visits["visit"] == "W12"]
    lost = visits["value"].isna().groupby(visits["arm"], observed=True).mean()
    # Two samples of 600 and 900 patients: four standard errors.
    assert lost["standard"] == pytest.approx(0.4, abs=0.08)
    assert lost["needling"] == pytest.approx(0.3, abs=0.06)


def test_only_needled_patients_have_sessions_and_fewer_once_they_have_left(clinic):
    held = sessions_of(clinic.outcomes.records)
    assert set(held["arm"]) == {"needling"}
    per_patient = held.groupby("patient_id").size()
    assert per_patient.max() == len(SESSION_DAYS)
    assert 0.6 * len(SESSION_DAYS) < per_patient.mean() < ATTENDED * len(SESSION_DAYS)


def test_events_repeat_within_patients(clinic):
    held = sessions_of(clinic.outcomes.records)
    events = events_of(held).groupby("patient_id").size()
    counts = pd.DataFrame({"held": held.groupby("patient_id").size()}).assign(events=events).fillna(0)
    # Expected is 0.15 a session; with a CV of 0.8 the variance is that of chance plus (0.8 x mean)^2.
    mean = 0.15 * counts["held"]
    assert counts["events"].sum() == pytest.approx(mean.sum(), rel=0.15)
    excess = ((counts["events"] - mean) ** 2 - mean).sum() / (mean**2).sum()
    assert excess == pytest.approx(0.64, abs=0.3)
