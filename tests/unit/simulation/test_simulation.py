"""simulate as a whole: same seed, same data; options change what they name; confounding can be adjusted for."""

import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.errors import DnOutcomesError


def week_12(simulated):
    """One row per patient seen at week 12: change, baseline and the patient's columns."""
    frame = simulated.frame
    scored = frame[frame["pain_nrs"].notna()]
    day = (scored["session_date"] - scored["index_date"]).dt.days
    change = scored[day.between(71, 126)].set_index("patient_id")["pain_nrs"].astype(float)
    baseline = scored[day <= 0].set_index("patient_id")["pain_nrs"].astype(float)
    patients = frame.groupby("patient_id").first()
    return patients.assign(baseline=baseline, change=change - baseline).dropna(subset=["change"])


def difference(data, adjusted):
    """Difference of change between the arms, by least squares."""
    columns = [np.ones(len(data)), (data["arm"] == "needling").to_numpy(float)]
    if adjusted:
        dummies = pd.get_dummies(data[["nerve_status", "site_id", "cause"]], drop_first=True).to_numpy(float)
        numbers = data[["baseline", "age", "opioid"]].to_numpy(float)
        columns += [*dummies.T, *numbers.T]
    design = np.column_stack(columns)
    return np.linalg.lstsq(design, data["change"].to_numpy(float), rcond=None)[0][1]


def test_same_seed_same_data():
    one, two, other = (dn.simulate("trial", n=40, seed=seed).frame for seed in (1, 1, 2))
    assert one.equals(two)
    assert not one.equals(other)


def test_number_of_patients_and_arms():
    clinic = dn.simulate().frame
    arms = clinic.groupby("patient_id")["arm"].first().value_counts()
    assert arms.sum() == 480
    assert arms["needling"] / 480 == pytest.approx(0.6, abs=0.09)
    trial = dn.simulate("trial").frame.groupby("patient_id")["arm"].first().value_counts()
    assert trial.to_dict() == {"needling": 80, "standard": 80}


def test_one_patient_is_enough():
    assert dn.simulate("clinic", n=1).frame["patient_id"].nunique() == 1


def test_unknown_preset_is_named():
    with pytest.raises(DnOutcomesError, match="unknown preset 'trail'; did you mean 'trial'"):
        dn.simulate("trail")


def test_the_naive_difference_of_the_clinic_is_biased_as_designed_and_can_be_adjusted_for():
    simulated = dn.simulate("clinic", n=12_000, seed=8, therapist_sd=0.0)
    truth = simulated.truth.overall.set_index("visit").loc["W12"]
    data = week_12(simulated)
    # Standard error of the difference with some 7,800 patients seen is 0.045.
    assert difference(data, adjusted=False) == pytest.approx(truth["naive_seen"], abs=0.15)
    assert truth["naive_seen"] < truth["population"] - 0.4
    assert difference(data, adjusted=True) == pytest.approx(truth["population"], abs=0.15)


def test_the_trial_needs_no_adjustment():
    simulated = dn.simulate("trial", n=8_000, seed=8, therapist_sd=0.0)
    truth = simulated.truth.overall.set_index("visit").loc["W12"]
    assert difference(week_12(simulated), adjusted=False) == pytest.approx(truth["population"], abs=0.15)


def test_the_null_has_no_difference():
    simulated = dn.simulate("null", n=8_000, seed=8)
    assert (simulated.truth.effects[["population", "sample"]].dropna() == 0).all(axis=None)
    assert difference(week_12(simulated), adjusted=False) == pytest.approx(0, abs=0.15)


def test_mnar_makes_those_who_are_seen_look_too_good():
    simulated = dn.simulate("trial", n=8_000, seed=8, mnar_delta=1.0, missing_share=(0.3, 0.1))
    truth = simulated.truth.overall.set_index("visit").loc["W12"]
    assert difference(week_12(simulated), adjusted=False) < truth["population"] - 0.1


def test_therapists_differ_as_much_as_asked():
    spread = []
    for sd in (0.0, 0.6):
        simulated = dn.simulate("trial", n=4_000, seed=8, therapist_sd=sd)
        scores = simulated.truth.potential_outcomes.pivot(
            index="patient_id", columns=["arm", "visit"], values="score"
        )
        gain = scores["needling", "W12"] - scores["standard", "W12"]
        therapist = simulated.frame.groupby("patient_id")["therapist_id"].first()
        spread.append(gain.groupby(therapist).mean().std())
    assert spread[0] < 0.15
    assert 0.3 < spread[1] < 1.1
