import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare import compare_arms
from dnoutcomes.errors import ModelError, PlanError
from dnoutcomes.estimates import COLUMNS

LABELS = ["outcome", "cause", "population", "visit", "contrast", "analysis"]
MAIN = "all patients, main effect"
STANDARDISED = "all patients, standardised to the mix of causes"
TOGETHER = "all patients together"

SIDES = ("benefit", "harm")


def row(estimates, cause, analysis="adjusted", label="cause"):
    names = estimates.frame[label].fillna(estimates.frame["population"])
    found = estimates.frame[(names == cause) & (estimates.frame["analysis"] == analysis)]
    assert len(found) == 1
    return found.iloc[0]


def test_one_tidy_frame_with_every_analysis_of_every_group(make, trial):
    effects = compare_arms(make(*trial, covariates=["age", "sex"]))
    frame = effects.frame
    assert list(frame.columns) == [*LABELS, *COLUMNS]
    assert not frame.duplicated(LABELS).any()
    causes = ["diabetic", "chemotherapy", "traumatic"]
    for analysis, rows in frame.groupby("analysis", sort=False):
        overall = [MAIN, STANDARDISED] if analysis == "adjusted" else [TOGETHER]
        groups = [] if analysis.endswith("risk difference, adjusted") else causes
        assert rows["cause"].dropna().tolist() == groups, analysis
        assert rows["population"].dropna().tolist() == overall, analysis
        assert rows["cause"].isna().tolist() == rows["population"].notna().tolist()
    assert {"adjusted", "unadjusted", "hedges_g", "30 % responders: risk difference"} <= set(
        frame["analysis"]
    )
    assert frame["contrast"].unique().tolist() == ["needling - standard"]
    assert frame["visit"].unique().tolist() == ["W12"]


def test_the_plan_decides_visit_errors_and_level_unless_the_call_does(make, trial):
    analysis = make(*trial, primary_visit="W4", errors="classical", confidence_level=0.9)
    assert compare_arms(analysis).frame["visit"].unique().tolist() == ["W4"]
    assert compare_arms(analysis, visit="W12").frame["visit"].unique().tolist() == ["W12"]
    classical, robust = compare_arms(analysis), compare_arms(analysis, errors="HC3")
    assert (classical.details["errors"], robust.details["errors"]) == ("classical", "HC3")
    assert row(classical, MAIN)["estimate"] == pytest.approx(row(robust, MAIN)["estimate"])
    assert row(classical, MAIN)["std_error"] != pytest.approx(row(robust, MAIN)["std_error"], rel=1e-6)
    wide = compare_arms(make(*trial, primary_visit="W4", errors="classical"))
    for analysis_name in ("adjusted", "unadjusted"):
        cause = MAIN if analysis_name == "adjusted" else TOGETHER
        narrow_row, wide_row = row(classical, cause, analysis_name), row(wide, cause, analysis_name)
        assert narrow_row["conf_low"] > wide_row["conf_low"]


def test_cells_count_the_patients_behind_each_row(make, trial):
    patients, scores = trial
    scores.iloc[:10, 2] = np.nan
    effects = compare_arms(make(patients, scores))
    cells = pd.DataFrame(effects.details["cells"])
    cells = cells.groupby(cells["cause"].fillna(cells["population"]), sort=False)["n"].sum()
    assert cells[TOGETHER] == 110
    for cause in ("diabetic", "chemotherapy", "traumatic"):
        assert (
            cells[cause]
            == row(effects, cause)["n_subjects"]
            == row(effects, cause, "unadjusted")["n_subjects"]
        )
    assert any("10 of 120 patients with a baseline have no score at W12" in note for note in effects.notes)


def test_the_number_needed_is_never_negative_and_never_without_an_interval(make, trial):
    effects = compare_arms(make(*trial))
    needed = pd.DataFrame(effects.details["numbers_needed"])
    needed["cause"] = needed["cause"].fillna(needed["population"])
    needed = needed.set_index(["cause", "threshold"])
    assert len(needed) == 4 * 3
    for (cause, threshold), words in needed.iterrows():
        sides = [
            row(effects, cause, f"{threshold} responders: number needed to treat to {side}") for side in SIDES
        ]
        shown = [side for side in sides if not np.isnan(side["conf_low"])]
        assert len(shown) == len(words["segments"])
        assert all(side["conf_high"] > side["conf_low"] >= 1 for side in shown)
        assert all(np.isnan(side["estimate"]) or side["estimate"] >= 1 for side in sides)
        assert sum(np.isfinite(side["estimate"]) for side in shown) == 1
        assert words["text"].startswith("NNT")


def test_whether_causes_differ_is_one_test_and_said_in_words(make, drawn):
    patients, scores = drawn(400, effects={"diabetic": -3.0, "traumatic": 0.0})
    effects = compare_arms(make(patients, scores))
    test = effects.details["interaction"]
    assert test.df_num == 2
    assert test.p_value < 1e-6
    assert any("has one test, F(2, " in note for note in effects.notes)
    same = compare_arms(make(*drawn(400, effect=-1.0)))
    assert same.details["interaction"].p_value > 0.05


def test_the_estimand_stands_under_the_table(make, trial):
    note = compare_arms(make(*trial), visit="W4").notes[0]
    assert note.startswith("Estimand. Population: ")
    assert "to W4" in note


def test_a_design_that_was_not_randomised_is_named_in_the_notes(make, trial):
    said = "Patients weren't allocated to the arms at random"
    assert any(said in note for note in compare_arms(make(*trial)).notes)
    assert not any(said in note for note in compare_arms(make(*trial, design="randomised")).notes)


def test_a_group_other_than_cause(make, trial):
    effects = compare_arms(make(*trial, covariates=["sex"]), by="sex")
    assert list(effects.frame.columns[:4]) == ["outcome", "sex", "population", "visit"]
    assert effects.details["interaction"].hypothesis == "arm:sex"
    overall = compare_arms(make(*trial), by=None)
    assert overall.frame["cause"].isna().all()
    assert set(overall.frame["population"]) == {MAIN, TOGETHER}
    assert overall.details["interaction"] is None


def test_score_and_change_give_the_same_difference(make, drawn):
    """The adjusted difference doesn't move when the outcome is measured from another zero in everybody."""
    patients, scores = drawn()
    plain = compare_arms(make(patients, scores))
    shifted = compare_arms(make(patients, scores + 1.0))
    adjusted = plain.frame["analysis"].isin(["adjusted", "unadjusted", "hedges_g"])
    for column in ("estimate", "std_error", "conf_low", "conf_high"):
        np.testing.assert_allclose(
            plain.frame.loc[adjusted, column], shifted.frame.loc[adjusted, column], rtol=1e-7, atol=1e-9
        )


def test_the_order_of_rows_and_the_names_of_patients_change_nothing(make, trial):
    patients, scores = trial
    plain = compare_arms(make(patients, scores, covariates=["age"]))
    order = np.random.default_rng(6).permutation(len(patients))
    named = patients.assign(patient_id="X" + patients["patient_id"].str[::-1]).iloc[order]
    moved = scores.set_axis("X" + scores.index.str[::-1]).iloc[order[::-1]]
    other = compare_arms(make(named, moved, covariates=["age"]))
    pd.testing.assert_frame_equal(plain.frame, other.frame, rtol=1e-9)


def test_turning_the_reference_round_turns_every_difference(make, trial):
    forward, backward = compare_arms(make(*trial)), compare_arms(make(*trial, reference_arm="needling"))
    assert backward.frame["contrast"].unique().tolist() == ["standard - needling"]
    for analysis in ("adjusted", "unadjusted", "hedges_g", "50 % responders: risk difference"):
        left, right = (e.frame[e.frame["analysis"] == analysis] for e in (forward, backward))
        np.testing.assert_allclose(left["estimate"], -right["estimate"], atol=1e-12)
        np.testing.assert_allclose(left["conf_low"], -right["conf_high"], atol=1e-9)


def test_a_covariate_that_repeats_the_cause_changes_nothing(make, trial):
    plain = compare_arms(make(*trial)).where(analysis="adjusted").frame
    doubled = compare_arms(make(*trial, covariates=["cause"])).where(analysis="adjusted").frame
    pd.testing.assert_frame_equal(plain, doubled)


def test_nobody_responding_is_reported_as_it_is(make, trial):
    patients, scores = trial
    analysis = make(patients, scores.clip(lower=6))
    effects = compare_arms(analysis, visit="W12")
    shown = row(effects, TOGETHER, "50 % responders: risk difference")
    assert shown["estimate"] == 0
    assert shown["conf_low"] < 0 < shown["conf_high"]


def test_an_arm_that_was_not_seen_and_a_constant_outcome_are_errors(make, trial):
    patients, scores = trial
    unseen = scores.copy()
    unseen.loc[(patients["arm"] == "needling").to_numpy(), 84] = np.nan
    with pytest.raises(ModelError, match="no patient of arm 'needling' has a score at visit W12"):
        compare_arms(make(patients, unseen))
    constant = scores.copy()
    constant[84] = constant[0]
    with pytest.raises(ModelError, match="nothing to model"):
        compare_arms(make(patients, constant))
    with pytest.raises(PlanError, match="no visit 'W8'"):
        compare_arms(make(*trial), visit="W8")
    with pytest.raises(ModelError, match="unknown kind of standard error"):
        compare_arms(make(*trial), errors="HC9")


def test_a_cause_that_a_clinic_calls_all_patients_is_a_cause(make, trial):
    patients, scores = trial
    named = patients.assign(cause=patients["cause"].replace({"diabetic": MAIN, "traumatic": TOGETHER}))
    told, plain = (
        compare_arms(make(named, scores, causes=[MAIN, TOGETHER, "chemotherapy"])),
        compare_arms(make(*trial)),
    )
    for cause, name in (("diabetic", MAIN), ("traumatic", TOGETHER)):
        theirs = told.where(analysis="adjusted", cause=name).frame
        assert theirs["estimate"].item() == pytest.approx(row(plain, cause)["estimate"])
    everybody = told.where(analysis="adjusted", population=MAIN).frame
    assert everybody["estimate"].item() == pytest.approx(row(plain, MAIN)["estimate"])
