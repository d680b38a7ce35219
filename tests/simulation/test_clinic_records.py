"""Clinics of known truth are as their law says: therapists, sessions, events and further outcomes."""

import numpy as np
import pytest
from clinic_law import Law
from clinic_records import Practice, analysis_with_records, draw_courses, records_of
from clinics import draw

ORDINARY = Practice()
NULL = Law(lost=(0.3, 0.3), therapists=12, therapist_sd=1.5)


def courses_of(law=NULL, practice=ORDINARY, n=300, seed=1):
    rng = np.random.default_rng(seed)
    return draw_courses(rng, draw(rng, n, law), practice)


@pytest.mark.parametrize(
    ("design", "shared", "nobody"), [("crossed", 12, 0), ("nested", 0, 0), ("partial", 0, 300)]
)
def test_therapists_treat_whom_the_design_says(design, shared, nobody):
    patients = courses_of(Law(therapist_design=design, therapists=12, therapist_sd=0.5)).drawn.patients
    arms = patients.groupby("therapist_id")["arm"].nunique()
    assert len(arms) == 12
    assert (arms == 2).sum() == shared
    without = patients["therapist_id"].isna()
    assert without.sum() == (min(nobody, (patients["arm"] == "standard").sum()))
    assert set(patients.loc[without, "arm"]) <= {"standard"}


@pytest.mark.parametrize("design", ["crossed", "nested", "partial"])
def test_therapists_differ_and_arms_do_not(design):
    """Of 4,000 patients, the variance between therapists is 1.5 squared, less what rounding and the ends take."""
    law = Law(therapist_design=design, therapists=200, therapist_sd=1.5, confounded=False)
    drawn = courses_of(law, n=4000).drawn
    change = drawn.scores[:, -1, 1] - drawn.patients["baseline"]
    needled = drawn.patients["arm"] == "needling"
    groups = change[needled].groupby(drawn.patients.loc[needled, "therapist_id"])
    between = groups.mean().var() - (groups.var() / groups.size()).mean()
    assert 1.0 < between < 2.6
    gap = drawn.scores[needled, -1, 1].mean() - drawn.scores[~needled, -1, 0].mean()
    # Clustered errors of the two means: 4 sqrt(1.5^2 / 100 x 2 + 2 x 3^2 / 1600).
    assert abs(gap) < 1.0


def test_busy_therapists_have_the_case_load_of_the_law():
    law = Law(therapists=10, therapist_sd=0.5, case_load=3.0)
    sizes = courses_of(law, n=6000).drawn.patients["therapist_id"].value_counts().sort_index()
    assert sizes.iloc[-1] / sizes.iloc[0] == pytest.approx(3.0, rel=0.2)


def test_under_a_sharp_null_no_outcome_differs_between_the_arms():
    courses = courses_of(Law(lost=(0.3, 0.3)))
    assert (np.diff(courses.drawn.scores, axis=2) == 0).all()
    assert all((np.diff(values, axis=2) == 0).all() for values in courses.potential.values())
    worked = courses_of(Law(effect=-2.0)).potential
    assert all(np.diff(values, axis=2).mean() < -0.1 for values in worked.values())


@pytest.mark.parametrize("spread", [0.0, 1.0])
def test_events_of_a_patient_go_together_as_the_practice_says(spread):
    courses = courses_of(Law(), Practice(events=(0.2, 0.4), event_cv=spread), n=4000)
    sessions, events = courses.attended.sum(axis=1), courses.events.sum(axis=1)
    needled = courses.drawn.needled == 1
    assert events[needled].sum() / sessions[needled].sum() == pytest.approx(0.4, rel=0.1)
    assert events[~needled].sum() / sessions[~needled].sum() == pytest.approx(0.2, rel=0.2)
    full = needled & (sessions == 10)
    # Of a gamma mixture of Poisson counts: mean + (cv x mean)^2.
    mean = events[full].mean()
    assert events[full].var() == pytest.approx(mean + (spread * mean) ** 2, rel=0.25)


def test_records_hold_what_was_drawn_and_nothing_after_leaving():
    courses = courses_of()
    records = records_of(courses)
    drawn = courses.drawn
    assessed = records[records["encounter"] == "assessment"].groupby("patient_id").size()
    assert (assessed.to_numpy() == 1 + drawn.last_seen).all()
    sessions = records[records["encounter"] == "session"]
    assert len(sessions) == courses.due.sum()
    assert (sessions["status"] == "attended").sum() == courses.attended.sum()
    terms = sessions["ae_term"].dropna().str.count(";") + 1
    assert terms.sum() == courses.events.sum()
    assert sessions["ae_any"].sum() == (courses.events > 0).sum()
    last = records.groupby("patient_id")["session_date"].max()
    start = records.groupby("patient_id")["session_date"].min()
    gone = drawn.last_seen == 0
    assert ((last - start).dt.days[gone] <= 14).all()


def test_the_analysis_keeps_every_patient_and_every_score():
    courses = courses_of(n=80)
    analysis = analysis_with_records(courses, clusters="therapist_id")
    assert len(analysis.patients) == 80
    assert analysis.visits["change"].notna().sum() == courses.drawn.last_seen.sum()
    assert analysis.plan.clusters == "therapist_id"
