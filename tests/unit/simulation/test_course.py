"""The course of pain against the numbers that it was designed to have."""

from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.simulation.course import calibrate_course, draw_chance, planned_shares, run_course, to_score
from dnoutcomes.simulation.parameters import PRIMARY, WEEKS, Parameters
from dnoutcomes.simulation.patients import draw_patients

N = 40_000
# Standard error of a correlation near 0.5 from N pairs is 0.004; of a mean change 0.01.


@pytest.fixture(scope="module")
def drawn():
    parameters = replace(Parameters(), therapist_sd=0.0)
    rng = np.random.default_rng(3)
    patients = draw_patients(rng, parameters, N)
    return patients, draw_chance(rng, patients, parameters), parameters


def courses(chance, parameters):
    ones = np.ones(N)
    return [
        run_course(chance, parameters, arm, calibrate_course(chance, parameters, arm, ones))
        for arm in (True, False)
    ]


def test_variance_and_correlation_within_a_cause_before_rounding(drawn):
    patients, chance, _ = drawn
    within = chance.untreated[(patients["cause"] == "diabetic").to_numpy()]
    assert within[:, 0].std() == pytest.approx(1.9, abs=0.05)
    found = np.corrcoef(within.T)[0]
    assert found[[WEEKS.index(week) for week in (4, 8, 12, 24)]] == pytest.approx(
        [0.67, 0.56, 0.48, 0.38], abs=0.03
    )


def test_correlation_of_scores_with_and_without_a_cut_at_baseline(drawn):
    _, chance, _ = drawn
    scores = to_score(chance.untreated)
    late = [WEEKS.index(week) for week in (8, 12, 24)]
    assert np.corrcoef(scores.T)[0][late] == pytest.approx([0.54, 0.48, 0.37], abs=0.03)
    chosen = scores[scores[:, 0] >= 4]
    assert np.corrcoef(chosen.T)[0][late] == pytest.approx([0.49, 0.42, 0.33], abs=0.03)
    assert chosen[:, 0].mean() == pytest.approx(6.5, abs=0.2)
    assert chosen[:, 0].std() == pytest.approx(1.6, abs=0.05)


def test_events_meet_the_planned_shares(drawn):
    _, chance, parameters = drawn
    for course, needling in zip(courses(chance, parameters), (True, False)):
        planned = planned_shares(parameters, needling)
        for event, shares in planned.items():
            assert getattr(course, event).mean(axis=0) == pytest.approx(
                shares, abs=0.012
            )  # five binomial errors
    assert planned_shares(parameters, True)["left"][PRIMARY:] == pytest.approx([0.30, 0.40])
    assert planned_shares(parameters, False)["left"][PRIMARY:] == pytest.approx([0.40, 0.50])


def test_events_stay(drawn):
    _, chance, parameters = drawn
    for course in courses(chance, parameters):
        for flags in (course.rescue, course.discontinued, course.left):
            assert not (flags[:, :-1] & ~flags[:, 1:]).any()
            assert not flags[:, 0].any()


def test_those_in_more_pain_leave_and_take_rescue(drawn):
    _, chance, parameters = drawn
    _, standard = courses(chance, parameters)
    for flags in (standard.left, standard.rescue):
        new = flags[:, 2]
        assert standard.scores[new, 1].mean() > standard.scores[~new, 1].mean() + 0.4


def test_leaving_depends_on_the_last_score_only(drawn):
    """Given the last score, those who left and those who stayed have the same next score: missing at random."""
    _, chance, parameters = drawn
    _, standard = courses(chance, parameters)
    last, following, left = (
        standard.scores[:, 1],
        standard.scores[:, 2],
        standard.left[:, 2] & ~standard.left[:, 1],
    )
    stayed = ~standard.left[:, 2]
    gaps = [
        following[left & (last == k)].mean() - following[stayed & (last == k)].mean() for k in range(4, 9)
    ]
    assert np.mean(gaps) == pytest.approx(0, abs=0.1)


def test_mnar_delta_makes_unseen_scores_worse_by_so_much(drawn):
    _, chance, parameters = drawn
    worse = replace(parameters, mnar_delta=1.0, smallest_baseline=0)
    intercepts = calibrate_course(chance, parameters, False, np.ones(N))
    plain, shifted = (run_course(chance, item, False, intercepts) for item in (parameters, worse))
    first = shifted.left[:, 3] & ~shifted.left[:, 2]
    difference = shifted.scores[:, 3] - plain.scores[:, 3]
    assert set(difference[~shifted.left[:, 3]]) == {0.0}
    assert difference[first].mean() == pytest.approx(
        1.0, abs=0.06
    )  # a tenth of the scores are near the ceiling


def test_no_effect_means_the_same_score_in_both_arms(drawn):
    patients, _, parameters = drawn
    nothing = replace(parameters, effect_scale=0.0, individual_sd=0.0, rescue_share=(0.15, 0.15))
    chance = draw_chance(np.random.default_rng(4), patients, nothing)
    needling, standard = courses(chance, nothing)
    assert (needling.scores == standard.scores).all()


def test_rescue_lowers_pain_from_then_on(drawn):
    _, chance, parameters = drawn
    none = replace(parameters, rescue_effect=0.0)
    intercepts = calibrate_course(chance, parameters, False, np.ones(N))
    treated, untreated = (run_course(chance, item, False, intercepts) for item in (parameters, none))
    both = treated.rescue[:, 1] & untreated.rescue[:, 1]
    # -0.6 times (1 - the share with rescue), which is taken out of everybody so that the mean course stays.
    expected = -0.6 * (1 - 0.25 * parameters.rescue_share[1])
    assert (treated.scores - untreated.scores)[both, 1].mean() == pytest.approx(expected, abs=0.05)
