"""From a design to the rows of a growth model: who, when, with which therapist, in coordinates that compute well."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.blocks import PatientRows
from dnoutcomes.models.growth.random_columns import random_coding, require_repeated, scaled_random
from dnoutcomes.models.shared.coding import Coding
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.grid import varies_within_subjects
from dnoutcomes.models.shared.rank import independent_columns
from dnoutcomes.models.shared.standardise import StandardisedRows, standardise

Array = NDArray[np.float64]

#: What stands for "no therapist" in the rows outside `cluster_within`.
OUTSIDE = "none"
#: Least-squares residuals below this share of the outcome's spread are rounding.
EXACT = 1e-10


@dataclass(frozen=True, eq=False)
class Clusters:
    """Therapists or clinics with an intercept of their own.

    Attributes
    ----------
    name : str
        Column.
    within : dict
        Column to the value that a row must have to belong to a cluster; empty for all rows.
    labels : pandas.Index
        The k clusters.
    codes : array of shape (n,)
        Cluster of each row used, -1 for none.
    """

    name: str
    within: dict[str, Any]
    labels: pd.Index
    codes: NDArray[np.intp]

    def find(self, frame: pd.DataFrame) -> tuple[NDArray[np.intp], NDArray[np.bool_]]:
        """Cluster of each row of another frame (-1 for one that the fit never saw), and which rows have any."""
        for column in [self.name, *self.within]:
            if column not in frame.columns:
                raise ModelError(f"the rows have no column {column!r}, which the clusters of this model need")
        belongs = inside(frame, self.within)
        return np.where(belongs, self.labels.get_indexer(frame[self.name]), -1), belongs


@dataclass(frozen=True, eq=False)
class GrowthRows:
    """Rows ready to fit, and the way back to the columns of the formula.

    Attributes
    ----------
    rows : PatientRows
        Patient after patient, in order of time where time is given. [X y] are standardised, and the columns of Z
        have unit mean square (and are orthogonal when their coefficients may correlate), so that units and
        origins of the data don't cost precision.
    time : array of shape (n,), or None
        Time in the same order.
    order : array of shape (n,)
        Position of each of these rows among the rows of the design.
    estimated : array of int
        Columns of the design that can be estimated.
    standardised : StandardisedRows
        Coordinates of [X y].
    z_back : array of shape (r, r)
        Upper triangular; Z of the random formula = Z of `rows` @ inv(z_back).
    coding : Coding
        How the random formula becomes columns.
    clusters : Clusters or None
        Therapists or clinics.
    n_repeated : int
        Rows in which a patient has the same time, as the random coefficients have it, as in a row before.
    """

    rows: PatientRows
    time: Array | None
    order: NDArray[np.intp]
    estimated: NDArray[np.intp]
    standardised: StandardisedRows
    z_back: Array
    coding: Coding
    clusters: Clusters | None
    n_repeated: int

    @property
    def scale(self) -> float:
        """Unit of the outcome in these rows."""
        return self.standardised.scale

    def to_data(self, vcov: Array) -> Array:
        """Bring covariances of coefficients, shape (..., p, p), to the columns and units of the data."""
        transform = self.standardised.transform
        return np.asarray(self.scale**2 * (transform @ vcov @ transform.T))

    def random_columns(self, frame: pd.DataFrame, factors: Mapping[str, tuple[Any, ...]]) -> Array:
        """Code the random formula for new rows, in the coordinates of `rows`."""
        coded = {
            name: pd.Categorical(frame[name], categories=list(levels))
            for name, levels in factors.items()
            if name in frame.columns
        }
        return np.asarray(self.coding.matrix(frame.assign(**coded)) @ self.z_back)


def prepare_rows(
    design: ModelDesign,
    random: str,
    *,
    correlated: bool,
    time: str | None,
    clusters: Clusters | None,
) -> GrowthRows:
    """Order the rows, code them and bring them to coordinates that compute well.

    Raises
    ------
    ModelError
        Too few data for the coefficients asked for, or a time that doesn't vary within patients.
    """
    coding = random_coding(random, design.frame, design.coding.functions)
    times = None if time is None else _numeric(design.frame[time], time)
    order = _patient_order(design.subject_codes, times)
    ordered = np.array_equal(order, np.arange(len(order)))
    take = slice(None) if ordered else order
    starts = np.flatnonzero(np.diff(design.subject_codes[take], prepend=-1, append=-1))
    z = coding.matrix(design.frame)[take]
    _require_repeated(starts, z, coding.columns, random)
    n_repeated = _count_repeated(design.subject_codes[take], z)
    estimated, standardised = standardised_rows(design, take)
    z, z_back = scaled_random(z, standardised, coding.columns, correlated=correlated)
    rows = PatientRows(z, standardised.rows, _indicators(clusters, order), starts)
    return GrowthRows(
        rows,
        None if times is None else times[take],
        order,
        estimated,
        standardised,
        z_back,
        coding,
        clusters,
        n_repeated,
    )


def standardised_rows(
    design: ModelDesign, take: NDArray[np.intp] | slice, spread: float | None = None
) -> tuple[NDArray[np.intp], StandardisedRows]:
    """Choose the columns of a design that can be estimated, and write its rows in coordinates that compute well.

    Parameters
    ----------
    design : ModelDesign
    take : array of int, or slice
        Order of the rows.
    spread : float, optional
        Standard deviation of the outcome, where the rows stand for sums.

    Raises
    ------
    ModelError
        Too few rows, or an outcome that the covariates explain.
    """
    estimated = independent_columns(design.x)
    n = design.n_observations
    if n <= len(estimated):
        raise ModelError(f"{n} rows are too few for {len(estimated)} coefficients; simplify the formula")
    x = design.x if len(estimated) == design.x.shape[1] else design.x[:, estimated]
    standardised = standardise(x[take], design.y[take], n=n)
    if standardised.scale < EXACT * (float(np.std(design.y)) if spread is None else spread):
        raise ModelError(
            f"the covariates of {design.formula!r} explain the outcome exactly; nothing is left to model"
        )
    return estimated, standardised


def only_time(design: ModelDesign, random: Iterable[str]) -> str | None:
    """Name the number of a model that changes within patients; None where there isn't exactly one.

    Parameters
    ----------
    design : ModelDesign
    random : iterable of str
        Variables of the random coefficients.
    """
    numbers = [name for name in random if pd.api.types.is_numeric_dtype(design.frame[name])]
    changing = [name for name in {*design.numeric, *numbers} if varies_within_subjects(design, name)]
    return changing[0] if len(changing) == 1 else None


def read_clusters(frame: pd.DataFrame, name: str, within: Mapping[str, Any]) -> Clusters:
    """Number the clusters of a frame."""
    rows = inside(frame, within)
    labels = pd.Index(sorted(frame.loc[rows, name].unique(), key=str))
    if len(labels) < 2:
        where = f" in rows with {dict(within)}" if within else ""
        levels = f"the single level {labels[0]!r}" if len(labels) else "no level"
        raise ModelError(
            f"cluster={name!r} has {levels}{where}; a variance between clusters needs two or more"
        )
    codes = np.where(rows, labels.get_indexer(frame[name]), -1)
    return Clusters(name, dict(within), labels, codes)


def inside(frame: pd.DataFrame, within: Mapping[str, Any]) -> NDArray[np.bool_]:
    """Mark the rows that have every value of `within`."""
    rows = np.ones(len(frame), dtype=bool)
    for column, value in within.items():
        rows &= (frame[column] == value).to_numpy()
    return rows


def _numeric(column: pd.Series, name: str) -> Array:
    if not pd.api.types.is_numeric_dtype(column):
        raise ModelError(
            f"time={name!r} must hold numbers, such as weeks since the first session, not {column.dtype}"
        )
    return np.asarray(column.to_numpy(dtype=float))


def _patient_order(codes: NDArray[np.intp], time: Array | None) -> NDArray[np.intp]:
    if time is not None:
        return np.lexsort((time, codes))
    return np.argsort(codes, kind="stable")


def _require_repeated(starts: NDArray[np.intp], z: Array, names: tuple[str, ...], random: str) -> None:
    first = np.repeat(z[starts[:-1]], np.diff(starts), axis=0)
    still = (z == first).all(axis=0) & (np.ptp(z, axis=0) > 0)
    require_repeated(np.diff(starts), still, names, random)


def _count_repeated(codes: NDArray[np.intp], z: Array) -> int:
    varying = z[:, np.ptp(z, axis=0) > 0]
    same = codes[1:] == codes[:-1]
    if varying.shape[1] == 0 or (np.diff(varying[:, 0])[same] > 0).all():
        return 0
    # Rows that agree in every column agree in this sum of them, which is quickly looked through.
    if not _repeats_within(varying @ (np.pi ** np.arange(varying.shape[1])), np.bincount(codes)):
        return 0
    order = np.lexsort((*varying.T, codes))
    again = (np.diff(varying[order], axis=0) == 0).all(axis=1) & (np.diff(codes[order]) == 0)
    return int(np.count_nonzero(again))


def _repeats_within(values: Array, sizes: NDArray[np.intp]) -> bool:
    """Whether a patient has a value twice; values patient after patient, so many of each."""
    starts = np.cumsum(sizes) - sizes
    for size in np.unique(sizes):
        of_patients = values[starts[sizes == size, None] + np.arange(size)]
        of_patients.sort(axis=1)
        if (of_patients[:, 1:] == of_patients[:, :-1]).any():
            return True
    return False


def no_clusters(n: int) -> Any:
    """Columns of rows without clusters: none."""
    from scipy import sparse

    return sparse.csr_array((n, 0))


def _indicators(clusters: Clusters | None, order: NDArray[np.intp]) -> Any:
    from scipy import sparse

    if clusters is None:
        return no_clusters(len(order))
    codes = clusters.codes[order]
    rows = np.flatnonzero(codes >= 0)
    return sparse.csr_array(
        (np.ones(len(rows)), (rows, codes[rows])), shape=(len(order), len(clusters.labels))
    )
