"""P-values adjusted for the number of comparisons."""

from __future__ import annotations

from dataclasses import replace
from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.shared.multiplicity_methods import MULTIPLICITY_METHODS, MultiplicityMethod

Array = NDArray[np.float64]

# It asks for the estimates behind the p-values, so that it is no entry among the methods that plans name.
MULTIVARIATE_T = "multivariate-t"


def adjust_p_values(estimates: Estimates, method: str | MultiplicityMethod) -> Estimates:
    """Adjust the p-values of a family of tests: all rows of the table.

    Parameters
    ----------
    estimates : Estimates
        The family. Select its rows with `where` first. Rows that can't be estimated are no tests and stay NaN.
    method : {"holm", "hochberg", "fixed-sequence", "multivariate-t"} or MultiplicityMethod
        Holm's and Hochberg's step-wise methods; tests in the order of the rows, each only counting when all before it
        are significant; or the joint t distribution of the estimates, which also widens the intervals so that they
        hold together.

    Returns
    -------
    Estimates
        The same rows with adjusted `p_value`, and for "multivariate-t" simultaneous `conf_low` and `conf_high`.

    Raises
    ------
    ModelError
        No test in the table, or "multivariate-t" for estimates that aren't linear functions of a fit.

    Notes
    -----
    Holm controls the chance of any false rejection whatever the dependence; Hochberg needs non-negative dependence.
    An adjusted p-value is the smallest level at which the method rejects. The multivariate t uses the correlation of
    the estimates and, as one joint distribution has one df, the smallest df of the rows.

    References
    ----------
    Holm S. Scand J Stat 1979;6:65-70. Hochberg Y. Biometrika 1988;75:800-2. Hothorn T, Bretz F, Westfall P. Biom J
    2008;50:346-63.

    Examples
    --------
    >>> import pandas as pd
    >>> table = Estimates(pd.DataFrame({"cause": ["a", "b", "c"], "p_value": [0.01, 0.04, 0.03]}))
    >>> adjust_p_values(table, "holm").frame["p_value"].tolist()
    [0.03, 0.06, 0.06]
    """
    tests = estimates.frame["p_value"].notna().to_numpy()
    if not tests.any():
        raise ModelError(f"there is no test to adjust among the {len(estimates)} rows")
    if method == MULTIVARIATE_T:
        return _multivariate_t(estimates, tests)
    return _one_by_one(estimates, tests, MULTIPLICITY_METHODS.entry_of(method))


def _one_by_one(estimates: Estimates, tests: NDArray[np.bool_], method: MultiplicityMethod) -> Estimates:
    p = estimates.frame["p_value"].to_numpy(dtype=float).copy()
    p[tests] = method.adjust(p[tests])
    note = f"P-values adjusted for {int(tests.sum())} tests ({method.label}); intervals not adjusted."
    return replace(estimates, frame=estimates.frame.assign(p_value=p), notes=(*estimates.notes, note))


def _multivariate_t(estimates: Estimates, tests: NDArray[np.bool_]) -> Estimates:
    if estimates.functions is None or estimates.inference is None:
        raise ModelError(
            f"{MULTIVARIATE_T} needs linear functions of a fit; these are {estimates.kind!r} without them"
        )
    functions = estimates.functions[tests]
    covariance = functions @ estimates.inference.vcov @ functions.T
    spread = np.sqrt(np.diag(covariance))
    correlation = covariance / np.outer(spread, spread)
    table = estimates.frame
    df = float(table["df"][tests].min())
    p = table["p_value"].to_numpy(dtype=float).copy()
    p[tests] = [1.0 - box(abs(value), correlation, df) for value in table["statistic"][tests]]
    half = critical_value(estimates.confidence_level, correlation, df) * table["std_error"]
    frame = table.assign(p_value=p, conf_low=table["estimate"] - half, conf_high=table["estimate"] + half)
    note = (
        f"P-values and intervals hold together for {len(functions)} tests (multivariate t with {df:.1f} df)."
    )
    return replace(estimates, frame=frame, notes=(*estimates.notes, note))


def box(bound: float, correlation: Array, df: float) -> float:
    """Chance that t statistics with this correlation all lie within plus and minus a bound.

    Notes
    -----
    Genz's separation of variables over 2^14 scrambled Sobol points with a fixed seed: given the common chi scale, each
    statistic is conditionally normal given those before it. Good to about 1e-4. A correlation that isn't of full rank
    (all pairwise differences) is no obstacle: a statistic that the others determine only has to lie inside.
    """
    from scipy import stats
    from scipy.special import ndtr, ndtri

    if len(correlation) == 1:
        return float(1.0 - 2.0 * stats.t.sf(bound, df))
    factor = _factor(correlation)
    points, scale = _points(len(correlation), df)
    chance = np.ones(len(points))
    drawn = np.zeros_like(points)
    for row, pivot in enumerate(np.diag(factor)):
        given = drawn[:, :row] @ factor[row, :row]
        if pivot < 1e-6:
            chance *= np.abs(given) <= bound * scale
            continue
        low, high = ndtr((-bound * scale - given) / pivot), ndtr((bound * scale - given) / pivot)
        chance *= high - low
        drawn[:, row] = ndtri(np.clip(low + points[:, row] * (high - low), 1e-300, 1.0 - 1e-16))
    return float(chance.mean())


def _factor(correlation: Array) -> Array:
    """Lower triangular Cholesky factor, with zero pivots where earlier rows determine a row."""
    size = len(correlation)
    factor = np.zeros((size, size))
    for row in range(size):
        for column in range(row + 1):
            rest = correlation[row, column] - factor[row, :column] @ factor[column, :column]
            if column == row:
                factor[row, row] = np.sqrt(max(rest, 0.0))
            elif factor[column, column] > 1e-6:
                factor[row, column] = rest / factor[column, column]
    return factor


@lru_cache(maxsize=8)
def _points(size: int, df: float) -> tuple[Array, Array]:
    """Points in the unit cube for the statistics, and the chi scale of each."""
    from scipy.special import gammaincinv
    from scipy.stats import qmc

    points = qmc.Sobol(size + 1, rng=np.random.default_rng(20)).random_base2(14)
    if not np.isfinite(df):
        return points[:, :size], np.ones(len(points))
    return points[:, :size], np.sqrt(2.0 * gammaincinv(df / 2.0, points[:, size]) / df)


def critical_value(level: float, correlation: Array, df: float) -> float:
    """The bound that all statistics keep with a given chance."""
    from scipy import optimize, stats

    single = float(stats.t.ppf(0.5 + level / 2.0, df))
    bonferroni = float(stats.t.ppf(1.0 - (1.0 - level) / (2.0 * len(correlation)), df))
    if len(correlation) == 1:
        return single
    root = optimize.brentq(
        lambda bound: box(bound, correlation, df) - level, single - 0.05, bonferroni + 0.05
    )
    return float(root)
