"""What must hold for an MMRM on any data, design, missingness and structure."""

import numpy as np
import pandas as pd
import pytest
from hypothesis import HealthCheck, assume, given, settings
from hypothesis import strategies as st
from numpy.testing import assert_allclose

from dnoutcomes.errors import ConvergenceError
from dnoutcomes.models import contrast, joint_test, ls_means, mmrm
from dnoutcomes.models.mmrm.data import prepare_data
from dnoutcomes.models.mmrm.moments import compute_moments, merge_moments
from dnoutcomes.models.mmrm.patterns import find_patterns
from dnoutcomes.models.mmrm.visits import read_visits
from dnoutcomes.models.shared.design import build_design

FORMULA = "change ~ baseline + arm * visit"
KEYS = {"subject": "patient", "visit": "visit"}
STRUCTURES = ["us", "toep", "toeph", "ar1", "ar1h", "cs", "csh", "ad", "adh"]
# One structure is a special case of the other: its likelihood can't be higher.
NESTED = [
    ("cs", "csh"), ("ar1", "ar1h"), ("toep", "toeph"), ("ad", "adh"), ("cs", "toep"), ("ar1", "toep"), ("ar1", "ad"),
    ("ar1h", "adh"), ("csh", "toeph"), ("toeph", "us"), ("adh", "us"),
]  # fmt: skip

few = settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.too_slow])


@st.composite
def trials(draw):
    """A trial of 24 to 40 patients over 3 or 4 visits, some missing at random, with correlated outcomes."""
    n, m = draw(st.integers(24, 40)), draw(st.integers(3, 4))
    rng = np.random.default_rng(draw(st.integers(0, 2**32 - 1)))
    root = rng.normal(size=(m, m)) * 0.5 + np.eye(m)
    values = rng.normal(size=(n, m)) @ root + rng.normal(size=(n, 1))
    values[rng.random((n, m)) < draw(st.sampled_from([0.0, 0.1, 0.25]))] = np.nan
    subject, visit = np.indices((n, m))
    return pd.DataFrame(
        {
            "patient": subject.ravel(),
            "visit": np.array(["W02", "W04", "W08", "W12"])[visit.ravel()],
            "arm": np.where(subject.ravel() % 2 == 0, "standard", "needling"),
            "baseline": np.repeat(rng.normal(6, 1.5, n), m),
            "change": values.ravel(),
        }
    )


def fitted(frame, **options):
    try:
        return mmrm(FORMULA, frame, **KEYS, **options)
    except ConvergenceError:
        assume(False)


def table(fit):
    return fit.tidy().set_index("term")


def assert_same(one, other, columns=("estimate", "std_error", "df", "p_value")):
    both = table(one).join(table(other).add_suffix("_other"), validate="one_to_one")
    assert_allclose(one.log_likelihood, other.log_likelihood, rtol=1e-8)
    for column in columns:
        assert_allclose(both[column], both[f"{column}_other"], rtol=1e-5, atol=1e-7, err_msg=column)


@few
@given(trials(), st.sampled_from(STRUCTURES), st.integers(0, 1000))
def test_order_of_rows_does_not_matter(frame, covariance, seed):
    assert_same(
        fitted(frame, covariance=covariance),
        fitted(frame.sample(frac=1, random_state=seed), covariance=covariance),
    )


@few
@given(trials(), st.sampled_from(STRUCTURES))
def test_names_of_patients_do_not_matter(frame, covariance):
    renamed = frame.assign(patient="P" + (97 * frame["patient"] % 101).astype(str))
    assert_same(fitted(frame, covariance=covariance), fitted(renamed, covariance=covariance))


@few
@given(trials(), st.sampled_from(STRUCTURES), st.floats(-50, 50), st.floats(0.01, 100))
def test_shift_and_scale_of_the_outcome_carry_over(frame, covariance, shift, scale):
    one = fitted(frame, covariance=covariance)
    other = fitted(frame.assign(change=shift + scale * frame["change"]), covariance=covariance)
    n, p = one.design.n_observations, len(one.design.terms)
    assert_allclose(other.log_likelihood, one.log_likelihood - (n - p) * np.log(scale), rtol=1e-7, atol=1e-6)
    assert_allclose(other.covariance, one.covariance * scale**2, rtol=1e-4)
    ours, theirs = table(one), table(other)
    assert_allclose(theirs["std_error"], ours["std_error"] * scale, rtol=1e-5)
    assert_allclose(theirs["df"], ours["df"], rtol=1e-5)
    assert_allclose(
        theirs["estimate"].iloc[1:],
        ours["estimate"].iloc[1:] * scale,
        rtol=1e-4,
        atol=1e-6 * scale * (1 + abs(shift)),
    )


@few
@given(trials(), st.sampled_from(["us", "csh"]))
def test_reference_levels_do_not_matter_for_what_is_estimated(frame, covariance):
    one = fitted(frame, covariance=covariance)
    visits = sorted(frame["visit"].unique())
    other = fitted(
        frame.assign(
            arm=pd.Categorical(frame["arm"], ["standard", "needling"]),
            visit=pd.Categorical(frame["visit"], visits),
        ),
        covariance=covariance,
    )
    means = [ls_means(fit, "arm", by="visit").frame.sort_values(["visit", "arm"]) for fit in (one, other)]
    for column in ("estimate", "std_error", "df"):
        assert_allclose(means[0][column], means[1][column], rtol=1e-5, atol=1e-7)
    effects = [contrast(ls_means(fit, "arm", by="visit"), reference="standard").frame for fit in (one, other)]
    assert_allclose(effects[0]["estimate"], effects[1]["estimate"], rtol=1e-5, atol=1e-7)
    for term in ("arm", "visit", "arm:visit"):
        for kind in (2, 3):
            tests = [joint_test(fit, term, type=kind) for fit in (one, other)]
            assert_allclose(tests[0].statistic, tests[1].statistic, rtol=1e-5)
            assert_allclose(tests[0].df_denom, tests[1].df_denom, rtol=1e-5)


@few
@given(trials())
def test_a_visit_that_nobody_has_changes_nothing(frame):
    levels = [name for visit in sorted(frame["visit"].unique()) for name in (visit, f"{visit} repeat")]
    assert_same(fitted(frame), fitted(frame.assign(visit=pd.Categorical(frame["visit"], levels))))


@few
@given(trials(), st.sampled_from(NESTED))
def test_a_special_case_has_no_higher_likelihood(frame, pair):
    smaller, larger = (fitted(frame, covariance=name) for name in pair)
    assert smaller.log_likelihood <= larger.log_likelihood + 1e-7 * abs(larger.log_likelihood)


@few
@given(trials(), st.integers(2, 5), st.integers(0, 1000))
def test_moments_of_any_partition_are_those_of_the_whole(frame, parts, seed):
    design = build_design(FORMULA, frame, subject="patient", columns=["visit"])
    engine = prepare_data(design, read_visits(design, "visit"))
    rng = np.random.default_rng(seed)
    part_of = rng.integers(0, parts, design.n_subjects)
    rows, m = engine.standardised.rows, engine.moments.n_visits
    pieces = []
    for part in np.unique(part_of):
        mine = part_of[design.subject_codes] == part
        codes = pd.factorize(design.subject_codes[mine])[0]
        pieces.append(compute_moments(rows[mine], find_patterns(codes, engine.visits.codes[mine], m)))
    merged, whole = merge_moments(pieces), engine.moments
    assert merged.counts.sum() == whole.counts.sum() == design.n_subjects
    for matrix in (np.eye(whole.q), np.ones((whole.q, whole.q))):
        ours = {tuple(o): v for o, v in zip(merged.observed.tolist(), merged.inner_products(matrix))}
        for visits, expected in zip(whole.observed.tolist(), whole.inner_products(matrix)):
            assert_allclose(ours[tuple(visits)], expected, rtol=1e-9, atol=1e-9)


@few
@given(trials(), st.sampled_from(STRUCTURES))
def test_kenward_roger_is_larger_than_the_model_and_has_no_more_df_than_rows(frame, covariance):
    kr = fitted(frame, covariance=covariance)
    satterthwaite = fitted(frame, covariance=covariance, df="satterthwaite")
    # The adjustment is a sum of squares for structures that are linear in their parameters.
    if covariance == "us":
        assert (table(kr)["std_error"] >= table(satterthwaite)["std_error"] * (1 - 1e-9)).all()
    assert (table(kr)["df"] <= kr.design.n_observations).all()
    assert joint_test(kr, "arm:visit").df_denom <= kr.design.n_observations


@few
@given(trials(), st.sampled_from(STRUCTURES))
def test_normalized_residuals_have_the_size_of_the_degrees_of_freedom(frame, covariance):
    fit = fitted(frame, covariance=covariance)
    n, p = fit.design.n_observations, len(fit.design.terms)
    assert_allclose((fit.augment()["normalized"] ** 2).sum(), n - p, rtol=1e-6)


@pytest.mark.parametrize("seed", range(5))
def test_equal_weights_are_no_weights(seed):
    rng = np.random.default_rng(seed)
    frame = pd.DataFrame(
        {
            "patient": np.repeat(np.arange(30), 3),
            "visit": ["W02", "W04", "W08"] * 30,
            "arm": np.repeat(["standard", "needling"], 45),
            "baseline": np.repeat(rng.normal(size=30), 3),
            "change": rng.normal(size=90) + np.repeat(rng.normal(size=30), 3),
            "one": 1.0,
        }
    )
    assert_same(mmrm(FORMULA, frame, **KEYS), mmrm(FORMULA, frame, weights="one", **KEYS))
