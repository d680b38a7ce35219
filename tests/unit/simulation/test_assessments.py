import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.simulation.plans import plan_of


@pytest.fixture(scope="module")
def assessments():
    frame = dn.simulate("clinic", n=4000, seed=2).frame
    kept = frame[frame["encounter"] == "assessment"]
    return kept.assign(day=(kept["session_date"] - kept["index_date"]).dt.days)


def visit_of(days):
    planned = plan_of("clinic").visits
    names = np.array(["W00", *(visit.name for visit in planned)])
    return names[np.searchsorted([visit.first for visit in planned], days, side="right")]


def test_every_visit_falls_into_its_window_and_none_twice(assessments):
    visits = visit_of(assessments["day"])
    assert not pd.DataFrame({"id": assessments["patient_id"], "visit": visits}).duplicated().any()
    assert assessments.loc[visits == "W00", "day"].between(-5, 0).all()


def test_both_arms_have_the_same_schedule(assessments):
    days = assessments.groupby("arm")["day"]
    assert days.min()["needling"] == days.min()["standard"]
    assert days.max()["needling"] == days.max()["standard"]


def test_shares_missing_at_week_12_and_24(assessments):
    scored = assessments[assessments["pain_nrs"].notna()]
    patients = assessments.groupby("arm")["patient_id"].nunique()
    seen = scored.groupby(["arm", visit_of(scored["day"])])["patient_id"].nunique().unstack()
    missing = 1 - seen.div(patients, axis=0)
    assert missing["W12"].tolist() == pytest.approx([0.30, 0.40], abs=0.05)  # five binomial errors
    assert missing["W24"].tolist() == pytest.approx([0.40, 0.50], abs=0.05)
    assert (missing["W00"] == 0).all()


def test_a_missed_visit_has_a_reason_and_no_score(assessments):
    missed = assessments["status"] == "missed"
    assert assessments.loc[missed, "missing_reason"].notna().all()
    assert assessments.loc[missed, ["pain_nrs", "isi", "rescue", "ae_any", "hba1c"]].isna().all(axis=None)
    assert assessments.loc[~missed, "missing_reason"].isna().all()
    assert assessments.loc[~missed, ["pain_nrs", "rescue", "discontinued", "ae_any"]].notna().all(axis=None)


def test_nothing_is_recorded_after_a_patient_left(assessments):
    left = assessments["missing_reason"].notna() & (assessments["missing_reason"] != "appointment missed")
    last = assessments.groupby("patient_id").tail(1)
    assert set(assessments.index[left]) <= set(last.index)


def test_conditions_belong_to_their_cause(assessments):
    assert set(assessments.loc[assessments["hba1c"].notna(), "cause"]) == {"diabetic"}
    chemo = assessments[assessments["on_chemo"].notna()]
    assert set(chemo["cause"]) == {"chemotherapy"}
    again = chemo.groupby("patient_id")["on_chemo"].max()
    assert 0.08 < again.mean() < 0.22  # a fifth start a new cycle; some of them after they left


def test_about_a_third_report_an_event_of_their_medicine(assessments):
    full = assessments[assessments["ae_any"].notna()].groupby("patient_id")["ae_any"].agg(["size", "max"])
    assert full.loc[full["size"] == 6, "max"].mean() == pytest.approx(1 - 0.92**5, abs=0.05)
    assert (assessments["ae_term"].notna() == assessments["ae_any"].fillna(False).astype(bool)).all()
    assert np.isin(assessments["ae_grade"].dropna(), [1, 2]).all()
