"""The public entry: what it returns, what it refuses, and what must not change its numbers."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from dnoutcomes.errors import ModelError
from dnoutcomes.models import contrast, joint_test, ls_means
from dnoutcomes.models.growth.growth import growth

FORMULA = "change ~ baseline + arm * week"


def fitted(data, formula=FORMULA, **options):
    return growth(formula, data, subject="patient", **{"random": "1 + week", **options})


@pytest.fixture
def sessions(make):
    return make(n=30, m=5)


def random_sessions(seed):
    """A random trial: size, sessions on any day, drop-out, strength of the random effects."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(12, 40))
    counts = rng.integers(1, 9, n)
    patient = np.repeat(np.arange(n), counts)
    day = np.concatenate([np.sort(rng.choice(90, count, replace=False)) for count in counts])
    own = rng.normal(0, rng.uniform(0, 2), n), rng.normal(0, rng.uniform(0, 0.3), n)
    arm = np.where(patient % 2 == 0, "standard", "needling")
    week = day / 7
    pain = (
        6 + own[0][patient] + (own[1][patient] - 0.1 * (patient % 2)) * week + rng.normal(0, 1, len(patient))
    )
    return pd.DataFrame(
        {
            "patient": patient,
            "week": week,
            "arm": pd.Categorical(arm, ["standard", "needling"]),
            "therapist": rng.integers(0, 5, n)[patient],
            "pain": pain,
        }
    )


SETTINGS = st.sampled_from(
    [
        {"random": "1"},
        {"random": "1 + week"},
        {"random": "1 + week", "reml": False},
        {"random": "1 + week", "correlated": False},
        {"random": "1 + week", "df": "kenward-roger"},
        {"random": "1", "cluster": "therapist", "df": "kenward-roger"},
        {"random": "1", "residual": "car1", "time": "week"},
    ]
)
property_test = settings(max_examples=15, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def fit_random(data, options):
    return growth("pain ~ arm * week", data, subject="patient", **options)


def assert_same_fit(one, other, scale=1.0):
    """Two maxima found apart agree to the square root of the precision of the likelihood."""
    assert one.converged
    assert other.converged
    a, b = one.tidy(), other.tidy()
    assert (np.abs(a["estimate"] * scale - b["estimate"]) < 1e-4 * b["std_error"]).all()
    np.testing.assert_allclose(a["std_error"] * scale, b["std_error"], rtol=1e-4)
    np.testing.assert_allclose(a["df"], b["df"], rtol=5e-3)


@property_test
@given(st.integers(0, 10_000), SETTINGS)
def test_order_of_rows_does_not_matter(seed, options):
    data = random_sessions(seed)
    shuffled = data.sample(frac=1, random_state=seed)
    one, other = fit_random(data, options), fit_random(shuffled, options)
    assert_same_fit(one, other)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-7)


@property_test
@given(st.integers(0, 10_000), SETTINGS)
def test_names_of_patients_do_not_matter(seed, options):
    data = random_sessions(seed)
    renamed = data.assign(patient=("X" + (1000 - 7 * data["patient"]).astype(str)))
    assert_same_fit(fit_random(data, options), fit_random(renamed, options))


@property_test
@given(st.integers(0, 10_000), SETTINGS, st.floats(0.001, 1000), st.floats(-1e5, 1e5))
def test_shift_and_scale_of_the_outcome_pass_through(seed, options, scale, shift):
    data = random_sessions(seed)
    moved = data.assign(pain=shift + scale * data["pain"])
    one, other = fit_random(data, options), fit_random(moved, options)
    expected = one.tidy().assign(estimate=lambda table: scale * table["estimate"])
    expected.loc[0, "estimate"] += shift
    found = other.tidy()
    assert (np.abs(expected["estimate"] - found["estimate"]) < 1e-4 * found["std_error"]).all()
    np.testing.assert_allclose(found["std_error"], scale * expected["std_error"], rtol=1e-4)
    n = len(data) - 4 * one.reml
    assert other.log_likelihood == pytest.approx(one.log_likelihood - n * np.log(scale), abs=1e-5)


@property_test
@given(st.integers(0, 10_000), SETTINGS)
def test_the_other_reference_arm_asks_the_same_question(seed, options):
    data = random_sessions(seed)
    recoded = data.assign(arm=data["arm"].cat.reorder_categories(["needling", "standard"]))
    one, other = fit_random(data, options), fit_random(recoded, options)
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    a, b = one.tidy().iloc[-1], other.tidy().iloc[-1]
    assert a["estimate"] == pytest.approx(-b["estimate"], abs=1e-4 * a["std_error"])
    assert a["std_error"] == pytest.approx(b["std_error"], rel=1e-4)


@property_test
@given(st.integers(0, 10_000))
def test_a_new_origin_of_time_changes_nothing_when_coefficients_may_correlate(seed):
    data = random_sessions(seed)
    later = data.assign(week=data["week"] + 50)
    one, other = (fit_random(frame, {"random": "1 + week"}) for frame in (data, later))
    assert other.log_likelihood == pytest.approx(one.log_likelihood, abs=1e-6)
    slopes = [2, 3]
    np.testing.assert_allclose(
        one.tidy()["std_error"].iloc[slopes], other.tidy()["std_error"].iloc[slopes], rtol=1e-4
    )


@property_test
@given(st.integers(0, 10_000))
# Two maxima: beside random slopes, from one starting value the search ends at the lower one.
@example(780)
@example(1283)
def test_a_richer_model_never_fits_worse(seed):
    data = random_sessions(seed)
    nested = [
        {"random": "1"},
        {"random": "1 + week", "correlated": False},
        {"random": "1 + week"},
        {"random": "1 + week", "residual": "car1", "time": "week"},
    ]
    reached = [fit_random(data, options).log_likelihood for options in nested]
    assert (np.diff(reached) > -1e-7).all()


def test_the_fit_says_what_it_is(sessions):
    fit = fitted(sessions, cluster="cause", cluster_within={"arm": "needling"})
    assert fit.structure == "(1 + week | patient) + (1 | cause where arm = needling), residual iid"
    assert fit.title == "Growth model"
    assert fit.n_parameters == 5
    assert repr(fit).startswith(f"Growth model: {FORMULA}\n")
    row = fit.glance().iloc[0]
    assert (row["n_subjects"], row["n_covariance_parameters"], row["method"]) == (30, 5, "REML")
    assert fitted(sessions, correlated=False).structure == "(1 + week || patient), residual iid"


def test_variance_components_have_one_row_per_parameter(sessions):
    table = fitted(sessions, residual="car1", time="week").details["variance_components"]
    assert table.columns.tolist() == ["group", "term_1", "term_2", "estimate", "deviation"]
    kinds = table[["group", "term_1"]].to_numpy().tolist()
    assert kinds[:3] == [["patient", "Intercept"], ["patient", "Intercept"], ["patient", "week"]]
    assert kinds[-1] == ["residual", "variance"]
    variance, covariance, other = table["estimate"].iloc[:3]
    assert table["deviation"].iloc[1] == pytest.approx(covariance / np.sqrt(variance * other))


def test_the_time_of_correlated_residuals_is_the_one_that_the_model_has(sessions):
    named = fitted(sessions, random="1", residual="car1", time="week")
    found = fitted(sessions, random="1", residual="car1")
    assert found.log_likelihood == named.log_likelihood
    assert "Residual correlation over week." in found.notes
    assert found.refit(sessions).log_likelihood == named.log_likelihood


def test_rows_without_an_outcome_are_counted(sessions):
    fit = fitted(sessions)
    missing = int(sessions["change"].isna().sum())
    assert missing > 0
    assert fit.design.left_out == {"no outcome": missing}
    assert any(f"{missing} rows were left out" in note for note in fit.notes)


def test_the_data_are_left_as_they_were(sessions):
    before = sessions.copy()
    partial = sessions.assign(cause=sessions["cause"].where(sessions["arm"] == "needling"))
    kept = partial.copy()
    fitted(partial, cluster="cause", cluster_within={"arm": "needling"})
    pd.testing.assert_frame_equal(partial, kept)
    pd.testing.assert_frame_equal(sessions, before)


def test_an_empty_cluster_column_outside_its_arm_is_fine(sessions):
    options = {"cluster": "cause", "cluster_within": {"arm": "needling"}}
    full = fitted(sessions, **options)
    partial = fitted(sessions.assign(cause=sessions["cause"].where(sessions["arm"] == "needling")), **options)
    pd.testing.assert_frame_equal(full.tidy(), partial.tidy())


def test_refit_repeats_the_settings(sessions):
    fit = fitted(sessions, df="kenward-roger", correlated=False, confidence_level=0.9)
    again = fit.refit(sessions)
    pd.testing.assert_frame_equal(fit.tidy(), again.tidy())
    assert again.structure == fit.structure


def test_ls_means_contrasts_and_joint_tests_work_on_a_growth_fit(sessions):
    fit = fitted(sessions, df="kenward-roger")
    means = ls_means(fit, "arm", at={"week": 8.0})
    difference = contrast(means).frame.iloc[0]
    table = fit.tidy().set_index("term")
    expected = table.loc["arm[T.needling]", "estimate"] + 8 * table.loc["arm[T.needling]:week", "estimate"]
    assert difference["estimate"] == pytest.approx(expected)
    assert 5 < difference["df"] < len(sessions)
    slopes = joint_test(fit, "arm:week")
    row = table.loc["arm[T.needling]:week"]
    assert slopes.statistic == pytest.approx(row["statistic"] ** 2)
    assert slopes.df_denom == pytest.approx(row["df"])


@pytest.mark.parametrize(
    ("change", "options", "message"),
    [
        ({}, {"random": "1 + weak"}, "no column 'weak'.*did you mean 'week'"),
        ({}, {"cluster": "therapist"}, "no column 'therapist'"),
        ({}, {"cluster_within": {"arm": "needling"}}, "needs cluster=, the column of therapists or clinics"),
        ({}, {"residual": "ar1"}, "unknown residual correlation"),
        (
            {"late": lambda data: (data["week"] - 10).clip(lower=0)},
            {"random": "1 + week + late", "residual": "car1"},
            "needs the time of each session",
        ),
        (
            {},
            {"df": "kenward-roger-cholesky"},
            "isn't offered for growth models; known: satterthwaite, kenward-roger",
        ),
        ({}, {"df": "kenward-roger", "reml": False}, "defined for REML"),
        ({"change": np.inf}, {}, "infinite"),
        ({"week": np.inf}, {}, "infinite"),
        ({"change": 1.0}, {}, "nothing to model"),
        ({"week": pd.Timestamp("2026-01-05")}, {}, "holds dates or durations; turn it into days or weeks"),
    ],
)
def test_bad_use_is_refused_in_words(sessions, change, options, message):
    with pytest.raises(ModelError, match=message):
        fitted(sessions.assign(**change), **options)


def test_an_empty_cluster_is_named(sessions):
    holes = sessions.assign(cause=sessions["cause"].where(sessions["arm"] == "needling"))
    with pytest.raises(ModelError, match="column 'cause' is empty in"):
        fitted(holes, cluster="cause")


def test_an_unknown_subject_is_named(sessions):
    with pytest.raises(ModelError, match="no column 'person'"):
        growth(FORMULA, sessions, subject="person", random="1")


def test_many_patients_with_one_session_only_are_kept(make):
    """More random coefficients than rows is no obstacle while some patients have sessions to spare."""
    full = make(n=40, m=6, missing=0.0)
    dropped = full[(full["visit"] == "W04") | (full["patient"] < "P006")]
    fit = fitted(dropped)
    assert len(dropped) < 2 * dropped["patient"].nunique()
    assert fit.converged
    assert fit.design.n_subjects == 40
    assert np.isfinite(fit.tidy()["df"]).all()


def test_more_variances_than_rows_are_refused(make):
    few = make(n=4, m=3, missing=0.0).head(6)
    with pytest.raises(
        ModelError, match="more parameters than data: 4 variances and covariances, and 2 rows"
    ):
        growth("change ~ week + I(week**2) + baseline", few, subject="patient")


@pytest.mark.parametrize("shuffle", [False, True])
def test_times_that_a_patient_has_twice_are_named(make, shuffle):
    data = make(n=20, m=4, missing=0.0)
    twice = pd.concat([data, data.iloc[[5, 9]]], ignore_index=True)
    twice = twice.sample(frac=1, random_state=1) if shuffle else twice.sort_values("patient", kind="stable")
    note = (
        "2 rows have the patient and the time of another row, and all are used; drop what was entered twice."
    )
    assert note in growth("change ~ week", twice, subject="patient").notes
    assert not any("another row" in note for note in growth("change ~ week", data, subject="patient").notes)


@pytest.mark.parametrize("level", [95, 0, 1.0])
def test_a_confidence_level_is_a_share(make, level):
    with pytest.raises(ModelError, match="confidence_level must lie between 0 and 1"):
        growth("change ~ week", make(m=4), subject="patient", confidence_level=level)
