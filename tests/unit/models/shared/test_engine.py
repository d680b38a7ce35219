"""A kind of model of one's own: one class, and every question of a fit has its answer or its refusal."""

from dataclasses import dataclass
from typing import ClassVar

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference
from dnoutcomes.models import (
    MixedModelFit,
    contrast,
    diagnose,
    growth_influence,
    influence,
    ls_means,
    mmrm,
    predict_growth,
    predict_visits,
    random_effects,
    simulate_outcomes,
)
from dnoutcomes.models.leave_out import leave_one_out, with_multiplicity
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.engine import Engine
from dnoutcomes.models.shared.influence import Influence


@dataclass(frozen=True, eq=False)
class LeastSquares(Engine):
    """All rows independent, with one variance."""

    variance: float
    kind: ClassVar[str] = "model of independent rows"

    @property
    def covariance(self):
        return pd.DataFrame([[self.variance]])

    @property
    def model_vcov(self):
        return self.inference.vcov

    def variances(self):
        return np.full(self.design.n_observations, self.variance)

    def whiten(self, residuals):
        return residuals / np.sqrt(self.variance)

    def draw(self, rng):
        return np.sqrt(self.variance) * rng.standard_normal(self.design.n_observations)

    def diagnose(self, time):
        empty = pd.DataFrame()
        return Diagnostics(self.residual_table(), empty, empty, empty)

    def influence(self, effect):
        return Influence(pd.DataFrame({"cooks_distance": self.residuals**2}), np.empty((0, 0)), 1.0)


@pytest.fixture
def fit(trial):
    design = build_design("change ~ baseline + arm", trial, subject="patient")
    inverse = np.linalg.inv(design.x.T @ design.x)
    coefficients = inverse @ design.x.T @ design.y
    residual = design.y - design.x @ coefficients
    spare = design.n_observations - 3
    variance = float(residual @ residual / spare)
    inference = Inference(
        design.terms,
        coefficients,
        variance * inverse,
        lambda functions: np.full(len(functions), float(spare)),
        None,
        "residual",
    )
    return MixedModelFit(
        engine=LeastSquares(design, inference, variance),
        structure="independent",
        log_likelihood=-1.0,
        n_parameters=1,
        reml=True,
        converged=True,
        path=(),
        notes=(),
        confidence_level=0.9,
        refit=lambda frame: None,
    )


def test_it_is_asked_like_any_other(fit, trial):
    there = trial.dropna(subset="change")
    arms = there.groupby("arm", observed=True)[["baseline", "change"]].mean()
    slope = fit.coefficients["baseline"]
    difference = contrast(ls_means(fit, "arm")).frame["estimate"].iloc[0]
    gap = arms.loc["needling"] - arms.loc["standard"]
    assert_allclose(difference, gap["change"] - slope * gap["baseline"])
    assert fit.augment().index.equals(there.index)
    assert_allclose(fit.augment()["normalized"].std(ddof=3), 1.0)
    assert simulate_outcomes(fit, 3, seed=1).shape == (3, len(there))
    assert_allclose(diagnose(fit).residuals["residual"], there["change"] - fit.fitted)
    assert influence(fit).frame["cooks_distance"].idxmax() == np.argmax(np.abs(fit.engine.residuals))
    assert repr(fit).startswith("Model of independent rows: change ~ baseline + arm")


@pytest.mark.parametrize(
    "question",
    [
        lambda fit: leave_one_out(fit),
        lambda fit: with_multiplicity(fit, np.ones(24, dtype=int)),
        lambda fit: predict_visits(fit, fit.design.frame),
        lambda fit: predict_growth(fit, fit.design.frame),
        lambda fit: random_effects(fit),
        lambda fit: growth_influence(fit),
        lambda fit: fit.engine.variances_by_patient(np.eye(3), "cr2"),
    ],
    ids=["leave_one_out", "multiplicity", "visits", "growth", "random effects", "growth influence", "cr2"],
)
def test_what_it_does_not_answer_is_refused_by_its_name(fit, question):
    with pytest.raises(ModelError, match="a model of independent rows"):
        question(fit)


def test_a_kind_that_leaves_a_question_open_cannot_be_made(fit):
    class Silent(Engine):
        kind = "silent model"

    with pytest.raises(TypeError, match="abstract"):
        Silent(fit.design, fit.inference)


def test_empirical_variances_by_patient_are_those_of_a_fit_with_them(trial):
    keys = {"subject": "patient", "visit": "visit", "df": "satterthwaite"}
    plain, robust = (
        mmrm("change ~ baseline + arm", trial, errors=errors, **keys) for errors in ("model", "cr2")
    )
    functions = np.array([[0.0, 1.0, 0.0], [0.0, 0.0, 1.0]])
    assert_allclose(
        plain.engine.variances_by_patient(functions, "cr2"),
        np.diag(functions @ robust.inference.vcov @ functions.T),
    )
