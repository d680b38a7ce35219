"""What a fair comparison meets in real clinics: each gives a clear answer or a clear refusal."""

import numpy as np
import pandas as pd
import pytest

import dnoutcomes as dn
from dnoutcomes.analysis import derive_analysis
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.sensitivity import METHODS

VISITS = ({"name": "W4", "day": 28}, {"name": "W12", "day": 84})


def clinic(n=80, causes=("diabetic", "traumatic"), change=lambda frame: frame, **plan):
    """Make an analysis of `n` patients; `change` alters the wide frame of scores by day before it is read."""
    rng = np.random.default_rng(4)
    wide = pd.DataFrame(
        {
            "patient_id": [f"P{i:03d}" for i in range(n)],
            "arm": np.where(np.arange(n) % 2 == 0, "needling", "standard"),
            "cause": [causes[i % 4 // 2 % len(causes)] for i in range(n)],
            "age": rng.normal(60, 8, n).round(),
        }
    )
    level = rng.normal(6, 1, n)
    for day in (0.0, 28.0, 84.0):
        wide[day] = (level + rng.normal(0, 1, n)).round(1)
    wide = change(wide)
    records = wide.melt(["patient_id", "arm", "cause", "age"], var_name="study_day", value_name="pain_nrs")
    records = records.dropna(subset="pain_nrs").astype({"study_day": float, "pain_nrs": float})
    records = records.assign(source_row=np.arange(2, len(records) + 2)).reset_index(drop=True)
    outcomes = Outcomes(records, pd.DataFrame(), pd.DataFrame(), None, "pain_nrs", "study_day")
    return derive_analysis(outcomes, dn.Plan(**({"visits": VISITS, "covariates": ["age"]} | plan)))


def with_column(day, values):
    def change(frame):
        changed = frame.copy()
        changed[day] = values(frame)
        return changed

    return change


@pytest.mark.parametrize("arm", ["needling", "standard"])
def test_everyone_of_an_arm_lost_at_the_visit(arm):
    analysis = clinic(change=with_column(84.0, lambda frame: frame[84.0].mask(frame["arm"] == arm)))
    panel = dn.sensitivity_panel(analysis)
    frame = panel.estimates.frame
    assert frame.loc[frame["method"] == "ANCOVA", "reason"].iloc[0]
    assert frame["estimate"][frame["reason"] != ""].isna().all()
    assert panel.words
    for call in (dn.compare_weighted, dn.pool_causes, dn.compare_subgroups):
        with pytest.raises(DnOutcomesError, match=r"arm|needling|standard|effect"):
            call(analysis)


def test_a_cause_with_one_arm_is_left_out_by_name():
    def one_arm(frame):
        rare = (frame["arm"] == "needling") & (np.arange(len(frame)) < 20)
        return frame.assign(cause=np.where(rare, "infectious", frame["cause"]))

    analysis = clinic(change=one_arm, pool_causes_below=0)
    pooled = dn.pool_causes(analysis)
    assert any("infectious" in note for note in pooled.notes)
    assert pooled.frame.loc[pooled.frame["cause"] == "infectious", "estimate"].isna().all()
    with pytest.raises(DnOutcomesError, match=r"cause\[infectious\]"):
        dn.propensity(analysis)


def test_a_small_cause_that_is_pooled_and_still_has_one_arm_takes_the_next_one_in():
    def one_arm(frame):
        rare = (frame["arm"] == "needling") & (np.arange(len(frame)) < 4)
        return frame.assign(cause=np.where(rare, "infectious", frame["cause"]))

    analysis = clinic(change=one_arm, causes=("diabetic", "traumatic"))
    by_arm = pd.crosstab(analysis.patients["cause_modelled"], analysis.patients["arm"])
    assert (by_arm >= analysis.plan.pool_causes_below).all(axis=None)
    assert any("infectious" in note for note in analysis.notes)
    assert np.isfinite(dn.propensity(analysis).weights).all()


@pytest.mark.parametrize("score", [0.0, 6.0])
def test_the_same_score_for_everybody(score):
    analysis = clinic(change=with_column(84.0, lambda frame: score))
    panel = dn.sensitivity_panel(analysis)
    assert len(panel.estimates.frame) == len(METHODS)
    assert panel.words


def test_all_or_nobody_responds_in_an_arm():
    treated_only = with_column(84.0, lambda frame: np.where(frame["arm"] == "needling", 0.0, frame[0.0]))
    frame = dn.sensitivity_panel(clinic(change=treated_only)).estimates.frame.set_index("method")
    row = frame.loc["Missing as non-responders"]
    assert row["reason"] or (0.5 < row["estimate"] <= 1.0)


def test_four_patients_are_refused_or_answered_method_by_method():
    panel = dn.sensitivity_panel(clinic(n=4, pool_causes_below=0))
    frame = panel.estimates.frame
    assert ((frame["reason"] != "") | frame["estimate"].notna()).all()
    assert any(sentence.startswith("Without an answer") for sentence in panel.words)


def test_covariates_that_tell_the_arm():
    def told(frame):
        return frame.assign(age=np.where(frame["arm"] == "needling", 70.0, 50.0))

    with pytest.raises(DnOutcomesError, match=r"age.*separation"):
        dn.balance(clinic(change=told))


def test_nobody_missed_a_visit():
    panel = dn.sensitivity_panel(clinic())
    frame = panel.estimates.frame.set_index("method")
    assert (frame["reason"] == "").all()
    assert frame.loc["Complete cases", "estimate"] == pytest.approx(frame.loc["ANCOVA", "estimate"])
    assert frame.loc["Jump to reference", "estimate"] == pytest.approx(
        frame.loc["Imputed at random (MAR)", "estimate"]
    )
    assert "nothing depends on missing scores" in panel.tipping.sentence
