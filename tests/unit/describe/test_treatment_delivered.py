import math
from dataclasses import replace

import pytest

from dnoutcomes.describe.treatment_delivered import treatment_delivered


@pytest.fixture
def table(small_clinic, both_arms):
    """n1: sessions of 10 and 14 needles a week apart and one missed; n2: one of 6; s1: one session of exercise."""

    def session(needles, twitches, points, **more):
        return {
            "status": "attended",
            "needled": "yes",
            "needles_n": needles,
            "ltr_n": twitches,
            "points": points,
        } | more

    rows = [
        *both_arms,
        (
            "n1",
            "2025-01-08",
            "session",
            None,
            session(10, 5, "soleus l; soleus r", exercise="yes", therapist_id="T1"),
        ),
        ("n1", "2025-01-15", "session", None, session(14, 0, "soleus l", exercise="no", therapist_id="T2")),
        ("n1", "2025-01-22", "session", None, {"status": "missed"}),
        ("n2", "2025-01-01", "assessment", 6, {}),
        (
            "n2",
            "2025-01-08",
            "session",
            None,
            session(6, None, "tibialis", estim="yes", estim_hz=4, therapist_id="T1"),
        ),
        ("n2", "2025-01-09", "session", None, {"status": "attended", "needled": "no", "therapist_id": "T1"}),
        ("s1", "2025-01-08", "session", None, {"status": "attended", "exercise": "yes", "duration_min": 30}),
    ]
    return treatment_delivered(small_clinic(rows))


def of(table, item, description, level="", arm="needling"):
    chosen = (table["item"] == item) & (table["description"] == description) & (table["level"] == level)
    return table[chosen & (table["arm"] == arm)].iloc[0]


def test_needles_and_responses_by_hand(table):
    needles = of(table, "2a", "needles per session")
    assert needles[["value", "low", "high", "n", "n_missing", "n_patients"]].tolist() == [10, 6, 14, 3, 0, 2]
    twitch = of(table, "2d", "a local twitch response")
    assert twitch[["value", "n", "n_missing"]].tolist() == [0.5, 2, 1]
    assert of(table, "2d", "local twitch responses per needle")["value"] == pytest.approx(0.25)


def test_sides_and_points_by_hand(table):
    assert of(table, "2b", "a point needled on both sides")[["value", "n", "n_missing"]].tolist() == [
        0.5,
        2,
        1,
    ]
    assert of(table, "2b", "point", "soleus")["value"] == pytest.approx(2 / 3)
    assert of(table, "2b", "points per session")["value"] == 1


def test_variation_by_hand(table):
    """Points: soleus 2, tibialis 1. Needles: n1 10, 14 (mean 12), n2 6; grand mean 10; within SS 8 on 1 df."""
    entropy = -(2 / 3 * math.log(2 / 3) + 1 / 3 * math.log(1 / 3))
    row = of(table, "1c", "variation of points: as many as equally frequent")
    assert row["value"] == pytest.approx(math.exp(entropy))
    within = of(table, "1c", "variation of needles per session within patients")
    assert within["value"] == pytest.approx(math.sqrt(8) / 10)
    between = of(table, "1c", "variation of needles per session between patients")
    assert between["value"] == pytest.approx(math.sqrt(18) / 9)
    assert of(table, "1c", "variation of points: share of the largest possible")["value"] == pytest.approx(
        entropy / math.log(2)
    )


def test_sessions_per_patient_by_hand(table):
    assert of(table, "3a", "sessions planned per patient")[["value", "low", "high", "n"]].tolist() == [
        2.5,
        2,
        3,
        2,
    ]
    assert of(table, "3a", "sessions attended per patient")["value"] == 2
    assert of(table, "3a", "planned sessions attended")["value"] == 0.8
    assert of(table, "3b", "sessions per week")["high"] == 7
    assert of(table, "3b", "sessions per week")["low"] == 1


def test_patients_without_a_session_count_as_none(small_clinic, both_arms):
    rows = [
        *both_arms,
        ("n2", "2025-01-01", "assessment", 6, {}),
        ("n1", "2025-01-08", "session", None, {"status": "attended"}),
    ]
    row = of(treatment_delivered(small_clinic(rows)), "3a", "sessions attended per patient")
    assert row[["value", "low", "n"]].tolist() == [0.5, 0, 2]


def test_variation_of_sessions_is_of_the_patients_that_their_mean_is_of(small_clinic, both_arms):
    """Of two numbers of patients that differ by those without a session, that number would follow."""
    rows = [
        *both_arms,
        ("n2", "2025-01-01", "assessment", 6, {}),
        ("n1", "2025-01-08", "session", None, {"status": "attended"}),
        ("n1", "2025-01-15", "session", None, {"status": "attended"}),
    ]
    table = treatment_delivered(small_clinic(rows))
    mean = of(table, "3a", "sessions attended per patient")
    variation = of(table, "1c", "variation of sessions attended between patients")
    assert variation["n"] == mean["n"] == 2
    assert variation["value"] == pytest.approx(mean["spread"] / mean["value"])


def test_other_components_by_arm(table):
    assert of(table, "4a", "other component", "exercise")[["value", "n", "n_missing"]].tolist() == [0.5, 2, 2]
    assert of(table, "6b", "other component", "exercise", "standard")["value"] == 1
    assert of(table, "6b", "length of a session", arm="standard")["value"] == 30


def test_practitioners_are_counted_and_not_named(table):
    assert of(table, "5", "practitioners")["value"] == 2
    assert not table.astype(str).isin(["T1", "T2"]).any(axis=None)


def test_what_is_not_recorded_has_no_value_and_no_n(table):
    gauge = of(table, "2g", "diameter of the needles")
    assert math.isnan(gauge["value"])
    assert gauge[["n", "n_missing"]].tolist() == [0, 3]


def test_a_file_without_sessions_has_every_row_empty(some_clinic):
    records = some_clinic.outcomes.records[
        ["patient_id", "arm", "cause", "session_date", "pain_nrs", "source_row"]
    ]
    bare = treatment_delivered(replace(some_clinic, outcomes=replace(some_clinic.outcomes, records=records)))
    assert (bare["n"] == 0).all()
    assert bare["value"].isna().all()


def test_rows_are_in_the_order_of_the_list(some_clinic):
    items = treatment_delivered(some_clinic)["item"].tolist()
    assert items == sorted(items)
