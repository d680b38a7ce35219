import numpy as np
import pandas as pd
import pytest

from dnoutcomes.models.growth import newton
from dnoutcomes.models.growth.growth import growth

N, M = 40, 6
PATIENT, WEEK = np.repeat(np.arange(N), M), np.tile(np.arange(float(M)), N)


def simulate(seed=1, intercept=1.0, slope=0.0, correlation=0.0, therapist=0.0, phi=0.0):
    rng = np.random.default_rng(seed)
    covariance = correlation * intercept * slope
    own = rng.multivariate_normal([5, -0.3], [[intercept**2, covariance], [covariance, slope**2]], N)[PATIENT]
    noise = rng.normal(0, 1, (N, M))
    for session in range(1, M):
        noise[:, session] = phi * noise[:, session - 1] + np.sqrt(1 - phi**2) * noise[:, session]
    therapists = PATIENT % 5
    pain = own[:, 0] + own[:, 1] * WEEK + rng.normal(0, 1, 5)[therapists] * therapist + noise.ravel()
    return pd.DataFrame({"patient": PATIENT, "week": WEEK, "therapist": therapists, "pain": pain})


def verdict(data, **settings):
    return growth("pain ~ week", data, subject="patient", **{"random": "1 + week", **settings})


def centred(data):
    """Take all variation between patients out."""
    return data.assign(pain=data["pain"] - data.groupby("patient")["pain"].transform("mean"))


def test_nothing_is_said_of_a_plain_fit():
    fit = verdict(simulate(slope=0.5))
    assert fit.notes == ()
    assert fit.converged
    assert fit.details["singular"] is False


def test_a_variance_of_zero_is_named():
    fit = verdict(centred(simulate()), random="1")
    assert fit.details["singular"] is True
    assert fit.converged
    assert "The variance of 'Intercept' between patients is estimated as 0 (a singular fit)" in fit.notes[0]
    assert np.isfinite(fit.tidy()["p_value"]).all()


def test_only_the_slope_may_lack_variance():
    data = simulate(seed=3)
    lines = [np.polyfit(np.arange(M), pain, 1) for pain in data["pain"].to_numpy().reshape(N, M)]
    slopes = np.array([slope for slope, _ in lines])[PATIENT]
    flat = data.assign(pain=data["pain"] - slopes * (WEEK - WEEK.mean()))
    fit = verdict(flat, correlated=False)
    assert "The variance of 'week' between patients is estimated as 0" in fit.notes[0]
    assert "'Intercept'" not in fit.notes[0]


def test_perfect_correlation_is_named():
    fit = verdict(simulate(seed=3, slope=0.4, correlation=1.0))
    components = fit.details["variance_components"].set_index(["term_1", "term_2"])["deviation"]
    assert components.loc[("Intercept", "week")] == pytest.approx(1, abs=1e-3)
    assert (
        "The random coefficients 'Intercept', 'week' are perfectly correlated (a singular fit)"
        in fit.notes[0]
    )
    assert "correlated=False or fewer terms" in fit.notes[0]


def test_clusters_without_variation_are_named():
    data = simulate(slope=0.5)
    even = data.assign(pain=data["pain"] - data.groupby("therapist")["pain"].transform("mean"))
    fit = verdict(even, cluster="therapist")
    assert any("The variance between levels of 'therapist' is estimated as 0" in note for note in fit.notes)
    varied = verdict(simulate(slope=0.5, therapist=1.0), cluster="therapist")
    assert varied.notes == ()


def test_absent_autocorrelation_is_named():
    """Residuals that alternate in sign are less alike than independent ones."""
    data = simulate(intercept=0.0)
    data["pain"] += np.where(data["week"] % 2, 1.0, -1.0) * np.random.default_rng(1).normal(0, 1, N)[PATIENT]
    fit = verdict(data, random="1", residual="car1", time="week")
    assert any("autocorrelation is estimated as 0 even over the shortest gap" in note for note in fit.notes)
    present = verdict(simulate(phi=0.7), random="1", residual="car1", time="week")
    assert not any("autocorrelation" in note for note in present.notes)


def test_an_autocorrelation_of_one_is_named():
    """A random intercept in the data and none in the model: only phi near 1 can stand for it."""
    data = simulate(seed=4, intercept=3.0)
    data["pain"] = data["pain"] - 0.98 * (data["pain"] - data.groupby("patient")["pain"].transform("mean"))
    fit = growth("pain ~ 1", data, subject="patient", random="0 + week", residual="car1", time="week")
    assert fit.details["variance_components"].set_index("term_1").loc["phi", "estimate"] > 0.99
    assert any("autocorrelation is estimated as 1 even over the longest gap" in note for note in fit.notes)


def test_a_search_that_did_not_end_is_said_first(monkeypatch):
    monkeypatch.setattr(newton, "MAX_EVALUATIONS", 3)
    fit = verdict(simulate(slope=0.5))
    assert not fit.converged
    assert fit.notes[0].startswith("The search stopped after 3 evaluations with a gradient of")
    assert "don't use these estimates" in fit.notes[0]
    assert "NOT CONVERGED" in repr(fit)


def test_two_variances_that_cannot_be_told_apart_are_named():
    """One therapist per patient: both intercepts are the same thing."""
    data = simulate(slope=0.0)
    fit = verdict(data.assign(therapist=data["patient"]), random="1", cluster="therapist")
    assert any("the data can't tell all variances apart" in note for note in fit.notes)
