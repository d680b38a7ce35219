"""Linear functions of coefficients, by hand: three rows that differ in size, sign, error and df."""

from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Inference, linear_estimates

COEFFICIENTS = np.array([1.0, -2.0])
VCOV = np.array([[0.25, 0.1], [0.1, 1.0]])
FUNCTIONS = np.array([[1.0, 0.0], [0.0, 1.0], [1.0, 1.0]])
DF = {(1.0, 0.0): 4.0, (0.0, 1.0): 9.0, (1.0, 1.0): 20.0}
# Quantiles of t at 0.975 and at 0.95, from a printed table.
QUANTILES = {0.95: (2.776, 2.262, 2.086), 0.90: (2.132, 1.833, 1.725)}
ERRORS = (0.5, 1.0, np.sqrt(0.25 + 1.0 + 2 * 0.1))


@pytest.fixture
def inference():
    def degrees(functions):
        return np.array([DF[tuple(row)] for row in functions])

    return Inference(("a", "b"), COEFFICIENTS, VCOV, degrees, lambda functions: (0.0, 1.0, 1.0), "by hand")


def estimates(inference, **options):
    return linear_estimates(
        FUNCTIONS, inference, pd.DataFrame({"term": ["a", "b", "a + b"]}), **options
    ).frame


def test_estimates_errors_and_df_of_each_row(inference):
    frame = estimates(inference)
    assert list(frame["estimate"]) == pytest.approx([1.0, -2.0, -1.0])
    assert list(frame["std_error"]) == pytest.approx(ERRORS)
    assert list(frame["df"]) == [4.0, 9.0, 20.0]
    assert list(frame["statistic"]) == pytest.approx([2.0, -2.0, -1.0 / ERRORS[2]])


@pytest.mark.parametrize("level", QUANTILES)
def test_intervals_are_of_the_level_and_of_the_df_of_the_row(inference, level):
    frame = estimates(inference, confidence_level=level)
    half = np.array(QUANTILES[level]) * ERRORS
    assert list(frame["conf_low"]) == pytest.approx(np.array([1.0, -2.0, -1.0]) - half, abs=1e-3)
    assert list(frame["conf_high"]) == pytest.approx(np.array([1.0, -2.0, -1.0]) + half, abs=1e-3)


def test_p_values_are_two_sided(inference):
    """t = 2 with 4 and -2 with 9 df: 0.116 and 0.077 in any table; the interval holds 0 where p is above."""
    frame = estimates(inference)
    assert list(frame["p_value"].iloc[:2]) == pytest.approx([0.1161, 0.0766], abs=5e-5)
    holds_zero = (frame["conf_low"] <= 0) & (frame["conf_high"] >= 0)
    assert (holds_zero == (frame["p_value"] > 0.05)).all()


def test_what_cannot_be_estimated_is_empty_and_told(inference):
    some = replace(inference, estimable=lambda functions: np.array([True, False, True]))
    found = linear_estimates(FUNCTIONS, some, pd.DataFrame({"term": ["a", "b", "a + b"]}))
    assert list(found.frame["estimate"].isna()) == [False, True, False]
    assert list(found.frame["df"].fillna(0)) == [4.0, 0.0, 20.0]
    assert any("1 of 3 rows can't be estimated" in note for note in found.notes)


def test_a_level_that_is_none_is_refused(inference):
    with pytest.raises(ModelError, match="between 0 and 1"):
        estimates(inference, confidence_level=95)


def test_rows_are_chosen_with_their_functions(inference):
    found = linear_estimates(FUNCTIONS, inference, pd.DataFrame({"term": ["a", "b", "a + b"]})).where(
        term="b"
    )
    assert found.frame["estimate"].item() == -2.0
    assert found.functions.tolist() == [[0.0, 1.0]]
