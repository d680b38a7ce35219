import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.growth import growth
from dnoutcomes.models.growth.inference import UNCERTAINTY, inverse_of_positive_part
from dnoutcomes.models.shared.df import DF_METHODS

FORMULA = "change ~ baseline + arm * week"


def fitted(data, df="satterthwaite", formula=FORMULA, **settings):
    return growth(formula, data, subject="patient", df=df, **{"random": "1 + week", **settings})


def standard_errors(fit):
    return np.sqrt(np.diag(fit.inference.vcov))


def test_every_method_has_degrees_of_freedom_of_that_name():
    assert set(UNCERTAINTY) < set(DF_METHODS)


def test_satterthwaite_by_numerical_differences(make):
    """df = 2 v^2 / var(v): v and its gradient from the whole matrix, the variance from a numerical Hessian."""
    fit = fitted(make(m=5))
    design, state = fit.design, fit.engine.state
    z = np.column_stack([np.ones(design.n_observations), design.frame["week"]])
    same = design.subject_codes[:, None] == design.subject_codes[None]

    def parts(values):
        d = np.array([[values[0], values[1]], [values[1], values[2]]])
        inverse = np.linalg.inv(same * (z @ d @ z.T) + values[3] * np.eye(len(z)))
        vcov = np.linalg.inv(design.x.T @ inverse @ design.x)
        residual = design.y - design.x @ vcov @ design.x.T @ inverse @ design.y
        deviance = -np.linalg.slogdet(inverse)[1] - np.linalg.slogdet(vcov)[1] + residual @ inverse @ residual
        return deviance, np.diag(vcov)

    d = fit.covariance.to_numpy()
    at = np.array([d[0, 0], d[0, 1], d[1, 1], state.sigma2])
    steps = 1e-3 * np.diag(np.abs(at))
    gradient = np.array([(parts(at + s)[1] - parts(at - s)[1]) / (2 * s.max()) for s in steps])
    hessian = np.empty((4, 4))
    for a, s in enumerate(steps):
        for b, t in enumerate(steps):
            corners = [parts(at + i * s + j * t)[0] * i * j for i in (1, -1) for j in (1, -1)]
            hessian[a, b] = sum(corners) / (4 * s.max() * t.max())
    spread = 2 * np.linalg.inv(hessian)
    variance = parts(at)[1]
    expected = 2 * variance**2 / np.einsum("kx,kl,lx->x", gradient, spread, gradient)
    # Differences of step 1e-3 relative are good to about 1e-6 each, and the inverse loses some.
    np.testing.assert_allclose(fit.tidy()["df"], expected, rtol=1e-3)


def test_kenward_roger_widens_and_keeps_the_estimates(make):
    data = make(m=5)
    plain, adjusted = fitted(data), fitted(data, "kenward-roger")
    np.testing.assert_array_equal(plain.coefficients, adjusted.coefficients)
    assert (standard_errors(adjusted) > standard_errors(plain)).all()
    np.testing.assert_array_equal(adjusted.model_vcov, plain.model_vcov)
    assert adjusted.inference.method == "Kenward-Roger (linear)"


@pytest.mark.parametrize("df", ["satterthwaite", "kenward-roger"])
def test_balanced_sessions_give_the_split_plot_analysis_of_variance(make, df):
    """Arms by weeks within patients: F and df of the classical table, from least squares with patients as factors."""
    data = make(n=20, m=4, missing=0.0)
    fit = fitted(data, df, "change ~ arm * C(week)", random="1")
    names = list(fit.coefficients.index)
    interaction = [position for position, name in enumerate(names) if ":C(week)" in name]
    patient = np.eye(20)[fit.design.subject_codes]
    reduced = np.column_stack(
        [patient, fit.design.x[:, [p for p in range(len(names)) if p not in interaction]]]
    )
    full = np.column_stack([patient, fit.design.x])
    reduced_rss, rss = (_residual_sum(x, fit.design.y) for x in (reduced, full))
    expected = (reduced_rss - rss) / 3 / (rss / 54)
    np.testing.assert_allclose(
        fit.inference.joint(np.eye(len(names))[interaction]), (expected, 3, 54), rtol=1e-6
    )
    np.testing.assert_allclose(fit.tidy()["df"].iloc[interaction], 54, rtol=1e-6)


def _residual_sum(x, y):
    return float(np.sum((y - x @ np.linalg.lstsq(x, y, rcond=None)[0]) ** 2))


def test_paired_t_test_is_a_special_case(make):
    """Two sessions of every patient: the change is a paired t test with n - 1 df."""
    from scipy import stats

    data = make(n=20, m=2, missing=0.0)
    wide = data.pivot(index="patient", columns="week", values="change")
    paired = stats.ttest_rel(wide[8.0], wide[4.0])
    row = fitted(data, "kenward-roger", "change ~ week", random="1").tidy().set_index("term").loc["week"]
    assert row["statistic"] == pytest.approx(paired.statistic)
    assert row["df"] == pytest.approx(19)
    assert row["p_value"] == pytest.approx(paired.pvalue)


def test_no_denominator_exceeds_the_rows(make):
    fit = fitted(make(), "kenward-roger")
    functions = np.random.default_rng(3).normal(size=(200, len(fit.coefficients)))
    df = fit.inference.degrees_of_freedom(functions)
    assert (df < fit.design.n_observations).all()
    assert (df > 1).all()


def test_residual_and_between_within_are_counts(make):
    data = make(n=24, m=5, missing=0.0)
    residual, counted = fitted(data, "residual").tidy(), fitted(data, "between-within").tidy()
    assert (residual["df"] == 120 - 5).all()
    assert counted.set_index("term")["df"].to_dict() == {
        "Intercept": 120 - 24 - 2,
        "baseline": 24 - 3,
        "arm[T.needling]": 24 - 3,
        "week": 120 - 24 - 2,
        "arm[T.needling]:week": 120 - 24 - 2,
    }


def test_kenward_roger_asks_for_reml(make):
    with pytest.raises(ModelError, match="Kenward-Roger is defined for REML"):
        fitted(make(), "kenward-roger", reml=False)


def test_joint_tests_ignore_repeated_functions(make):
    fit = fitted(make(m=5), "kenward-roger")
    rows = np.eye(5)[[2, 4]]
    once = fit.inference.joint(rows)
    twice = fit.inference.joint(np.vstack([rows, rows.sum(axis=0)]))
    np.testing.assert_allclose(once, twice)
    with pytest.raises(ModelError, match="joint test of no function"):
        fit.inference.joint(np.zeros((2, 5)))


def test_aliased_columns_are_marked(make):
    data = make(m=5)
    fit = fitted(data.assign(double=2 * data["baseline"]), formula="change ~ baseline + double + arm * week")
    assert np.isnan(fit.coefficients["double"])
    assert any("double" in note for note in fit.notes)
    table = fit.tidy().set_index("term")
    assert table.loc["double", "estimate"] != table.loc["double", "estimate"]
    reference = fitted(data).tidy().set_index("term")
    kept = ["Intercept", "week", "arm[T.needling]", "arm[T.needling]:week"]
    np.testing.assert_allclose(table.loc[kept, "estimate"], reference.loc[kept, "estimate"])
    np.testing.assert_allclose(table.loc[kept, "df"], reference.loc[kept, "df"])


def test_flat_directions_count_as_known():
    matrix = np.array([[2.0, 1.0], [1.0, 2.0]])
    np.testing.assert_allclose(inverse_of_positive_part(matrix), np.linalg.inv(matrix))
    flat = np.array([[1.0, 1.0], [1.0, 1.0]])
    np.testing.assert_allclose(inverse_of_positive_part(flat), np.linalg.pinv(flat))
    np.testing.assert_allclose(inverse_of_positive_part(np.diag([1e-6, 1e6])), np.diag([1e6, 1e-6]))
