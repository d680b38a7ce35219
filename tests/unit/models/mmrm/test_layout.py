"""Whatever way the data are laid out, the fit is the same; the way is chosen by its cost."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ConvergenceError
from dnoutcomes.models import influence, mmrm
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.leave_out import leave_one_out, with_multiplicity
from dnoutcomes.models.mmrm import path
from dnoutcomes.models.mmrm.layout import by_own_times, by_patient, by_pattern, choose_layout

KEYS = {"subject": "patient", "visit": "visit", "time": "week"}
FORMULA = "change ~ baseline + arm * visit"


def fit_in(layout, monkeypatch, frame, formula=FORMULA, **settings):
    monkeypatch.setattr(
        path, "choose_layout", lambda data, structure: layout(data, STRUCTURES[structure.name])
    )
    return mmrm(formula, frame, **(KEYS | settings))


@pytest.fixture
def frame(make):
    return make(n=50, m=4, missing=0.25, seed=6).sample(frac=1, random_state=2)


@pytest.mark.parametrize(
    "settings",
    [
        {"covariance": "us", "df": "kenward-roger-cholesky"},
        {"covariance": "toeph", "weights": "weight"},
        {"covariance": "ar1", "group": "arm"},
        {"covariance": "adh", "reml": False},
        {"covariance": "us", "errors": "cr2", "df": "satterthwaite"},
        {"covariance": "cs", "group": "arm", "weights": "weight"},
        {"covariance": "sp_exp", "group": "arm"},
        {"covariance": "sp_pow", "reml": False, "weights": "weight"},
        {"covariance": "sp_exp", "cluster": "cause"},
    ],
    ids=str,
)
def test_every_layout_gives_the_same_fit(frame, monkeypatch, settings):
    layouts = [by_pattern, by_patient]
    if settings["covariance"] in ("sp_exp", "sp_pow", "cs"):
        layouts.append(by_own_times)
    first, *others = (fit_in(layout, monkeypatch, frame, **settings) for layout in layouts)
    for other in others:
        assert_allclose(other.log_likelihood, first.log_likelihood, rtol=1e-11)
        columns = ["estimate", "std_error", "df", "conf_low"]
        assert_allclose(other.tidy()[columns], first.tidy()[columns], rtol=1e-8, atol=1e-9)
        assert_allclose(other.engine.sigma, first.engine.sigma, rtol=1e-8, atol=1e-9)
        assert_allclose(other.model_vcov, first.model_vcov, rtol=1e-8, atol=1e-11)
        assert_allclose(other.augment()["normalized"], first.augment()["normalized"], atol=1e-8)
        assert_allclose(other.engine.uncertainty.theta_vcov, first.engine.uncertainty.theta_vcov, rtol=1e-7)


@pytest.mark.parametrize("layout", [by_patient, by_own_times])
def test_refits_and_influence_are_the_same(frame, monkeypatch, layout):
    settings = {"covariance": "sp_exp", "group": "arm"}
    first = fit_in(by_pattern, monkeypatch, frame, **settings)
    other = fit_in(layout, monkeypatch, frame, **settings)
    for one, two in zip(leave_one_out(first), leave_one_out(other)):
        assert_allclose(two.coefficients, one.coefficients, rtol=1e-7, atol=1e-8)
    counts = np.random.default_rng(3).poisson(1.0, 50)
    one, two = (with_multiplicity(fit, counts) for fit in (first, other))
    assert_allclose(two.coefficients, one.coefficients, rtol=1e-7, atol=1e-8)
    assert_allclose(two.sigma, one.sigma, rtol=1e-7)
    assert_allclose(influence(other).coefficients, influence(first).coefficients, rtol=1e-7, atol=1e-8)


def own_times(n, seed=4, each=6):
    """Patients seen at times of their own, some at one time only; errors with a range of 5 weeks and variance 4."""
    rng = np.random.default_rng(seed)
    patient = np.repeat(np.arange(n), rng.integers(1, each + 1, n))
    week = rng.uniform(0, 20, len(patient))
    same = patient[:, None] == patient[None, :]
    sigma = 4 * same * np.exp(-np.abs(week[:, None] - week[None, :]) / 5)
    arm = np.where(patient % 3 == 0, "needling", "standard")
    pain = 6 - 0.1 * week * (arm == "needling") + np.linalg.cholesky(sigma) @ rng.normal(size=len(week))
    return pd.DataFrame({"patient": patient, "week": week, "arm": arm, "pain": pain})


def test_unique_times_of_many_patients_end_near_the_truth():
    fit = mmrm("pain ~ arm * week", own_times(250), subject="patient", visit="week", covariance="sp_exp")
    assert fit.engine.maximum.parameters.own_times is not None
    variance, scale = np.exp(2 * fit.engine.maximum.theta[0]), np.exp(fit.engine.maximum.theta[1])
    assert_allclose(variance * fit.engine.data.standardised.scale**2, 4, rtol=0.2)
    assert_allclose(scale, 5, rtol=0.3)
    assert not fit.notes[1:]


@pytest.mark.parametrize("covariance", ["sp_exp", "cs"])
def test_unique_times_agree_with_sums_by_pattern(monkeypatch, covariance):
    settings = {"visit": "week", "time": None, "covariance": covariance}
    first, other = (
        fit_in(layout, monkeypatch, own_times(14), "pain ~ arm * week", **settings)
        for layout in (by_pattern, by_own_times)
    )
    columns = ["estimate", "std_error", "df"]
    assert_allclose(other.tidy()[columns], first.tidy()[columns], rtol=1e-8)


def of_patients_one_by_one(structure):
    """Take the times of one patient at a time, as a structure from a script does."""

    def of_one(function):
        def called(theta, times):
            assert times.ndim == 1
            return function(theta, times)

        return called

    return replace(
        structure, sigma=of_one(structure.sigma), dsigma=of_one(structure.dsigma), stacks=False, for_most=None
    )


def test_structures_that_take_one_patient_at_a_time_fit_the_same():
    frame = own_times(60).assign(group=lambda rows: np.where(rows["patient"] % 3, "b", "a"))
    fits = [
        mmrm("pain ~ arm * week", frame, subject="patient", visit="week", covariance=structure, group="group")
        for structure in (STRUCTURES["sp_exp"], of_patients_one_by_one(STRUCTURES["sp_exp"]))
    ]
    assert all(fit.engine.maximum.parameters.own_times is not None for fit in fits)
    columns = ["estimate", "std_error", "df"]
    assert_allclose(fits[1].tidy()[columns], fits[0].tidy()[columns], rtol=1e-10)


def test_copied_values_are_named_by_their_times(monkeypatch):
    """Nearly the same value 0.2 days later: one sentence, about the two times that lie closest."""
    frame = own_times(30, each=3)
    rng = np.random.default_rng(1)
    again = frame.assign(week=frame["week"] + 1e-6, pain=frame["pain"] + 1e-6 * rng.normal(size=len(frame)))
    both = pd.concat([frame, again], ignore_index=True)
    fit = mmrm("pain ~ arm", both, subject="patient", visit="week", covariance="sp_exp")
    said = [note for note in fit.notes if "near-singular" in note]
    assert len(said) == 1
    assert "Check for copied values" in said[0]


def test_the_cheapest_layout_is_taken(make):
    shared = make(n=200, m=4, missing=0.1)
    gaps = make(n=150, m=18, missing=0.3)
    numeric = own_times(60)
    chosen = {}

    def chosen_for(formula, frame, covariance, visit="visit"):
        from dnoutcomes.models.mmrm.data import prepare_data
        from dnoutcomes.models.mmrm.visits import read_visits
        from dnoutcomes.models.shared.design import build_design

        design = build_design(formula, frame, subject="patient", columns=[visit])
        return choose_layout(prepare_data(design, read_visits(design, visit)), STRUCTURES[covariance])

    chosen["shared"] = chosen_for("change ~ arm * visit", shared, "us")
    chosen["gaps"] = chosen_for("change ~ baseline + arm * visit", gaps, "us")
    chosen["own"] = chosen_for("pain ~ arm * week", numeric, "sp_exp", "week")
    chosen["own cs"] = chosen_for("pain ~ arm * week", numeric, "cs", "week")
    assert type(chosen["shared"].sums).__name__ == "Moments"
    assert type(chosen["gaps"].sums).__name__ == "PatientSums"
    assert chosen["gaps"].parameters.own_times is None
    assert chosen["own"].parameters.own_times is not None
    assert chosen["own cs"].parameters.own_times is not None


def test_one_visit_of_each_patient_says_nothing_of_a_covariance():
    once = own_times(40).drop_duplicates("patient")
    with pytest.raises(ConvergenceError, match="no subject was seen at two visits"):
        mmrm("pain ~ arm * week", once, subject="patient", visit="week", covariance="sp_exp")


def test_a_variance_for_each_of_many_times_is_refused_for_what_it_is():
    with pytest.raises(ConvergenceError, match="more parameters than data"):
        mmrm("pain ~ arm * week", own_times(40), subject="patient", visit="week", covariance="sp_exph")
