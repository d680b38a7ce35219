"""What a resampled error has to be referred to: its degrees of freedom and its bias under a simple model.

Leaving out each cluster in turn estimates a variance from as many deviations as there are clusters, and where one arm
has few clusters and the other many lone patients, most of it comes from the few. The model behind the score, the
weights and the imputation is too intricate to say how many deviations that amounts to; weighted least squares on arm
and covariates, with the weights that the estimate ended up with, is close enough to say it.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.cluster_inference import LEAST_DF, ROUGH_DF

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class WorkingModel:
    """The variance estimate under the model.

    Attributes
    ----------
    df : float
        Satterthwaite's degrees of freedom, 2 E(V)^2 / var(V).
    factor : float
        True variance over E(V).
    correlation : float
        Of the residuals of two patients of a cluster, 0 or more.
    """

    df: float
    factor: float
    correlation: float


def working_model(
    design: Array, function: Array, outcome: Array, weights: Array, clusters: Codes, *, left_out: bool
) -> WorkingModel:
    """Work out degrees of freedom and bias of a variance that comes from the deviations of clusters.

    Parameters
    ----------
    design : array of shape (n, k)
        Columns of the patients with an outcome.
    function : array of shape (k,)
        The linear function of the coefficients that is estimated, such as the coefficient of the arm.
    outcome : array of shape (n,)
        Without gaps; tells how much patients of a cluster go together.
    weights : array of shape (n,)
        Positive.
    clusters : integer array of shape (n,)
        Cluster of each patient, one each for patients by themselves.
    left_out : bool
        Whether the deviations come from leaving out each cluster (jackknife, times (G - 1) / G) or are what each adds
        to the estimate (stacked equations, bootstrap).

    Returns
    -------
    WorkingModel

    Raises
    ------
    ModelError
        No more patients than columns, nothing that varies between clusters, or fewer than 1.5 df.

    Notes
    -----
    Residuals of variance 1 are correlated by r within clusters of two patients or more. The deviation of cluster g is
    v_g' e_g with e the residuals of the weighted fit and v_g = W_g X_g inv(X'WX) c, or with X'WX minus the cluster's
    part where it is left out. With M_gh the covariance of these deviations, E(V) = tr(M) and df = tr(M)^2 / tr(M M).
    r is the ratio of two variances whose expected sums of squares, of residuals and of their totals by cluster, equal
    those seen.

    References
    ----------
    Bell RM, McCaffrey DF. Surv Methodol 2002;28:169-181. Imbens GW, Kolesar M. Rev Econ Stat 2016;98:701-712.
    Tipton E. Psychol Methods 2015;20:375-393.
    """
    if len(design) <= design.shape[1]:
        raise ModelError(
            f"{len(design)} patients with an outcome and {design.shape[1]} columns: nothing is left to tell clusters by"
        )
    codes = np.unique(clusters, return_inverse=True)[1].ravel()
    several = np.bincount(codes)[codes] > 1
    r = _correlation(design, outcome, codes, several)
    weighted = design * weights[:, None]
    bread = np.linalg.pinv(design.T @ weighted, hermitian=True)
    adds = weighted @ (bread @ function)
    along, there = adds, np.ones(int(codes.max()) + 1, dtype=bool)
    if left_out:
        along, there = _without(design, weighted, function, codes)

    covariates, squares = _by_cluster(weighted * along[:, None], codes), _by_cluster(along**2, codes)
    total, together = _by_cluster(along * several, codes), _by_cluster(weighted * several[:, None], codes)
    reach = _by_cluster(design * along[:, None], codes) @ bread
    diagonal = (1 - r) * squares + r * total**2 + r * _by_cluster(along**2 * ~several, codes)
    # M = diagonal - reach right' - right reach' + reach inner reach'.
    singles = weighted * ~several[:, None]
    right = (1 - r) * covariates + r * total[:, None] * together
    right += r * _by_cluster(singles * along[:, None], codes)
    inner = (1 - r) * weighted.T @ weighted + r * (together.T @ together + singles.T @ singles)
    # Satterthwaite: a quadratic form with matrix M has the df (tr M)^2 / tr(M M) of the nearest chi-square.
    trace, trace_of_square = _traces(diagonal, reach, right, inner)
    count = len(diagonal)
    expected = trace * ((count - 1) / max(there.sum(), 1) if left_out else 1.0)
    true = (1 - r) * adds @ adds + r * (_by_cluster(adds * several, codes) ** 2).sum()
    true += r * (adds**2 * ~several).sum()
    if not (expected > 0 and trace_of_square > 0):
        raise ModelError(
            f"no one of {count} clusters differs from what {design.shape[1]} columns explain, so that there is no error"
        )
    df = trace**2 / trace_of_square
    if df < LEAST_DF:
        raise ModelError(
            f"the clusters leave {df:.2g} degrees of freedom, fewer than {LEAST_DF:g}: no interval from so few holds"
        )
    return WorkingModel(df, float(true / expected), r)


def few_clusters_note(df: float) -> tuple[str, ...]:
    """Warn where an interval rests on so few clusters that it is rough.

    Examples
    --------
    >>> few_clusters_note(3.5)
    ('So few clusters leave 3.5 degrees of freedom (fewer than 4): the interval is rough.',)
    >>> few_clusters_note(12.0)
    ()
    """
    if not df < ROUGH_DF:
        return ()
    return (
        f"So few clusters leave {df:.3g} degrees of freedom (fewer than {ROUGH_DF:g}): the interval is "
        "rough.",
    )


def _traces(diagonal: Array, reach: Array, right: Array, inner: Array) -> tuple[float, float]:
    """Return tr(M) and tr(M M) of M = diagonal + N K N' without laying it out."""
    k = len(inner)
    both = np.hstack([reach, right])
    middle = np.block([[inner, -np.eye(k)], [-np.eye(k), np.zeros((k, k))]])
    crossed = middle @ (both.T @ both)
    trace = diagonal.sum() + np.trace(crossed)
    mixed = np.trace(middle @ (both.T @ (both * diagonal[:, None])))
    return float(trace), float(diagonal @ diagonal + 2 * mixed + np.einsum("ij,ji->", crossed, crossed))


def _without(
    design: Array, weighted: Array, function: Array, codes: Codes
) -> tuple[Array, NDArray[np.bool_]]:
    """W_g X_g inv(X'WX - X_g'W_g X_g) c of each patient, and without which clusters c can be estimated (else 0)."""
    by_cluster = np.zeros((int(codes.max()) + 1, design.shape[1], design.shape[1]))
    np.add.at(by_cluster, codes, design[:, :, None] * weighted[:, None, :])
    left = design.T @ weighted - by_cluster
    bread = np.linalg.pinv(left, rcond=1e-10, hermitian=True)
    solved = bread @ function
    there = np.einsum("gij,gj->gi", left, solved)
    estimable = np.abs(there - function).max(axis=1) < 1e-6 * np.abs(function).max()
    # What the outcome of each patient would add to c'b fitted without the patient's cluster.
    along = np.einsum("ij,ij->i", weighted, (solved * estimable[:, None])[codes])
    return np.asarray(along), np.asarray(estimable)


def _correlation(design: Array, outcome: Array, codes: Codes, several: NDArray[np.bool_]) -> float:
    """Share of the variance that patients of a cluster have in common, by moments of least-squares residuals."""
    if not several.any():
        return 0.0
    left, singular, _ = np.linalg.svd(design, full_matrices=False)
    basis = left[:, singular > 1e-10 * singular[0]]
    residual = outcome - basis @ (basis.T @ outcome)
    sizes, reach = _by_cluster(several.astype(float), codes), _by_cluster(basis * several[:, None], codes)
    explained = (reach**2).sum(axis=1)
    between = float((sizes - explained).sum())
    fourth = float((sizes**2 - 2 * sizes * explained).sum() + ((reach.T @ reach) ** 2).sum())
    # Expected squares of residuals and of their sums by cluster, as linear functions of both variances.
    expected = np.array([[len(outcome) - basis.shape[1], between], [between, fourth]])
    seen = np.array([residual @ residual, (_by_cluster(residual * several, codes) ** 2).sum()])
    if np.linalg.cond(expected) > 1e12 or not seen[0] > 0:
        return 0.0
    residual_variance, common = np.linalg.solve(expected, seen)
    return float(np.clip(common / (residual_variance + common), 0.0, 1.0)) if common > 0 else 0.0


def _by_cluster(values: NDArray[np.floating[Any]], codes: Codes) -> Array:
    """Sum rows by cluster."""
    sums = np.zeros((int(codes.max()) + 1, *values.shape[1:]))
    np.add.at(sums, codes, values)
    return sums
