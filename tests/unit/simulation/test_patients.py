import numpy as np
import pandas as pd
import pytest

from dnoutcomes.simulation.parameters import CAUSES, Parameters
from dnoutcomes.simulation.patients import (
    THERAPISTS,
    by_level,
    draw_levels,
    draw_patients,
    effect_modifier,
    mean_modifiers,
)

N = 40_000


@pytest.fixture(scope="module")
def patients():
    return draw_patients(np.random.default_rng(1), Parameters(), N)


def test_shares_of_causes(patients):
    shares = patients["cause"].value_counts(normalize=True)
    for profile in CAUSES:
        # Five binomial standard errors.
        assert shares[profile.name] == pytest.approx(
            profile.share, abs=5 * np.sqrt(profile.share * (1 - profile.share) / N)
        )


def test_age_and_sex(patients):
    assert patients["age"].mean() == pytest.approx(61, abs=0.3)
    assert patients["age"].std() == pytest.approx(11, abs=0.3)
    assert patients["age"].between(18, 92).all()
    assert (patients["age"] > 89).any()
    assert (patients["sex"] == "F").mean() == pytest.approx(0.52, abs=0.0125)


def test_therapists_work_at_one_site(patients):
    assert patients["therapist"].nunique() == 8
    assert patients["site_id"].nunique() == 3
    for site, team in THERAPISTS.items():
        assert set(patients.loc[patients["site_id"] == site, "therapist"]) == set(team)


def test_mean_modifiers_are_the_means_of_the_modifier(patients):
    modifier = effect_modifier(patients, Parameters())
    expected = mean_modifiers(Parameters())
    for profile in CAUSES:
        there = (patients["cause"] == profile.name).to_numpy()
        error = modifier[there].std() / np.sqrt(there.sum())
        assert modifier[there].mean() == pytest.approx(expected[profile.name], abs=5 * error)


def test_structural_damage_halves_the_effect_and_a_long_course_takes_three_tenths(patients):
    modifier = effect_modifier(patients, Parameters())
    fresh = patients["duration_months"] <= 36
    structural = patients["nerve_status"] == "structural"
    irritated = patients["nerve_status"] == "compressed_irritated"
    assert set(modifier[irritated & fresh]) == {1.0}
    assert set(modifier[structural & fresh]) == {0.5}
    assert set(modifier[structural & ~fresh]) == {0.35}


def test_one_cause_only_where_asked():
    assert set(draw_patients(np.random.default_rng(1), Parameters(), 50, "hereditary")["cause"]) == {
        "hereditary"
    }


def test_levels_with_share_zero_are_never_drawn():
    assert set(draw_levels(np.random.default_rng(1), ("a", "b", "c"), (0.5, 0.0, 0.5), 1000)) == {"a", "c"}


def test_a_value_by_level_is_that_of_each_patients_own_level(patients):
    column = pd.Series(["b", "a", "c", "a"], index=[7, 3, 5, 9])
    assert by_level(column, {"a": 2, "b": 0.25, "c": -1, "nobody's": 8}).tolist() == [0.25, 2, -1, 2]
    values = {name: len(name) + 0.5 for name in patients["cause"].unique()}
    assert by_level(patients["cause"], values).tolist() == [values[name] for name in patients["cause"]]
    with pytest.raises(KeyError, match="c"):
        by_level(column, {"a": 2, "b": 0.25})


def test_each_of_a_team_has_the_same_share_of_the_sites_patients(patients):
    for site, team in THERAPISTS.items():
        shares = patients.loc[patients["site_id"] == site, "therapist"].value_counts(normalize=True)
        assert shares.to_numpy() == pytest.approx(1 / len(team), abs=0.03)


def test_symptoms_last_half_as_long_after_chemotherapy(patients):
    medians = patients.groupby("cause")["duration_months"].median()
    assert medians["chemotherapy"] == pytest.approx(14, abs=1)
    assert medians.drop("chemotherapy").between(27, 33).all()
