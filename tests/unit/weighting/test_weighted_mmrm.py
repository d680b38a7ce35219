import sys

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting import effect, weighted_mmrm

VISITS = ["W4", "W12"]


def patients(n=120, seed=5):
    rng = np.random.default_rng(seed)
    baseline, severe = rng.normal(6, 1.5, n), rng.integers(0, 2, n)
    treated = rng.random(n) < 1 / (1 + np.exp(-0.5 * (baseline - 6) - 0.5 * severe))
    level = 0.6 * baseline + 0.7 * severe + rng.normal(0, 0.8, n)
    frame = pd.DataFrame({"patient": [f"P{i}" for i in range(n)], "baseline": baseline, "severe": severe})
    frame["arm"] = pd.Categorical(np.where(treated, "needling", "standard"), ["standard", "needling"])
    for j, visit in enumerate(VISITS):
        frame[visit] = level - (0.4 + 0.5 * j) * treated + rng.normal(0, 1, n)
    return frame


def long(frame):
    rows = frame.melt(["patient", "baseline", "severe", "arm"], VISITS, var_name="visit", value_name="pain")
    return rows.assign(visit=pd.Categorical(rows["visit"], VISITS))


def estimate(data, formula="pain ~ arm * visit", **options):
    arguments = {
        "subject": "patient", "visit": "visit", "treatment": "arm", "covariates": ["baseline", "severe"],
        "replicates": 20,
    } | options  # fmt: skip
    return weighted_mmrm(formula, data, **arguments)


@pytest.mark.parametrize("estimand", ["overlap", "ate", "att"])
def test_complete_visits_without_covariates_are_the_weighted_differences(estimand):
    frame = patients()
    found = estimate(long(frame), estimand=estimand).frame.set_index("visit")
    for visit in VISITS:
        other = effect(
            frame, outcome=visit, treatment="arm", covariates=["baseline", "severe"], estimand=estimand
        ).frame.iloc[0]  # fmt: skip
        assert found.loc[visit, "contrast"] == "needling - standard"
        assert found.loc[visit, "estimate"] == pytest.approx(other["estimate"], abs=1e-6)


def test_bootstrap_error_agrees_with_stacked_equations():
    frame = patients()
    found = estimate(long(frame), replicates=200).frame.set_index("visit")
    for visit in VISITS:
        other = effect(frame, outcome=visit, treatment="arm", covariates=["baseline", "severe"]).frame.iloc[0]
        # The error of an error from 200 replicates is 5 %; three of those, and 5 % for n = 120.
        assert found.loc[visit, "std_error"] == pytest.approx(other["std_error"], rel=0.2)


def test_order_of_rows_and_names_of_patients_do_not_matter():
    data = long(patients())
    first_seen = data.sort_values(["patient", "visit"], ignore_index=True)
    renamed = first_seen.assign(patient="X" + first_seen["patient"])
    plain, other = estimate(first_seen).frame, estimate(renamed).frame
    pd.testing.assert_frame_equal(plain, other)
    shuffled = estimate(data.sample(frac=1, random_state=1)).frame
    assert shuffled["estimate"].tolist() == pytest.approx(plain["estimate"].tolist(), abs=1e-6)


def test_any_number_of_processes_gives_the_same():
    data = long(patients())
    pd.testing.assert_frame_equal(estimate(data, n_jobs=2).frame, estimate(data).frame)


def test_replicates_from_moments_are_those_of_refitted_rows(monkeypatch):
    data = long(patients()).assign(site=lambda frame: np.where(frame["patient"] == "P7", "small", "large"))
    formula = "pain ~ baseline * visit + arm * visit + site"
    quick = estimate(data, formula).frame
    target = sys.modules["dnoutcomes.weighting.weighted_mmrm"]
    monkeypatch.setattr(target, "_moments", lambda *parts: target._Rows(*parts))
    slow = estimate(data, formula).frame
    assert quick["std_error"].tolist() == pytest.approx(slow["std_error"].tolist(), rel=1e-5)


def test_missing_visits_and_covariates_in_the_model():
    data = long(patients())
    data.loc[data.index % 9 == 0, "pain"] = np.nan
    found = estimate(data, "pain ~ baseline * visit + arm * visit")
    assert np.isfinite(found.frame["estimate"]).all()
    assert found.frame["n_subjects"].max() <= 120
    assert any(note.startswith("Errors: bootstrap of subjects, 20 replicates") for note in found.notes)


def test_trimmed_patients_are_left_out():
    found = estimate(long(patients()), estimand="ate", trim=0.3)
    assert found.frame["n_subjects"].max() < 120
    assert any("Trimmed to scores" in note for note in found.notes)


def test_the_visits_can_be_tested_together():
    found = estimate(long(patients()))
    statistic, df_num, df_denom = found.inference.joint(np.eye(2))
    assert (df_num, df_denom) == (2, np.inf)
    assert statistic > 0
    assert found.inference.terms == ("W4 needling - standard", "W12 needling - standard")


@pytest.mark.parametrize(
    ("change", "formula", "options", "message"),
    [
        (lambda d: d, "pain ~ visit", {}, "the formula 'pain ~ visit' doesn't hold 'arm'"),
        (
            lambda d: d.assign(severe=np.arange(len(d)) % 2), "pain ~ arm * visit", {},
            "'severe' changes within 120 of 120 subjects",
        ),
        (lambda d: d, "pain ~ arm * visit", {"subject": "id"}, "subject 'id' is not a column"),
        (lambda d: d[d["arm"] == "needling"], "pain ~ arm * visit", {}, "exactly two arms"),
        (lambda d: d, "pain ~ arm * visit", {"stabilised": True}, "stabilised weights belong to estimand 'ate'"),
    ],
)  # fmt: skip
def test_what_cannot_be_fitted_is_refused(change, formula, options, message):
    data = long(patients()).sort_values(["patient", "visit"], ignore_index=True)
    with pytest.raises(ModelError, match=message.replace("*", r"\*")):
        estimate(change(data), formula, **options)
