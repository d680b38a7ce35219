"""Whitening and simulation against the whole n x n covariance."""

import numpy as np
import pytest

from dnoutcomes.models.growth.growth import growth

SETTINGS = {
    "intercept": {"random": "1"},
    "slope": {"random": "1 + week"},
    "cluster": {"random": "1 + week", "cluster": "cause"},
    "partial": {"random": "1", "cluster": "cause", "cluster_within": {"arm": "needling"}},
    "car1": {"random": "1", "residual": "car1", "time": "week"},
}


@pytest.fixture(params=SETTINGS)
def fit(request, make):
    data = make(n=30, m=4).sample(frac=1, random_state=2)
    lasting = data["cause"].map({"diabetic": 1.5, "other": 0.0, "traumatic": -1.5})
    wave = np.sin(data["week"] / 3 + data["baseline"])
    data["change"] += lasting * (data["arm"] == "needling") + wave
    fit = growth("change ~ baseline + arm * week", data, subject="patient", **SETTINGS[request.param])
    # A variance of 0 would test nothing.
    assert fit.details["variance_components"]["estimate"].abs().min() > 1e-4
    return fit


def covariance(fit):
    """V of the rows used, written out."""
    frame, state = fit.design.frame, fit.engine.state
    week = frame["week"].to_numpy()
    z = np.column_stack([np.ones(len(week)), week])[:, : len(fit.covariance)]
    same = fit.design.subject_codes[:, None] == fit.design.subject_codes[None]
    phi = state.residual_facts.get("phi", 0.0)
    residual = phi ** np.abs(week[:, None] - week[None]) if phi else np.eye(len(week))
    v = same * (z @ fit.covariance.to_numpy() @ z.T + state.sigma2 * residual)
    if state.model.prepared.clusters is not None:
        codes = state.model.prepared.clusters.codes
        v = v + state.cluster_variance * ((codes[:, None] == codes[None]) & (codes >= 0))
    return v


def test_variances_are_the_diagonal(fit):
    np.testing.assert_allclose(fit.engine.variances(), np.diag(covariance(fit)))


def test_whitened_residuals_are_a_square_root_away(fit):
    """W with W'W = inv(V): the same quadratic form for any residuals."""
    v = covariance(fit)
    columns = np.column_stack([fit.engine.whiten(unit) for unit in np.eye(len(v))])
    np.testing.assert_allclose(columns.T @ columns, np.linalg.inv(v), atol=1e-10)
    np.testing.assert_allclose(columns @ v @ columns.T, np.eye(len(v)), atol=1e-10)


def test_draws_have_the_fitted_covariance(fit):
    rng = np.random.default_rng(4)
    n_draws = 4000
    drawn = np.stack([fit.engine.draw(rng) for _ in range(n_draws)])
    v = covariance(fit)
    empirical = drawn.T @ drawn / n_draws
    error = np.sqrt((v**2 + np.outer(np.diag(v), np.diag(v))) / n_draws)
    # Some 5,000 entries: the largest of so many normal deviates is near 4.
    assert np.abs((empirical - v) / error).max() < 5.5
    assert np.abs(drawn.mean(axis=0) / np.sqrt(np.diag(v) / n_draws)).max() < 4.5


def test_augment_has_the_rows_used_in_their_own_order(fit):
    table = fit.augment()
    assert (table.index == fit.design.frame.index).all()
    np.testing.assert_allclose(table["residual"], fit.design.y - fit.fitted)
    np.testing.assert_allclose(table["pearson"], table["residual"] / np.sqrt(np.diag(covariance(fit))))
