import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare import expected_regression_to_mean
from dnoutcomes.errors import ModelError


def selected(n=4000, correlation=0.5, cut=None, seed=3, effect=0.0):
    """Patients of a population with mean 6 and SD 1.8 whose scores regress by `correlation`, selected at a cut."""
    rng = np.random.default_rng(seed)
    before = rng.normal(6, 1.8, n)
    after = 6 + correlation * (before - 6) + rng.normal(0, 1.8 * np.sqrt(1 - correlation**2), n)
    arm = np.where(np.arange(n) % 2 == 0, "needling", "standard")
    kept = np.ones(n, bool) if cut is None else before >= cut
    ids = np.array([f"P{i:05d}" for i in range(n)])
    patients = pd.DataFrame({"patient_id": ids, "arm": arm, "cause": "diabetic"})[kept]
    scores = pd.DataFrame({0: before, 84: after + effect * (arm == "needling")}, index=ids)[kept]
    return patients, scores


DECLARED = {
    "outcome": "pain_nrs",
    "instruments": {"pain_nrs": {"label": "score", "direction": "lower"}},
    "responders": [{"value": 2, "scale": "points"}],
}


def test_the_change_of_untreated_selected_patients_is_foretold(make):
    patients, scores = selected(cut=6.0)
    analysis = make(patients, scores, **DECLARED)
    seen = analysis.at_visit().query("arm == 'needling'")
    error = seen["change"].std() / np.sqrt(len(seen))
    for known in ({"population_mean": 6.0}, {"eligibility_cut": 6.0}):
        expected = expected_regression_to_mean(analysis, **known)
        # Nothing was done to anybody, so that the observed change is regression to the mean and sampling error.
        assert expected.estimate == pytest.approx(seen["change"].mean(), abs=4 * error)
        assert expected.estimate < -0.5
    assert expected.method == "eligibility cut"


def test_the_slope_survives_the_selection_that_shrinks_the_correlation(make):
    analysis = make(*selected(cut=7.0), **DECLARED)
    rows = analysis.at_visit().query("arm == 'standard'")
    assert np.corrcoef(rows["baseline"], rows["value"])[0, 1] < 0.35
    assert expected_regression_to_mean(analysis).slope == pytest.approx(0.5, abs=0.15)


def test_by_hand_with_a_population_mean(make):
    patients = pd.DataFrame(
        {"patient_id": list("abcdef"), "arm": ["standard"] * 3 + ["needling"] * 3, "cause": "diabetic"}
    )
    scores = pd.DataFrame({0: [4, 6, 8, 7, 8, 9.0], 84: [4, 5, 6, 3, 3, 3.0]}, index=list("abcdef"))
    expected = expected_regression_to_mean(make(patients, scores), population_mean=6)
    assert (expected.slope, expected.mean_baseline) == (pytest.approx(0.5), 8)
    assert expected.estimate == pytest.approx(0.5 * (6 - 8))
    assert "regression to the mean alone" in expected.text
    other = expected_regression_to_mean(make(patients, scores))
    # Score at the visit in the reference arm: 2 + baseline / 2, so 6 at a baseline of 8.
    assert (other.method, other.estimate) == ("reference arm", pytest.approx(-2))
    assert "patients of arm standard with the same baseline (8.00) changed by -2.00 points" in other.text


def test_a_population_mean_goes_before_a_cut(make):
    analysis = make(*selected(400, cut=5.0), **DECLARED)
    expected = expected_regression_to_mean(analysis, population_mean=5.0, eligibility_cut=5.0)
    assert (expected.method, expected.mean_population) == ("population mean", 5.0)


def test_a_whole_number_at_the_cut_stands_for_what_rounds_to_it(make):
    patients, scores = selected(cut=3.5)
    analysis = make(patients, scores.round().clip(0, 10))
    expected = expected_regression_to_mean(analysis, eligibility_cut=4)
    assert expected.mean_population == pytest.approx(6, abs=0.3)


def test_too_little_in_the_reference_arm_is_said(make):
    patients, scores = selected(60)
    same = scores.copy()
    same.loc[(patients["arm"] == "standard").to_numpy(), 0] = 6.0
    with pytest.raises(ModelError, match="too few with different baselines"):
        expected_regression_to_mean(make(patients, same))
