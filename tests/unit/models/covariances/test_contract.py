"""A structure from outside whose parts contradict each other is refused before anything rests on it."""

from dataclasses import replace

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.covariances import STRUCTURES
from dnoutcomes.models.covariances.contract import require_contract

TOEPLITZ = STRUCTURES["toeph"]


def lopsided(theta, times):
    sigma = TOEPLITZ.sigma(theta, times)
    sigma[0, 1] += 0.1
    return sigma


def slope_of_last_forgotten(theta, times):
    slopes = TOEPLITZ.dsigma(theta, times)
    slopes[-1] *= 1.01
    return slopes


@pytest.mark.parametrize(
    ("changed", "message"),
    [
        ({"sigma": lopsided}, "sigma isn't a symmetric matrix"),
        ({"dsigma": slope_of_last_forgotten}, "dsigma isn't the slope of sigma by parameter 4"),
        ({"start": lambda sigma, times: np.zeros(2)}, r"start must give 5 finite numbers, got shape \(2,\)"),
        ({"start": lambda sigma, times: np.full(2 * len(times) - 1, np.nan)}, "start must give 5 finite numbers"),
        (
            {"start": lambda sigma, times: np.r_[np.zeros(len(times)), -3 * np.ones(len(times) - 1)]},
            "the start from uncorrelated visits isn't positive definite",
        ),
    ],
)  # fmt: skip
def test_what_is_wrong_is_said(changed, message):
    with pytest.raises(ModelError, match=f"covariance structure 'toeph' can't be used: .*{message}"):
        require_contract(replace(TOEPLITZ, **changed))


def test_times_of_many_patients_must_give_what_each_gives_alone():
    with pytest.raises(
        ModelError, match="'sp_exp' can't be used: with 3 visits sigma and dsigma of the times of two"
    ):
        require_contract(replace(STRUCTURES["sp_exp"], sigma=of_the_first))


def of_the_first(theta, times):
    sigma = STRUCTURES["sp_exp"].sigma(theta, times)
    return sigma if times.ndim == 1 else np.broadcast_to(sigma[0], sigma.shape)


def test_a_wrong_number_of_parameters_is_said():
    with pytest.raises(
        ModelError, match=r"with 3 visits .* \(3, 3\) and \(4, 3, 3\), got \(3, 3\) and \(2, 3, 3\)"
    ):
        require_contract(replace(STRUCTURES["cs"], n_params=lambda m: 4))
