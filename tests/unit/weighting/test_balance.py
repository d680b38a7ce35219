import numpy as np
import pandas as pd
import pytest

from dnoutcomes.weighting.balance import balance_table, effective_sample_size

TREATED = np.array([1.0, 1, 1, 0, 0, 0])
AGES = np.array([1.0, 2, 3, 1, 2, 6])


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
