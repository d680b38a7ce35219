import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm
from dnoutcomes.models.leave_out import leave_one_out, leave_out, with_multiplicity
from dnoutcomes.models.mmrm.batched_refits import can_batch, refit_without


def fitted(make, *, reml=True, covariance="us", weights=None, **trial):
    return mmrm(
        "change ~ baseline + arm * visit", make(**trial), subject="patient", visit="visit", reml=reml,
        covariance=covariance, weights=weights,
    )  # fmt: skip


@pytest.mark.parametrize("reml", [True, False])
@pytest.mark.parametrize("weights", [None, "weight"])
def test_groups_of_any_size_give_what_the_rows_left_give(make, reml, weights):
    fit = fitted(make, reml=reml, weights=weights, n=70, missing=0.25)
    groups = [np.array([3]), np.array([0, 9, 10, 41]), np.array([68, 12])]
    data, maximum = fit.engine.data, fit.engine.maximum
    batch = refit_without(data, maximum, groups, reml=reml)
    assert batch.settled.all()
    for group, refitted in zip(groups, leave_out(fit, groups)):
        counts = np.ones(fit.design.n_subjects, dtype=np.intp)
        counts[group] = 0
        again = with_multiplicity(fit, counts)
        assert_allclose(refitted.coefficients, again.coefficients, rtol=1e-8, atol=1e-8)
        assert_allclose(refitted.sigma, again.sigma, rtol=1e-8, atol=1e-8)


def test_a_patient_who_moves_the_fit_far_is_left_to_the_search(make):
    trial = make(n=14, m=3, missing=0.0)
    trial.loc[trial["patient"] == "P005", "change"] += [40.0, -35.0, 30.0]
    fit = mmrm("change ~ arm * visit", trial, subject="patient", visit="visit")
    batch = refit_without(fit.engine.data, fit.engine.maximum, [np.array([5]), np.array([6])], reml=True)
    assert batch.settled.tolist() == [False, True]
    counts = np.ones(14, dtype=np.intp)
    counts[5] = 0
    again = with_multiplicity(fit, counts)
    assert_allclose(list(leave_one_out(fit))[5].sigma, again.sigma, rtol=1e-7)


def test_only_a_free_covariance_of_everybody_is_batched(make):
    for covariance, expected in (("us", True), ("ar1", False)):
        fit = fitted(make, covariance=covariance, n=40)
        assert can_batch(fit.engine.data, fit.engine.maximum) is expected
    by_arm = mmrm("change ~ arm * visit", make(n=60), subject="patient", visit="visit", group="arm")
    assert not can_batch(by_arm.engine.data, by_arm.engine.maximum)
