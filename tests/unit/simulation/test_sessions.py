import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.simulation.sessions import NEEDLING_EVENTS


@pytest.fixture(scope="module")
def simulated():
    return dn.simulate("clinic", n=4000, seed=2)


@pytest.fixture(scope="module")
def sessions(simulated):
    frame = simulated.frame
    return frame[frame["encounter"] == "session"]


def attended_by(sessions, arm):
    of_arm = sessions[sessions["arm"] == arm]
    return of_arm["status"].eq("attended").groupby(of_arm["patient_id"]).sum()


def test_sessions_attended(sessions):
    counts = attended_by(sessions, "needling")
    assert counts.max() == 13
    assert counts.mean() == pytest.approx(9.7, abs=0.4)
    assert counts.std() == pytest.approx(4, abs=0.5)
    assert attended_by(sessions, "standard").max() == 4


def test_those_who_improve_come_more_often(simulated, sessions):
    """The trap of a dose-response: sessions do nothing here, yet those seen at week 12 who had more improved more."""
    frame = simulated.frame
    day = (frame["session_date"] - frame["index_date"]).dt.days
    seen = frame.loc[frame["pain_nrs"].notna() & day.between(71, 126), "patient_id"]
    outcomes = simulated.truth.potential_outcomes
    treated = outcomes[outcomes["arm"] == "needling"].pivot(
        index="patient_id", columns="visit", values="score"
    )
    counts = attended_by(sessions, "needling")
    counts = counts[counts.index.isin(seen)]
    change = (treated["W12"] - treated["W00"]).reindex(counts.index)
    assert np.corrcoef(counts, change)[0, 1] < -0.08  # standard error 0.024


def test_standard_care_has_no_needles(sessions):
    standard = sessions[sessions["arm"] == "standard"]
    assert not standard["needled"].any()
    assert standard[["needles_n", "depth_mm", "points", "estim_hz", "therapist_id"]].isna().all(axis=None)


def test_a_missed_session_records_nothing(sessions):
    missed = sessions[sessions["status"] != "attended"]
    assert set(missed["status"]) == {"missed", "cancelled"}
    recorded = [
        "pain_pre",
        "pain_post",
        "needled",
        "needles_n",
        "exercise",
        "ae_any",
        "duration_min",
        "points",
    ]
    assert missed[recorded].isna().all(axis=None)


def test_what_was_done_is_possible(sessions):
    done = sessions[(sessions["status"] == "attended") & (sessions["arm"] == "needling")]
    assert (done["ltr_n"] <= done["needles_n"]).all()
    assert done["estim_hz"].notna().eq(done["estim"]).all()
    assert done["pain_pre"].between(0, 10).all()
    assert done["pain_post"].between(0, 10).all()


def test_session_pain_is_not_the_scheduled_outcome(sessions):
    assert sessions["pain_nrs"].isna().all()


@pytest.mark.parametrize(("term", "risk"), [(term, risk) for term, (risk, _, _) in NEEDLING_EVENTS.items()])
def test_risk_of_adverse_events_per_session(sessions, term, risk):
    done = sessions[(sessions["status"] == "attended") & (sessions["arm"] == "needling")]
    found = done["ae_term"].eq(term).mean()
    assert found == pytest.approx(risk, abs=5 * np.sqrt(risk / len(done)))


def test_only_major_events_are_serious(sessions):
    events = sessions[sessions["ae_term"].notna()]
    assert events["ae_serious"].eq(events["ae_term"] == "major adverse event").all()
    assert events.loc[events["ae_serious"], "ae_grade"].ge(3).all()
