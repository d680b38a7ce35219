import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import (
    contrast,
    diagnose,
    growth,
    influence,
    joint_test,
    ls_means,
    predict_growth,
    random_effects,
)
from dnoutcomes.models.growth.course_sums import CourseSums
from dnoutcomes.models.growth.from_sums import growth_from_sums

FORMULA = "change ~ baseline + arm * cause * week + age"


def sessions(n: int = 240, seed: int = 5) -> pd.DataFrame:
    """Whole scores on days that many patients share, and some with a single score; arms and causes of unequal size."""
    rng = np.random.default_rng(seed)
    plans = [[7, 14, 28], [7, 14, 28, 56, 84], [14, 28, 84], [14, 84, 90], [28], [13, 15, 28]]
    days = [plans[place] for place in rng.integers(0, len(plans), n)]
    patient = np.repeat(np.arange(n), [len(each) for each in days])
    day = np.concatenate(days).astype(float)
    arm = rng.choice(["needling", "standard"], n, p=[0.6, 0.4])[patient]
    cause = rng.choice(list("abc"), n, p=[0.5, 0.3, 0.2])[patient]
    age, baseline = rng.integers(30, 80, n)[patient], rng.integers(3, 10, n)[patient]
    varying = rng.multivariate_normal([0, -0.1], [[2.0, -0.05], [-0.05, 0.04]], n)[patient]
    mean = -0.3 * baseline + 0.02 * age - 0.1 * (arm == "needling") * day / 7
    change = np.round(mean + varying[:, 0] + varying[:, 1] * day / 7 + rng.normal(0, 1, len(day)))
    return pd.DataFrame({"id": patient, "day": day, "week": day / 7, "age": age, "baseline": baseline, "change": change,
        "arm": pd.Categorical(arm, ["standard", "needling"]), "cause": pd.Categorical(cause),
        "early": np.minimum(day, 28) / 7, "late": np.maximum(day - 28, 0) / 7})  # fmt: skip


def summed(frame: pd.DataFrame, course=("week",), numbers=("baseline", "age")) -> CourseSums:
    """Add up patient by patient what the definition of the sums says."""
    t = np.column_stack([np.ones(len(frame)), *(np.round(frame[name] * 7) for name in course)])
    groups = {}
    for _, rows in frame.groupby("id"):
        mine = t[rows.index]
        z = np.concatenate([[1], rows.iloc[0][list(numbers)], mine.T @ rows["change"]]).astype(float)
        key = (rows.iloc[0]["arm"], rows.iloc[0]["cause"], tuple((mine.T @ mine).ravel()))
        n, products = groups.get(key, (0, 0.0))
        groups[key] = n + 1, products + np.outer(z, z)
    size = t.shape[1]
    factors = {"arm": pd.Categorical([key[0] for key in groups], ["standard", "needling"]),
               "cause": pd.Categorical([key[1] for key in groups])}  # fmt: skip
    return CourseSums(
        pd.DataFrame(factors),
        np.array([n for n, _ in groups.values()]),
        np.array([key[2] for key in groups]).reshape(-1, size, size),
        np.array([products for _, products in groups.values()]),
        float((frame["change"] ** 2).sum()),
        numbers,
        course,
        "change",
        "id",
    )


def assert_same(by_sums, by_rows, tolerance=1e-9):
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=tolerance, atol=tolerance)
    pd.testing.assert_frame_equal(by_sums.glance(), by_rows.glance(), rtol=1e-10)
    pd.testing.assert_frame_equal(by_sums.covariance, by_rows.covariance, rtol=1e-7, atol=1e-9)
    assert by_sums.notes == by_rows.notes


@pytest.fixture(scope="module")
def fits():
    frame = sessions()
    sums = summed(frame)
    assert len(sums.n) < 50
    return growth(FORMULA, frame, subject="id"), growth_from_sums(FORMULA, sums)


def test_coefficients_criteria_and_variances_are_those_of_the_rows(fits):
    assert_same(fits[1], fits[0])
    by_rows, by_sums = (fit.details["variance_components"].iloc[:, 3:] for fit in fits)
    np.testing.assert_allclose(by_sums, by_rows, rtol=1e-7, atol=1e-9)


@pytest.mark.parametrize("df", ["kenward-roger", "between-within", "residual"])
def test_methods_are_those_of_the_rows(df):
    frame = sessions(n=90, seed=8)
    by_rows = growth("change ~ baseline + arm * week", frame, subject="id", df=df)
    by_sums = growth_from_sums("change ~ baseline + arm * week", summed(frame, numbers=("baseline",)), df=df)
    assert_same(by_sums, by_rows)


@pytest.mark.parametrize(
    ("random", "course", "time"),
    [("1", ("week",), "week"), ("1 + early + late", ("early", "late"), "(early + late)"),
     ("1 + week", ("early", "late"), "(early + late)")],
)  # fmt: skip
def test_random_coefficients_and_courses_are_those_of_the_rows(random, course, time):
    frame = sessions(n=200, seed=3)
    frame["change"] += np.round(frame["id"] % 7 * frame["late"] * 0.2)
    formula = f"change ~ baseline + arm * {time} + cause"
    by_rows = growth(formula, frame, subject="id", random=random)
    by_sums = growth_from_sums(formula, summed(frame, course, ("baseline",)), random=random)
    assert_same(by_sums, by_rows, 1e-7)


def test_patients_whose_times_nobody_shares_are_fitted_alike():
    rng = np.random.default_rng(4)
    frame = sessions(n=50, seed=2)
    frame["week"] = np.round(rng.uniform(1, 700, len(frame))) / 7
    sums = summed(frame)
    assert (sums.n == 1).sum() > 20
    assert_same(growth_from_sums(FORMULA, sums), growth(FORMULA, frame, subject="id"), 1e-8)


def test_a_singular_fit_says_what_that_of_the_rows_says():
    frame = sessions(n=80, seed=1)
    frame["change"] = np.random.default_rng(6).integers(-6, 3, len(frame)).astype(float)
    by_rows = growth("change ~ arm * week", frame, subject="id")
    by_sums = growth_from_sums("change ~ arm * week", summed(frame, numbers=()))
    assert by_rows.details["singular"]
    assert by_sums.details["singular"]
    assert by_sums.notes == by_rows.notes
    pd.testing.assert_frame_equal(by_sums.tidy(), by_rows.tidy(), rtol=1e-6, atol=1e-8)


@pytest.mark.parametrize("weights", ["equal", "proportional"])
def test_means_contrasts_and_joint_tests_are_those_of_the_rows(fits, weights):
    by_rows, by_sums = (
        contrast(ls_means(fit, "arm", by="cause", at={"week": 12}, weights=weights)).frame for fit in fits
    )
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-8, atol=1e-9)
    by_rows, by_sums = (ls_means(fit, "arm", weights=weights).frame for fit in fits)
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-8, atol=1e-9)
    by_rows, by_sums = (joint_test(fit, "arm:cause:week") for fit in fits)
    assert by_sums.statistic == pytest.approx(by_rows.statistic, rel=1e-8)
    assert by_sums.df_denom == pytest.approx(by_rows.df_denom, rel=1e-8)


def test_the_course_of_an_arm_is_predicted_as_of_the_rows(fits):
    new = pd.DataFrame({"arm": ["needling"], "cause": ["b"], "week": [5.0], "age": [50], "baseline": [6]})
    by_rows, by_sums = (predict_growth(fit, new, patients=False, new_session=True) for fit in fits)
    pd.testing.assert_frame_equal(by_sums, by_rows, rtol=1e-9)


@pytest.mark.parametrize("ask", [influence, diagnose, random_effects, lambda fit: fit.augment(),
    lambda fit: fit.refit(pd.DataFrame()), lambda fit: predict_growth(fit, fit.design.frame)])  # fmt: skip
def test_what_looks_at_single_patients_is_refused(fits, ask):
    with pytest.raises(ModelError, match="needs rows of patients"):
        ask(fits[1])


@pytest.mark.parametrize(
    ("formula", "said"),
    [("change ~ arm * I(week ** 2)", r"isn't linear in week, baseline, age"),
     ("change ~ arm * week + I(age ** 2)", r"isn't linear in")],
)  # fmt: skip
def test_a_formula_that_is_not_linear_is_refused(formula, said):
    with pytest.raises(ModelError, match=said):
        growth_from_sums(formula, summed(sessions(n=60)))


def test_patients_with_one_score_each_are_refused_in_the_words_of_the_rows():
    frame = sessions(n=60).drop_duplicates("id").reset_index(drop=True)
    with pytest.raises(ModelError) as by_rows:
        growth(FORMULA, frame, subject="id")
    with pytest.raises(ModelError) as by_sums:
        growth_from_sums(FORMULA, summed(frame))
    assert str(by_sums.value) == str(by_rows.value)
