"""Case-mix adjustment: the change that a patient like this had on average, and how far each was from it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ExpectedChange:
    """Change at the primary visit beside what the case mix leads one to expect.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per patient with a score at the primary visit: `patient_id, arm, change, expected, difference`.
    residual_sd : float
        Standard deviation of the differences (with `units`, within them).
    df : int
        Its degrees of freedom: patients minus what case mix and units took.
    """

    frame: pd.DataFrame
    residual_sd: float
    df: int


def expected_change(
    analysis: AnalysisData, without: tuple[str, ...] = (), *, units: pd.Series | None = None
) -> ExpectedChange:
    """Compare each patient's change at the primary visit with the change expected of the case mix.

    Parameters
    ----------
    analysis : AnalysisData
    without : tuple of str
        Covariates left out of the expectation: the unit itself, when sites or therapists are compared.
    units : pandas.Series, optional
        Unit of each patient, indexed by patient, when units are compared: what the case mix does is then learned within
        units, and patients of no unit are left out. Otherwise a unit that stands out would pull the expectation, and
        the others', towards itself.

    Returns
    -------
    ExpectedChange

    Raises
    ------
    ModelError
        There are not enough patients for the covariates.

    Notes
    -----
    Expected is the least-squares fit of change on baseline, arm, cause (as pooled for models) and the
    plan's covariates over all patients of the whole period; difference is change minus expected and has mean zero over
    all patients, and within each arm (with `units`, over all patients only). The arm is in it, so a month in which more
    patients are needled is no better for that. Who isn't seen isn't in it: completion has its own chart.
    """
    rows = analysis.at_visit()
    if units is not None:
        rows = rows[rows["patient_id"].isin(units.dropna().index)].reset_index(drop=True)
    names = dict.fromkeys(["baseline", "arm", "cause_modelled", *analysis.covariates])
    # `cause` is in the model as it is pooled; in full it would follow rare causes exactly.
    kept = [name for name in names if name not in (*without, "cause")]
    matrix = covariate_design(rows, kept).matrix
    change = rows["change"].to_numpy(dtype=float)
    groups = (
        pd.Series(0, rows.index)
        if units is None
        else pd.Series(pd.factorize(rows["patient_id"].map(units))[0])
    )
    slopes, columns = _slopes(matrix, change, groups)
    _refuse_few(len(rows), columns, analysis.plan.primary_visit)
    expected = change.mean() + (matrix - matrix.mean(axis=0)) @ slopes
    difference = change - expected
    frame = rows[["patient_id", "arm", "change"]].assign(expected=expected, difference=difference)
    left = pd.Series(difference) - pd.Series(difference).groupby(groups).transform("mean")
    return ExpectedChange(frame, float(np.sqrt((left**2).sum() / (len(rows) - columns))), len(rows) - columns)


def expect_of_sums(levels: Array, n: Array, products: Array, visit: str) -> Array:
    """Add up change minus expected change over the patients of each group.

    Parameters
    ----------
    levels : array of shape (groups, q)
        Columns of 0 and 1 for the levels that the patients of a group share.
    n : array of shape (groups,)
        Patients.
    products : array of shape (groups, k + 2, k + 2)
        Sums over them of z z', z = (1, k numbers, change).
    visit : str
        The primary visit, for the error.

    Returns
    -------
    array of shape (groups,)

    Raises
    ------
    ModelError
        There are not enough patients for the covariates.

    Notes
    -----
    The fit is that of `expected_change` by its normal equations: with x = (levels, numbers), X'X = sum of
    [[n e e', e s'], [s e', sum z z']] over groups, less N m m' for the means m.
    """
    # Sums over each group of x and of change.
    x = np.column_stack([levels * n[:, None], products[:, 0, 1:-1]])
    change = products[:, 0, -1]
    total, q = n.sum(), levels.shape[1]
    cross = np.empty((x.shape[1], x.shape[1]))
    cross[:q, :q] = levels.T @ x[:, :q]
    cross[:q, q:] = levels.T @ x[:, q:]
    cross[q:, :q] = cross[:q, q:].T
    cross[q:, q:] = products[:, 1:-1, 1:-1].sum(axis=0)
    with_change = np.append(levels.T @ change, products[:, 1:-1, -1].sum(axis=0))
    mean, mean_change = x.sum(axis=0) / total, change.sum() / total
    # In columns of one size, so that what counts as zero doesn't depend on units.
    within = cross - total * np.outer(mean, mean)
    size = np.sqrt(np.where(np.diag(within) > 1e-10 * np.diag(cross), np.diag(within), np.inf))
    slopes, _, rank, _ = np.linalg.lstsq(
        within / np.outer(size, size), (with_change - total * mean * mean_change) / size, rcond=1e-10
    )
    _refuse_few(int(total), int(rank) + 1, visit)
    return np.asarray(change - n * mean_change - (x - n[:, None] * mean) @ (slopes / size))


def _refuse_few(n: int, columns: int, visit: str) -> None:
    if n <= columns:
        raise ModelError(
            f"{n} patients with a score at {visit} are too few to expect a change from {columns} columns of case mix; "
            "name fewer covariates"
        )


def _slopes(matrix: Array, change: Array, groups: pd.Series) -> tuple[Array, int]:
    """Slopes within groups, 0 for what doesn't vary within any; and how many coefficients that and the means take."""
    frame = pd.DataFrame(matrix)
    within = (frame - frame.groupby(groups).transform("mean")).to_numpy()
    slopes, _, rank, _ = np.linalg.lstsq(within, change, rcond=1e-10)
    return slopes, int(rank) + int(groups.nunique())
