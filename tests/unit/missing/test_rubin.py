"""Rubin's rules, worked by hand from the formulas."""

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.rubin import pool_rubin


def test_variance_between_imputations_is_added_and_takes_degrees_of_freedom():
    estimates, variances = np.array([[1.0, 4.0], [2.0, 4.0], [3.0, 4.0]]), np.array([[0.5, 0.2]] * 3)
    pooled = pool_rubin(estimates, variances, 20)
    assert pooled.estimate.tolist() == [2.0, 4.0]
    # T = 0.5 + (1 + 1/3) 1, and without any variance between, the variance within.
    assert pooled.std_error**2 == pytest.approx([11 / 6, 0.2])
    assert pooled.missing_information == pytest.approx([8 / 11, 0.0])
    # 1/df = (8/11)^2 / 2 + 1 / (21/23 * 20 * 3/11), and 21/23 * 20.
    assert pooled.df == pytest.approx([1 / (32 / 121 + 253 / 1260), 420 / 23])
    assert pooled.monte_carlo_error == pytest.approx([np.sqrt(1 / 3), 0.0])


def test_one_imputation_tells_nothing_of_what_is_not_known():
    with pytest.raises(ModelError, match="at least two imputed data sets, got 1"):
        pool_rubin(np.array([[1.0]]), np.array([[0.5]]), 20)
