import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.rows import inside, prepare_rows, read_clusters
from dnoutcomes.models.shared.design import build_design

FORMULA = "change ~ baseline + arm * week"


def prepare(data, random="1 + week", formula=FORMULA, **settings):
    columns = [name for name in ("week", "cause", "early", "late") if name in data]
    design = build_design(formula, data, subject="patient", columns=columns)
    settings = {"correlated": True, "time": None, "clusters": None, **settings}
    return design, prepare_rows(design, random, **settings)


def test_rows_are_sorted_by_patient_and_time(trial):
    shuffled = trial.sample(frac=1, random_state=3)
    design, prepared = prepare(shuffled, time="week")
    frame = design.frame.iloc[prepared.order]
    assert frame["patient"].nunique() == (frame["patient"] != frame["patient"].shift()).sum()
    assert frame.groupby("patient", sort=False)["week"].is_monotonic_increasing.all()
    np.testing.assert_array_equal(prepared.time, frame["week"])
    counts = frame.groupby("patient", sort=False).size()
    np.testing.assert_array_equal(np.diff(prepared.rows.starts), counts)


def test_coordinates_lead_back_to_the_columns(trial):
    design, prepared = prepare(trial.sample(frac=1, random_state=3), time="week")
    week = design.frame["week"].to_numpy()[prepared.order]
    np.testing.assert_allclose(
        prepared.rows.z @ np.linalg.inv(prepared.z_back),
        np.column_stack([np.ones(len(week)), week]),
        atol=1e-10,
    )
    back = np.linalg.inv(prepared.standardised.transform)
    np.testing.assert_allclose(prepared.rows.w[:, :-1] @ back, design.x[prepared.order], atol=1e-10)


def test_random_columns_have_unit_mean_square(trial):
    _, correlated = prepare(trial)
    n = len(correlated.rows.z)
    np.testing.assert_allclose(correlated.rows.z.T @ correlated.rows.z / n, np.eye(2), atol=1e-10)
    _, uncorrelated = prepare(trial, correlated=False)
    np.testing.assert_allclose(np.mean(uncorrelated.rows.z**2, axis=0), 1)
    assert uncorrelated.z_back[0, 1] == uncorrelated.z_back[1, 0] == 0


def test_random_columns_of_new_rows_follow_the_same_coding(trial):
    design, prepared = prepare(trial)
    np.testing.assert_allclose(
        prepared.random_columns(design.frame, design.factors), prepared.rows.z, atol=1e-10
    )


def test_a_time_far_from_zero_is_no_trouble(trial):
    _, prepared = prepare(trial.assign(week=2026 + trial["week"] / 5200))
    np.testing.assert_allclose(np.mean(prepared.rows.z**2, axis=0), 1)


def test_clusters_are_numbered_within_their_rows_only(trial):
    design = build_design(FORMULA, trial, subject="patient", columns=["cause"])
    clusters = read_clusters(design.frame, "cause", {"arm": "needling"})
    needling = (design.frame["arm"] == "needling").to_numpy()
    assert (clusters.codes[~needling] == -1).all()
    assert (clusters.labels[clusters.codes[needling]] == design.frame.loc[needling, "cause"]).all()
    found, belongs = clusters.find(design.frame.assign(cause="unheard of"))
    assert (found == -1).all()
    np.testing.assert_array_equal(belongs, needling)
    with pytest.raises(ModelError, match="no column 'cause'"):
        clusters.find(design.frame.drop(columns="cause"))


def test_inside_needs_every_value(trial):
    both = inside(trial, {"arm": "needling", "cause": "other"})
    np.testing.assert_array_equal(both, (trial["arm"] == "needling") & (trial["cause"] == "other"))
    assert inside(trial, {}).all()


def test_a_random_intercept_needs_no_time(trial):
    design, prepared = prepare(trial.assign(week=4.0), "1", "change ~ baseline + arm")
    np.testing.assert_allclose(prepared.rows.z, np.ones((design.n_observations, 1)))


def test_a_time_constant_within_patients_is_named(trial):
    still = trial.assign(week=trial["baseline"] + 1)
    with pytest.raises(ModelError, match=r"'week' in random='1 \+ week' doesn't vary within any patient"):
        prepare(still, formula="change ~ arm")


def test_single_rows_are_refused(trial):
    with pytest.raises(ModelError, match="has a single row; a growth model needs repeated sessions"):
        prepare(trial[trial["visit"] == "W04"], "1", "change ~ arm")


def test_too_few_rows_for_the_random_coefficients(trial):
    with pytest.raises(ModelError, match="no patient has more than 2 rows, so that 2 random coefficients"):
        prepare(trial[trial["visit"] != "W12"])


def test_more_coefficients_than_rows(make):
    with pytest.raises(ModelError, match=r"rows are too few for \d+ coefficients"):
        prepare(make(n=3, missing=0.0).iloc[:7], "1", "change ~ bs(week, df=3) * bs(baseline, df=4)")


def test_dependent_random_columns_are_refused(make):
    data = make(m=5, missing=0.0)
    design = build_design(FORMULA, data.assign(day=7 * data["week"]), subject="patient", columns=["day"])
    with pytest.raises(ModelError, match="are linearly dependent; drop one"):
        prepare_rows(design, "1 + week + day", correlated=True, time=None, clusters=None)


def test_an_outcome_that_the_covariates_explain_is_refused(trial):
    with pytest.raises(ModelError, match="explain the outcome exactly"):
        prepare(trial.assign(change=2 + trial["week"] - trial["baseline"]))


@pytest.mark.parametrize("random", ["0", "1 + week | patient"])
def test_random_is_the_left_of_the_bar(trial, random):
    with pytest.raises(ModelError, match="'1' is a random intercept, '1 \\+ week' a random slope too"):
        prepare(trial, random)


def test_time_must_be_a_number(trial):
    design = build_design(FORMULA, trial, subject="patient", columns=["visit"])
    with pytest.raises(ModelError, match="time='visit' must hold numbers"):
        prepare_rows(design, "1", correlated=True, time="visit", clusters=None)


def test_clusters_need_two_levels(trial):
    with pytest.raises(ModelError, match="has the single level 'x'"):
        read_clusters(trial.assign(clinic="x"), "clinic", {})
    with pytest.raises(ModelError, match=r"has no level in rows with {'arm': 'acupuncture'}"):
        read_clusters(trial, "cause", {"arm": "acupuncture"})


@pytest.mark.parametrize("random", ["1 + week", "0 + early + late"])
def test_rows_that_repeat_a_time_are_counted(trial, random):
    """Rows of one patient, of different numbers, in any order; a time that others have as well is no repetition."""
    split = trial.assign(early=trial["week"].clip(upper=6), late=(trial["week"] - 6).clip(lower=0))
    again = pd.concat([split, split.iloc[[2, 2, 40]]]).sample(frac=1, random_state=1)
    _, without = prepare(split, random, formula="change ~ baseline + arm * early + late")
    _, prepared = prepare(again, random, formula="change ~ baseline + arm * early + late")
    assert (without.n_repeated, prepared.n_repeated) == (0, 3)
