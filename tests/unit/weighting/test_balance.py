import numpy as np
import pandas as pd
import pytest

from dnoutcomes.weighting.balance import balance_table, effective_sample_size, standardised_difference

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


def test_one_row_per_level():
    profile = pd.DataFrame([AGES, 1 - TREATED % 1, [1, 0, 0, 0, 1, 1]], index=None).T
    profile.columns = pd.MultiIndex.from_tuples([("age", ""), ("all", ""), ("sex", "F")])
    table = balance_table(profile, TREATED)
    assert table[["covariate", "level"]].to_numpy().tolist() == [["age", ""], ["all", ""], ["sex", "F"]]
    assert table["mean_treated"].tolist() == pytest.approx([2, 1, 1 / 3])
    assert table["mean_reference"].tolist() == pytest.approx([3, 1, 2 / 3])
    assert table["smd_after"].tolist() == table["smd_before"].tolist()
    # A share of 1/3 of three has variance 1/3, in both arms.
    assert table["smd_before"].iloc[2] == pytest.approx(-(1 / 3) / np.sqrt(1 / 3))


@pytest.mark.parametrize(
    ("weights", "size"), [([2.0, 2, 2], 3), ([1.0, 0, 0], 1), ([1.0, 2, 3], 36 / 14), ([], 0)]
)
def test_effective_sample_size(weights, size):
    assert effective_sample_size(np.array(weights)) == pytest.approx(size)
