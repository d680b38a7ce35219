import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import build_design

FORMULA = "change ~ baseline + arm * visit"


def test_rows_without_outcome_or_covariate_are_counted(trial):
    trial.loc[0, "baseline"] = np.nan
    trial.loc[:0, "change"] = 1.0
    missing = int(trial["change"].isna().sum())
    design = build_design(FORMULA, trial, subject="patient")
    assert design.left_out == {"no outcome": missing, "no baseline": 1}
    assert design.n_observations == len(trial) - missing - 1
    assert f"{missing + 1} rows were left out" in design.left_out_note
    assert build_design("week ~ arm", trial, subject="patient").left_out_note is None


def test_the_frame_keeps_the_index_and_the_order(trial):
    shuffled = trial.sample(frac=1, random_state=3)
    design = build_design(FORMULA, shuffled, subject="patient")
    assert design.frame.index.equals(shuffled.dropna().index)
    np.testing.assert_array_equal(design.y, shuffled["change"].dropna())


def test_reference_levels(trial):
    design = build_design("change ~ arm + cause", trial, subject="patient")
    assert design.factors == {"arm": ("standard", "needling"), "cause": ("diabetic", "other", "traumatic")}
    as_text = trial.assign(arm=trial["arm"].astype(str))
    assert build_design("change ~ arm", as_text, subject="patient").factors["arm"] == ("needling", "standard")


def test_levels_nobody_has_are_dropped(trial):
    more = trial.assign(arm=trial["arm"].cat.set_categories(["sham", "standard", "needling"]))
    design = build_design("change ~ arm", more, subject="patient")
    assert design.terms == ("Intercept", "arm[T.needling]")


def test_booleans_are_factors(trial):
    design = build_design("change ~ old", trial.assign(old=trial["baseline"] > 6), subject="patient")
    assert design.factors == {"old": (False, True)}


def test_a_number_wrapped_as_a_factor_has_levels(trial):
    design = build_design("change ~ C(week) + baseline", trial, subject="patient")
    assert design.factors == {"week": (4.0, 8.0, 12.0)}
    assert list(design.numeric) == ["baseline"]
    new = pd.DataFrame({"week": [8.0], "baseline": [5.0]})
    assert design.matrix(new).tolist() == [[1.0, 1.0, 0.0, 5.0]]


def test_new_rows_must_be_known(trial):
    design = build_design(FORMULA, trial, subject="patient")
    rows = design.frame.iloc[:2]
    np.testing.assert_array_equal(design.matrix(rows), design.x[:2])
    with pytest.raises(ModelError, match="'visit' has the level 'W99', which the fit never saw"):
        design.matrix(rows.assign(visit="W99"))
    with pytest.raises(ModelError, match="no column 'arm'"):
        design.matrix(rows.drop(columns="arm"))


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda d: d.rename(columns={"baseline": "base"}), "no column 'baseline'.*did you mean 'base'"),
        (lambda d: d.assign(change=np.inf), "column 'change' has 72 infinite values, first at row 0"),
        (
            lambda d: d.assign(baseline=d["baseline"].where(d.index != 7, -np.inf)),
            "'baseline' has 1 infinite.*row 7",
        ),
        (lambda d: d.assign(change=3.5), "'change' is 3.5 in all 72 rows"),
        (
            lambda d: d.assign(change=np.nan),
            "no row has the outcome and every covariate .72 rows; no outcome: 72",
        ),
        (lambda d: d.assign(change="high"), "'change' isn't a real number"),
        (lambda d: d.assign(patient=d["patient"].where(d.index > 1)), "'patient' is empty in"),
        (lambda d: d.assign(baseline=pd.Timestamp("2026-01-01")), "'baseline' holds dates"),
        (lambda d: pd.concat([d, d[["arm"]]], axis=1), "more than one column 'arm'"),
    ],
)
def test_unusable_data_say_what_is_wrong(trial, change, message):
    data = change(trial.assign(change=trial["change"].fillna(0.0)))
    with pytest.raises(ModelError, match=message):
        build_design(FORMULA, data, subject="patient")
