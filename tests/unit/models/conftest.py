"""A small longitudinal frame, and the likelihood of its model written out patient by patient."""

import numpy as np
import pandas as pd
import pytest


def make_trial(n=24, m=3, seed=1, missing=0.2):
    """Subjects in two arms with m visits, some missing; correlated outcomes, one covariate."""
    rng = np.random.default_rng(seed)
    errors = rng.normal(size=(n, m)) + rng.normal(size=(n, 1)) + 0.3 * np.arange(m) * rng.normal(size=(n, 1))
    arm = np.where(np.arange(n) % 2 == 0, "standard", "needling")
    baseline = rng.normal(6, 1.5, n).round(1)
    outcome = errors - 0.5 * np.arange(m) * (arm == "needling")[:, None] - 0.3 * (baseline - 6)[:, None]
    outcome[rng.random((n, m)) < missing] = np.nan
    subject, visit = np.indices((n, m))
    return pd.DataFrame(
        {
            "patient": [f"P{i:03d}" for i in subject.ravel()],
            "arm": pd.Categorical(np.repeat(arm, m), ["standard", "needling"]),
            "cause": np.repeat(np.array(["diabetic", "other", "traumatic"])[np.arange(n) % 3], m),
            "baseline": np.repeat(baseline, m),
            "week": 4.0 * (visit.ravel() + 1),
            "visit": [f"W{4 * (j + 1):02d}" for j in visit.ravel()],
            "weight": np.repeat(rng.uniform(0.5, 2.0, n).round(2), m),
            "change": outcome.ravel(),
        }
    )


@pytest.fixture
def trial():
    return make_trial()


@pytest.fixture
def make():
    return make_trial


class Dense:
    """The model with n x n matrices, for small data: what the engine must equal."""

    def __init__(self, x, y, subject, visit, weights=None):
        self.x, self.y = x, y
        self.same = subject[:, None] == subject[None, :]
        self.visit = visit
        self.root = np.ones(len(y)) if weights is None else 1 / np.sqrt(weights)

    def spread(self, matrix):
        """An m x m matrix as the n x n one of the rows."""
        full = np.where(self.same, matrix[np.ix_(self.visit, self.visit)], 0.0)
        return full * np.outer(self.root, self.root)

    def parts(self, sigma):
        inverse = np.linalg.inv(self.spread(sigma))
        vcov = np.linalg.inv(self.x.T @ inverse @ self.x)
        coefficients = vcov @ self.x.T @ inverse @ self.y
        return inverse, vcov, coefficients

    def minus_two_log_likelihood(self, sigma, reml=True):
        inverse, vcov, coefficients = self.parts(sigma)
        residual = self.y - self.x @ coefficients
        value = -np.linalg.slogdet(inverse)[1] + residual @ inverse @ residual
        n, p = self.x.shape
        if reml:
            value -= np.linalg.slogdet(vcov)[1]
        return value + (n - p if reml else n) * np.log(2 * np.pi)

    def kenward_roger(self, sigma, derivatives, theta_vcov):
        """Adjusted covariance and the derivatives of the model's, from n x n matrices."""
        inverse, vcov, _ = self.parts(sigma)
        turned = [inverse @ self.spread(d) @ inverse for d in derivatives]
        p = [-self.x.T @ t @ self.x for t in turned]
        inner = np.zeros_like(vcov)
        for r, left in enumerate(derivatives):
            for s, right in enumerate(derivatives):
                q = self.x.T @ inverse @ self.spread(left) @ inverse @ self.spread(right) @ inverse @ self.x
                inner += theta_vcov[r, s] * (q - p[r] @ vcov @ p[s])
        return vcov + 2 * vcov @ inner @ vcov, np.stack([-vcov @ each @ vcov for each in p])


@pytest.fixture
def dense():
    return Dense


@pytest.fixture
def dense_of():
    """Dense model of a fit of mmrm."""

    def build(fit):
        engine = fit.engine.data
        return Dense(
            engine.design.x[:, engine.estimated],
            engine.design.y,
            engine.design.subject_codes,
            engine.visits.codes,
            engine.visits.weights,
        )

    return build
