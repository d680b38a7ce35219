"""What residuals say about an MMRM: the numbers behind its diagnostic plots."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import to_correlation
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.shared.diagnostics import Diagnostics

Array = NDArray[np.float64]


def diagnose_mmrm(data: MmrmData, sigma: Array, table: pd.DataFrame) -> Diagnostics:
    """Summarise the residuals of an MMRM, as `diagnose` says.

    Parameters
    ----------
    data : MmrmData
        The rows used.
    sigma : array of shape (G, m, m)
        Fitted covariance of the visits by group, in the units of the data.
    table : pandas.DataFrame
        Residuals of the rows, as `Engine.residual_table` gives them.
    """
    wide = _wide(data, table["residual"].to_numpy())
    covariances = _covariances(data, sigma, wide)
    return Diagnostics(
        table.assign(quantile=_normal_scores(table["normalized"].to_numpy())),
        _autocorrelation(covariances),
        _semivariogram(covariances, data),
        covariances.drop(columns=["_half_difference", "_implied_half", "_row", "_column"]),
    )


def _normal_scores(values: Array) -> Array:
    """Blom's approximation to the expected normal order statistics."""
    from scipy import stats

    return np.asarray(stats.norm.ppf((stats.rankdata(values) - 0.375) / (len(values) + 0.25)))


def _wide(data: MmrmData, residual: Array) -> Array:
    """Residuals by subject and visit, shape (N, m), NaN where not seen."""
    weights = data.visits.weights
    wide = np.full((data.design.n_subjects, len(data.visits.levels)), np.nan)
    wide[data.design.subject_codes, data.visits.codes] = (
        residual if weights is None else residual * np.sqrt(weights)
    )
    return wide


def _covariances(data: MmrmData, sigmas: Array, wide: Array) -> pd.DataFrame:
    """One row per group and pair of visits j <= k, with what the fit implies beside what the residuals show."""
    visits = data.visits
    rows = []
    for code, (level, sigma) in enumerate(zip(visits.group_levels, sigmas)):
        implied = to_correlation(sigma)
        mine = wide[visits.subject_group == code]
        for j, k in zip(*np.triu_indices(len(visits.levels))):
            both = mine[~np.isnan(mine[:, j]) & ~np.isnan(mine[:, k])]
            one, two = both[:, j], both[:, k]
            lengths = np.sqrt((one @ one) * (two @ two))
            rows.append(
                {
                    "group": level,
                    "visit": visits.levels[j],
                    "other": visits.levels[k],
                    "empirical": one @ two / len(both) if len(both) else np.nan,
                    "implied": sigma[j, k],
                    "empirical_correlation": one @ two / lengths if lengths > 0 else np.nan,
                    "implied_correlation": implied[j, k],
                    "n_pairs": len(both),
                    "_half_difference": float(np.mean((one - two) ** 2)) / 2 if len(both) else np.nan,
                    "_implied_half": (sigma[j, j] + sigma[k, k]) / 2 - sigma[j, k],
                    "_row": j,
                    "_column": k,
                }
            )
    return pd.DataFrame(rows)


def _autocorrelation(covariances: pd.DataFrame) -> pd.DataFrame:
    """Correlations by number of visits between, pairs weighted by their numbers."""
    table = covariances.assign(lag=covariances["_column"] - covariances["_row"]).query("n_pairs > 0")
    return _weighted_means(
        table, "lag", {"correlation": "empirical_correlation", "implied": "implied_correlation"}
    )


def _semivariogram(covariances: pd.DataFrame, data: MmrmData) -> pd.DataFrame:
    """Half squared differences of residuals by distance in time."""
    times = data.visits.times
    pairs = covariances.query("_row < _column and n_pairs > 0")
    distance = times[pairs["_column"].to_numpy()] - times[pairs["_row"].to_numpy()]
    table = pairs.assign(
        distance=distance, semivariance=pairs["_half_difference"], expected=pairs["_implied_half"]
    )
    return _weighted_means(table, "distance", {"semivariance": "semivariance", "implied": "expected"})


def _weighted_means(table: pd.DataFrame, key: str, columns: dict[str, str]) -> pd.DataFrame:
    weights = table["n_pairs"]
    sums = pd.DataFrame({name: table[column] * weights for name, column in columns.items()}).assign(
        n_pairs=weights
    )
    grouped = sums.groupby(table[key]).sum()
    means = grouped[list(columns)].div(grouped["n_pairs"], axis=0)
    return means.assign(n_pairs=grouped["n_pairs"]).rename_axis(key).reset_index()
