import numpy as np
import pytest

import dnoutcomes as dn
from dnoutcomes.simulation.parameters import Parameters
from dnoutcomes.simulation.truth import FAULT_COLUMNS, mechanism, missingness


@pytest.fixture(scope="module")
def simulated():
    return dn.simulate("clinic", n=3000, seed=5)


def test_sample_effects_come_from_both_potential_outcomes(simulated):
    outcomes = simulated.truth.potential_outcomes
    scores = outcomes.pivot(index=["patient_id", "cause", "visit"], columns="arm", values="score")
    gain = (scores["needling"] - scores["standard"]).rename("gain").reset_index()
    by_cause = gain.groupby(["cause", "visit"])["gain"].mean()
    told = simulated.truth.effects.set_index(["cause", "visit"])["sample"]
    assert told.to_numpy() == pytest.approx(by_cause.reindex(told.index).to_numpy())
    overall = simulated.truth.overall.set_index("visit")["sample"]
    assert overall.to_numpy() == pytest.approx(
        gain.groupby("visit")["gain"].mean().reindex(overall.index).to_numpy()
    )


def test_observed_scores_are_the_potential_outcomes_of_the_own_arm(simulated):
    frame = simulated.frame
    seen = frame[frame["pain_nrs"].notna()]
    day = (seen["session_date"] - seen["index_date"]).dt.days
    visit = np.array(["W00", "W02", "W04", "W08", "W12", "W24"])[
        np.abs(day.to_numpy()[:, None] - 7 * np.array([0, 2, 4, 8, 12, 24])).argmin(axis=1)
    ]
    joined = seen.assign(visit=visit).merge(
        simulated.truth.potential_outcomes, on=["patient_id", "arm", "visit"]
    )
    assert len(joined) == len(seen)
    assert (joined["pain_nrs"].astype(float) == joined["score"]).all()


def test_sample_and_population_agree_within_sampling_error(simulated):
    last = simulated.truth.overall.set_index("visit").loc["W12"]
    # Individual effects have an SD of about 1; the mean of eight therapists one of 0.25 / sqrt(8).
    assert last["sample"] == pytest.approx(
        last["population"], abs=4 * np.hypot(1 / np.sqrt(3000), 0.25 / np.sqrt(8))
    )
    assert last["standardised"] == pytest.approx(last["population"], abs=0.03)


def test_propensities_predict_the_arms(simulated):
    told = simulated.truth.propensity.set_index("patient_id")["propensity"]
    arm = simulated.frame.groupby("patient_id")["arm"].first().eq("needling")
    fifth = told.rank(pct=True).mul(5).clip(upper=4.999).astype(int)
    share, expected = arm.groupby(fifth).mean(), told.groupby(fifth).mean()
    assert share.to_numpy() == pytest.approx(expected.to_numpy(), abs=5 * 0.5 / np.sqrt(600))


def test_cause_that_nobody_has_is_missing_in_the_sample_only():
    few = dn.simulate("trial", n=4, seed=1).truth.effects
    absent = few["n_patients"] == 0
    assert absent.any()
    assert few.loc[absent, "sample"].isna().all()
    assert few["population"].notna().all()


def test_clean_presets_list_no_faults(simulated):
    assert simulated.truth.faults.empty
    assert list(simulated.truth.faults.columns) == list(FAULT_COLUMNS)


def test_each_arm_loses_the_share_that_was_planned_for_it():
    shares = missingness(Parameters(missing_share=(0.1, 0.4), missing_more_later=0.05))
    assert shares.loc[shares["week"] == 12, ["arm", "planned_share"]].to_numpy().tolist() == [
        ["needling", pytest.approx(0.1)],
        ["standard", pytest.approx(0.4)],
    ]


def test_mechanism_says_how_patients_leave():
    assert "missing at random" in mechanism(Parameters())
    assert "1 points worse (missing not at random)" in mechanism(Parameters(mnar_delta=1.0))
