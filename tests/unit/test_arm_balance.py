"""The standardised difference, by hand and at its limits."""

import numpy as np
import pytest

from dnoutcomes.arm_balance import difference_of_counts, mean_and_sd, standardised_difference

TREATED = np.array([1.0, 1, 1, 0, 0, 0])
AGES = np.array([1.0, 2, 3, 1, 2, 6])


def test_by_hand():
    # Means 2 and 3, variances 1 and 7: the pooled SD is 2.
    assert standardised_difference(AGES, TREATED) == pytest.approx(-0.5)


def test_weights_move_the_means_and_leave_the_denominator():
    weights = np.array([0.0, 0, 1, 1, 1, 2])  # means 3 and 15/4
    assert standardised_difference(AGES, TREATED, weights) == pytest.approx(-0.375)


@pytest.mark.parametrize("scale", [3.0, -2.0])
def test_only_the_sign_of_the_scale_matters(scale):
    found = standardised_difference(7 + scale * AGES, TREATED)
    assert found == pytest.approx(np.sign(scale) * -0.5)


def test_a_constant_is_balanced_and_a_perfect_difference_is_not_a_number():
    assert standardised_difference(np.full(6, 3.3), TREATED) == 0
    assert np.isnan(standardised_difference(TREATED, TREATED))
    assert np.isnan(standardised_difference(np.array([1.0, 4.0]), np.array([1.0, 0.0])))


@pytest.mark.parametrize("scale", [1.0, 0.1])
def test_counts_have_the_difference_of_their_rows(scale):
    values = scale * np.array([1.0, 2, 5, 1, 3, 7])
    treated, n = np.array([True, True, True, False, False, False]), np.array([4, 1, 2, 3, 1, 5])
    rows = standardised_difference(np.repeat(values, n), np.repeat(treated, n).astype(float))
    assert difference_of_counts(values, treated, n) == pytest.approx(rows, rel=1e-12)


def test_counts_of_one_value_are_balanced_and_a_single_patient_does_not_vary():
    treated = np.array([True, False])
    assert difference_of_counts(np.array([3.3, 3.3]), treated, np.array([7, 3])) == 0
    assert np.isnan(difference_of_counts(np.array([1.0, 4.0]), treated, np.array([1, 1])))
    mean, sd = mean_and_sd(np.array([3.3, 3.3]), np.array([7, 4]))
    assert (mean, sd) == (3.3, 0)
    assert np.isnan(mean_and_sd(np.array([2.0]), np.array([1]))[1])
