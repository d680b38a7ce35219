import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, joint_test, ls_means, mmrm
from dnoutcomes.models.mmrm.from_sums import mmrm_from_sums
from dnoutcomes.models.mmrm.group_sums import GroupSums

VISITS = ("W02", "W04", "W08")
FORMULA = "change ~ baseline * visit + arm * cause * visit + age"


def trial(n: int = 260, seed: int = 5) -> pd.DataFrame:
    """Arms and causes of unequal size, visits missed, and whole scores."""
    rng = np.random.default_rng(seed)
    arm, cause = (
        rng.choice(["needling", "standard"], n, p=[0.6, 0.4]),
        rng.choice(list("abc"), n, p=[0.5, 0.3, 0.2]),
    )
    age, baseline = rng.integers(30, 80, n), rng.integers(3, 10, n)
    root = np.linalg.cholesky([[2, 1, 0.5], [1, 3, 1], [0.5, 1, 2.5]])
    effect = (arm == "needling")[:, None] * [0.5, 1, 2]
    change = np.round(
        rng.normal(size=(n, 3)) @ root.T - 0.3 * baseline[:, None] - effect + 0.01 * age[:, None]
    )
    change[rng.random((n, 3)) < 0.2] = np.nan
    each = {"id": np.arange(n), "arm": arm, "cause": cause, "age": age, "baseline": baseline}
    frame = pd.DataFrame({name: np.repeat(values, 3) for name, values in each.items()})
    return frame.assign(
        visit=pd.Categorical(list(VISITS) * n, categories=VISITS, ordered=True),
        arm=pd.Categorical(frame["arm"], ["standard", "needling"]),
        cause=pd.Categorical(frame["cause"]),
        change=change.ravel(),
    )


def summed(frame: pd.DataFrame, numbers=("baseline", "age")) -> GroupSums:
    """Add up a trial by arm, cause and visits seen."""
    wide = frame.pivot(index="id", columns="visit", values="change").to_numpy()
    first = frame.drop_duplicates("id")
    seen = ~np.isnan(wide)
    z = np.column_stack([np.ones(len(first)), first[list(numbers)], np.nan_to_num(wide)])
    keys = first[["arm", "cause"]].assign(seen=seen @ [1, 2, 4])
    group = keys.groupby(list(keys), observed=True).ngroup().to_numpy()
    one = pd.Series(range(len(group))).groupby(group).first().to_numpy()
    return GroupSums(
        first[["arm", "cause"]].iloc[one].reset_index(drop=True),
        np.bincount(group),
        seen[one],
        np.stack([z[group == place].T @ z[group == place] for place in range(group.max() + 1)]),
        numbers,
        "change",
        "visit",
        VISITS,
        {"no outcome": int((~seen).sum())},
    )


@pytest.fixture(scope="module")
def fits():
    frame = trial()
    return mmrm(FORMULA, frame, subject="id", visit="visit"), mmrm_from_sums(FORMULA, summed(frame))


def test_vectors_have_the_products_of_the_patients():
    sums = summed(trial())
    vectors, group = sums.roots
    for place, products in enumerate(sums.products):
        mine = vectors[group == place]
        np.testing.assert_allclose(mine.T @ mine, products, rtol=1e-12, atol=1e-9)


def test_groups_of_few_patients_have_no_more_vectors_than_patients():
    """With many levels most groups are of one to three; rounding of their sums is no patient."""
    frame = trial()
    frame["cause"] = pd.Categorical((frame["id"] ** 2 % 97).astype(str))
    sums = summed(frame)
    group = sums.roots[1]
    assert set(np.unique(sums.n)) >= {1, 2, 3}
    assert (np.bincount(group) <= sums.n).all()
    formula = "change ~ baseline * visit + arm * visit + age"
    by_rows = mmrm(formula, frame, subject="id", visit="visit")
    pd.testing.assert_frame_equal(mmrm_from_sums(formula, sums).tidy(), by_rows.tidy(), rtol=1e-8, atol=1e-10)


def test_coefficients_and_criteria_are_those_of_the_rows(fits):
    pd.testing.assert_frame_equal(fits[1].tidy(), fits[0].tidy(), rtol=1e-10, atol=1e-12)
    pd.testing.assert_frame_equal(fits[1].glance(), fits[0].glance(), rtol=1e-12)
    pd.testing.assert_frame_equal(fits[1].covariance, fits[0].covariance, rtol=1e-10)
    assert fits[1].notes == fits[0].notes


@pytest.mark.parametrize("weights", ["equal", "proportional"])
def test_means_and_contrasts_are_those_of_the_rows(fits, weights):
    by_rows, by_sums = (contrast(ls_means(fit, "arm", by="visit", weights=weights)).frame for fit in fits)
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-10, atol=1e-12)


def test_joint_tests_are_those_of_the_rows(fits):
    by_rows, by_sums = (joint_test(fit, "arm:cause") for fit in fits)
    found, expected = (
        [test.statistic, test.df_num, test.df_denom, test.p_value] for test in (by_sums, by_rows)
    )
    np.testing.assert_allclose(found, expected, rtol=1e-8)


@pytest.mark.parametrize("settings", [{"df": "between-within"}, {"df": "satterthwaite"}, {"covariance": "csh"},
                                      {"df": "kenward-roger-cholesky"}])  # fmt: skip
def test_methods_and_structures_are_those_of_the_rows(settings):
    frame = trial(n=150, seed=9)
    by_rows = mmrm("change ~ baseline + arm * visit", frame, subject="id", visit="visit", **settings)
    by_sums = mmrm_from_sums("change ~ baseline + arm * visit", summed(frame, ("baseline",)), **settings)
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=1e-8, atol=1e-10)


def test_a_level_that_never_meets_another_is_left_out_alike():
    frame = trial(n=150, seed=2)
    frame = frame[~((frame["arm"] == "needling") & (frame["cause"] == "c"))]
    by_rows = mmrm(FORMULA, frame, subject="id", visit="visit")
    by_sums = mmrm_from_sums(FORMULA, summed(frame))
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=1e-8, atol=1e-10)
    assert by_sums.notes == by_rows.notes
    assert any("left out: arm[T.needling]:cause[T.c]" in note for note in by_sums.notes)


def test_a_formula_that_is_not_linear_is_refused():
    with pytest.raises(ModelError, match=r"isn't linear in baseline, age"):
        mmrm_from_sums("change ~ I(baseline ** 2) * visit + arm", summed(trial()))


def test_an_empirical_covariance_is_refused():
    with pytest.raises(ModelError, match="errors='cr2' needs rows of patients"):
        mmrm_from_sums(FORMULA, summed(trial()), df="satterthwaite", errors="cr2")
