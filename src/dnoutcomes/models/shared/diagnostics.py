"""What residuals say about a fit."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd


@dataclass(frozen=True, eq=False)
class Diagnostics:
    """Residuals of a fit, summarised in five ways.

    Attributes
    ----------
    residuals : pandas.DataFrame
        One row per row used: `fitted`, `residual`, `pearson`, `normalized`, and `quantile`, the normal quantile that
        the normalized residual's rank would have.
    autocorrelation : pandas.DataFrame
        One row per number of visits between: `lag`, `correlation`, the one `implied` by the fit, `n_pairs`.
    semivariogram : pandas.DataFrame
        One row per pair of visits: `distance` in time, `semivariance` (half the mean squared difference of residuals),
        `implied` by the fit, `n_pairs`.
    covariances : pandas.DataFrame
        One row per pair of visits and group: `group`, `visit`, `other`, `empirical` and `implied` covariance,
        `empirical_correlation`, `implied_correlation`, `n_pairs`.
    """

    residuals: pd.DataFrame
    autocorrelation: pd.DataFrame
    semivariogram: pd.DataFrame
    covariances: pd.DataFrame
