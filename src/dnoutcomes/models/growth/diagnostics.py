"""What residuals say about a growth model: the numbers behind its diagnostic plots."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.random_effects import require_growth
from dnoutcomes.models.growth.rows import only_time
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.diagnostics import Diagnostics
from dnoutcomes.models.shared.fit import MixedModelFit

Array = NDArray[np.float64]

#: Distances of the semivariogram, each with about the same number of pairs of sessions.
N_DISTANCES = 15


def diagnose_growth(fit: MixedModelFit, *, time: str | None = None) -> Diagnostics:
    """Summarise the residuals of a growth model.

    Parameters
    ----------
    fit : MixedModelFit
        From `growth`.
    time : str, optional
        Column of the time of each session. Default: the one that the fit was given, else the one number of the
        model that changes within patients.

    Returns
    -------
    Diagnostics
        As for an MMRM, with sessions in the place of visits: `lag` of the autocorrelation counts sessions, the
        semivariogram has one row per class of distance in time, each with about as many pairs, and `covariances` is
        empty, for sessions on any day have no matrix of visits.

    Raises
    ------
    ModelError
        A fit that isn't of `growth`, or no time.

    Notes
    -----
    Marginal residuals r of one patient at two sessions, with implied covariance v: correlations are
    mean(r1 r2 / (s1 s2)) beside mean(v12 / (s1 s2)), s the implied standard deviations; semivariances are
    mean((r1 - r2)^2) / 2 beside mean((v11 + v22) / 2 - v12).
    """
    require_growth(fit)
    return fit.engine.diagnose(time)


def diagnose_sessions(
    design: ModelDesign, state: GrowthState, table: pd.DataFrame, variances: Array, time: str | None
) -> Diagnostics:
    """Summarise the residuals as `diagnose_growth` says.

    Parameters
    ----------
    design : ModelDesign
        Rows used.
    state : GrowthState
        The fit.
    table : pandas.DataFrame
        Residuals of the rows, as `Engine.residual_table` gives them.
    variances : array of shape (n,)
        Marginal variances of the rows.
    time : str or None
        Column of the time of each session.
    """
    from scipy import stats

    times = _times(design, state, time)
    ranks = stats.rankdata(table["normalized"])
    quantile = stats.norm.ppf((ranks - 0.375) / (len(ranks) + 0.25))
    pairs = _pairs(design, state, table["residual"].to_numpy(), variances, times)
    return Diagnostics(
        table.assign(quantile=quantile),
        _autocorrelation(pairs),
        _semivariogram(pairs),
        pd.DataFrame(columns=["group", "visit", "other", "empirical", "implied"]),
    )


def _times(design: ModelDesign, state: GrowthState, time: str | None) -> Array:
    """Time of the rows, patient after patient."""
    prepared = state.model.prepared
    if time is None and prepared.time is not None:
        return prepared.time
    if time is None:
        random = frozenset().union(*prepared.coding.term_variables.values())
        time = only_time(design, random)
    if time is None or time not in design.frame.columns:
        there = ", ".join(map(str, design.frame.columns))
        raise ModelError(
            f"name the column of the time of each session, time=...; the columns of this fit are {there}"
        )
    return np.asarray(design.frame[time].to_numpy(dtype=float)[prepared.order])


def _pairs(
    design: ModelDesign, state: GrowthState, residual: Array, variances: Array, times: Array
) -> pd.DataFrame:
    """One row per pair of sessions of a patient."""
    order = state.model.prepared.order
    codes, residual, variances = design.subject_codes[order], residual[order], variances[order]
    by_time = np.lexsort((times, codes))
    by_lag = []
    for lag in range(1, int(np.bincount(codes).max())):
        one, two = by_time[:-lag], by_time[lag:]
        same = codes[one] == codes[two]
        one, two = one[same], two[same]
        by_lag.append(
            pd.DataFrame(
                {
                    "lag": lag,
                    "distance": times[two] - times[one],
                    "product": residual[one] * residual[two],
                    "half_difference": (residual[one] - residual[two]) ** 2 / 2,
                    "covariance": _implied(state, one, two, times[two] - times[one]),
                    "variance": (variances[one] + variances[two]) / 2,
                    "scale": np.sqrt(variances[one] * variances[two]),
                }
            )
        )
    return pd.concat(by_lag, ignore_index=True)


def _implied(state: GrowthState, one: NDArray[np.intp], two: NDArray[np.intp], distance: Array) -> Array:
    """Covariance of two sessions of one patient."""
    prepared, layout = state.model.prepared, state.model.layout
    z = prepared.rows.z
    relative = np.einsum("ia,ab,ib->i", z[one], layout.relative_covariance(state.theta), z[two])
    phi = state.residual_facts.get("phi")
    if phi is not None:
        relative += phi**distance
    if prepared.clusters is not None:
        codes = prepared.clusters.codes[prepared.order]
        together = (codes[one] == codes[two]) & (codes[one] >= 0)
        relative += layout.cluster_scale(state.theta) ** 2 * together
    return np.asarray(state.sigma2 * relative)


def _autocorrelation(pairs: pd.DataFrame) -> pd.DataFrame:
    scaled = pd.DataFrame(
        {
            "lag": pairs["lag"],
            "correlation": pairs["product"] / pairs["scale"],
            "implied": pairs["covariance"] / pairs["scale"],
        }
    )
    return _means(scaled, "lag")


def _semivariogram(pairs: pd.DataFrame) -> pd.DataFrame:
    edges = np.unique(np.quantile(pairs["distance"], np.linspace(0, 1, N_DISTANCES + 1)))
    classes = np.clip(np.searchsorted(edges, pairs["distance"], side="right") - 1, 0, max(len(edges) - 2, 0))
    table = pd.DataFrame(
        {
            "class": classes,
            "distance": pairs["distance"],
            "semivariance": pairs["half_difference"],
            "implied": pairs["variance"] - pairs["covariance"],
        }
    )
    return _means(table, "class").drop(columns="class")


def _means(table: pd.DataFrame, key: str) -> pd.DataFrame:
    grouped = table.groupby(key)
    return grouped.mean().assign(n_pairs=grouped.size()).reset_index()
