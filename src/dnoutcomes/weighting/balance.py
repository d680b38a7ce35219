"""How alike the arms are, before and after weighting, covariate by covariate."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.arm_balance import balance_rows

Array = NDArray[np.float64]


def balance_table(profile: pd.DataFrame, treated: Array, weights: Array | None = None) -> pd.DataFrame:
    """Tabulate the balance of covariates.

    Parameters
    ----------
    profile : pandas.DataFrame with n rows
        Columns (covariate, level), as in `CovariateDesign.profile`.
    treated, weights
        As in `arm_balance.standardised_difference`.

    Returns
    -------
    pandas.DataFrame
        One row per number and per level of a category: covariate, level, mean_treated, mean_reference, smd_before,
        weighted_mean_treated, weighted_mean_reference, smd_after. The mean of a level is its share.
    """
    labels = pd.DataFrame(list(profile.columns), columns=["covariate", "level"])
    rows = balance_rows(profile.to_numpy(dtype=float), treated, weights)
    return pd.concat([labels, pd.DataFrame(rows)], axis=1)


def effective_sample_size(weights: Array) -> float:
    """Return the number of equally weighted patients that would be as informative: (sum w)^2 / sum w^2.

    Examples
    --------
    >>> effective_sample_size(np.array([1.0, 1.0, 2.0]))
    2.6666666666666665
    """
    squares = float(weights @ weights)
    return float(weights.sum()) ** 2 / squares if squares > 0 else 0.0
