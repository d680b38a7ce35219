import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models import (
    contrast,
    ls_means,
    mmrm,
    parametric_bootstrap,
    patient_bootstrap,
    simulate_outcomes,
)

KEYS = {"subject": "patient", "visit": "visit"}


@pytest.fixture
def fit(make):
    return mmrm("change ~ arm * visit", make(n=40), df="satterthwaite", **KEYS)


def effects(fit):
    return contrast(ls_means(fit, "arm", by="visit")).frame


def test_simulated_outcomes_have_the_fitted_mean_and_variance(fit):
    draws = simulate_outcomes(fit, 3000, seed=1)
    assert draws.shape == (3000, fit.design.n_observations)
    deviation = np.sqrt(fit.engine.variances())
    assert (np.abs(draws.mean(axis=0) - fit.fitted) < 5 * deviation / np.sqrt(3000)).all()
    assert_allclose(draws.std(axis=0), deviation, rtol=0.08)
    assert (simulate_outcomes(fit, 2, seed=1) == draws[:2]).all()


def test_parametric_bootstrap_finds_the_standard_errors(fit):
    boot = parametric_bootstrap(fit, effects, 150, seed=2)
    table = boot.to_frame()
    assert table["name"].tolist() == [
        "W04 needling - standard",
        "W08 needling - standard",
        "W12 needling - standard",
    ]
    assert_allclose(table["estimate"], effects(fit)["estimate"])
    # Standard error of a standard deviation of 150 replicates: 6 %.
    assert_allclose(table["std_error"], effects(fit)["std_error"], rtol=0.2)
    assert ((table["conf_low"] < table["estimate"]) & (table["estimate"] < table["conf_high"])).all()
    assert boot.failures == ()
    assert "parametric" in repr(boot)


def test_patient_bootstrap_keeps_patients_whole_and_strata_in_size(fit):
    seen = []

    def statistic(refitted):
        seen.append(refitted.design.frame.groupby("patient").first()["arm"].value_counts().to_dict())
        return refitted.coefficients

    boot = patient_bootstrap(fit, statistic, 12, seed=3, strata="arm")
    assert all(counts == seen[-1] for counts in seen)
    assert list(boot.replicates.columns) == list(fit.design.terms)
    again = patient_bootstrap(fit, lambda refitted: refitted.coefficients, 12, seed=3, strata="arm")
    assert boot.replicates.equals(again.replicates)


def test_statistics_of_any_shape(fit):
    number = parametric_bootstrap(fit, lambda refitted: refitted.log_likelihood, 3, seed=4)
    assert list(number.replicates.columns) == ["value"]
    array = parametric_bootstrap(
        fit, lambda refitted: np.diag(refitted.covariance), 3, seed=4, confidence_level=0.5
    )
    assert list(array.estimate.index) == ["value_0", "value_1", "value_2"]
    assert array.confidence_level == 0.5


def test_replicates_that_cannot_be_fitted_are_counted(fit):
    calls = iter(range(100))

    def statistic(refitted):
        if next(calls) % 2:
            raise ModelError("not this one")
        return 1.0

    boot = parametric_bootstrap(fit, statistic, 7, seed=5)
    # The first call is that of the fit itself.
    assert len(boot.replicates) == 3
    assert boot.failures == ("not this one",) * 4

    def never(refitted):
        if refitted is not fit:
            raise ModelError("never")
        return 1.0

    with pytest.raises(
        ModelError, match="fewer than two replicates could be fitted; the first failed because: never"
    ):
        parametric_bootstrap(fit, never, 3, seed=5)


def test_what_cannot_be_resampled(fit, trial):
    logs = mmrm("np.log(change + 9) ~ visit", trial, **KEYS)
    with pytest.raises(ModelError, match="isn't a plain column"):
        parametric_bootstrap(logs, effects, 2, seed=1)
    with pytest.raises(ModelError, match="'visit' changes within subjects"):
        patient_bootstrap(fit, effects, 2, seed=1, strata="visit")
    with pytest.raises(ModelError, match="the fit has no column 'cause'"):
        patient_bootstrap(fit, effects, 2, seed=1, strata="cause")
