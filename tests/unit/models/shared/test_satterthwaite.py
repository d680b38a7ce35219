import numpy as np
import pandas as pd
import pytest
from numpy.testing import assert_allclose
from scipy import stats

from dnoutcomes.models import mmrm
from dnoutcomes.models.shared.satterthwaite import combine_df


def two_arms(variances, sizes, seed=1):
    """Two visits whose errors are independent and of one variance per arm: Welch's problem at each visit."""
    rng = np.random.default_rng(seed)
    rows = []
    for arm, variance, size in zip(["a", "b"], variances, sizes):
        values = rng.normal(scale=np.sqrt(variance), size=(size, 2))
        rows += [
            {"patient": f"{arm}{i}", "arm": arm, "visit": j, "y": values[i, j]}
            for i in range(size)
            for j in range(2)
        ]
    return pd.DataFrame(rows)


def test_welchs_degrees_of_freedom():
    """With one variance per arm and visit, complete data and a mean for each, Satterthwaite's df are Welch's."""
    frame = two_arms([1.0, 4.0], [12, 7])
    fit = mmrm("y ~ arm * C(visit)", frame, subject="patient", visit="visit", group="arm", df="satterthwaite")
    first = frame[frame["visit"] == 0]
    welch = stats.ttest_ind(first[first["arm"] == "b"]["y"], first[first["arm"] == "a"]["y"], equal_var=False)
    row = fit.tidy().set_index("term").loc["arm[T.b]"]
    # C(visit) is another variable than visit for the formula, the same levels for the covariance.
    assert_allclose(
        [row["statistic"], row["df"], row["p_value"]], [welch.statistic, welch.df, welch.pvalue], rtol=1e-7
    )


@pytest.mark.parametrize(
    ("each", "expected"),
    [
        ([8.0, 8.0, 8.0], 8.0),
        # E = 10/8 + 6/4 = 2.75; 2 E / (E - 2).
        ([10.0, 6.0], 5.5 / 0.75),
        # Only df above 2 count; E = 10/8 is below l = 2: the least that is given.
        ([10.0, 2.0], 1.0),
        ([np.inf, np.inf], np.inf),
        ([np.inf, 4.0], 2 * 3.0 / 1.0),
    ],
)
def test_combined_df(each, expected):
    assert_allclose(combine_df(np.array(each)), expected)
