"""What a growth model needs from the data: small cross-products per patient, read once."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Behind:
    """What rows stand for that are made from sums over many patients.

    Attributes
    ----------
    n_rows : int
        Rows behind them all.
    patients : array of shape (N,)
        Patients whose Z'Z each of the patients here has; the products of others add up to sums beside it, and it's 0.
    """

    n_rows: int
    patients: Array


@dataclass(frozen=True, eq=False)
class PatientRows:
    """The rows of a growth model, patient after patient.

    Attributes
    ----------
    z : array of shape (n, r)
        Coded time: the columns whose coefficients vary between patients.
    w : array of shape (n, q)
        Columns of the fixed effects and, last, the outcome.
    clusters : sparse array of shape (n, k)
        Indicator of the therapist or clinic of each row; k = 0 without one.
    starts : array of shape (N + 1,)
        First row of each patient, and n.
    behind : Behind, optional
        What they stand for, where they are made from sums.
    """

    z: Array
    w: Array
    clusters: Any
    starts: NDArray[np.intp]
    behind: Behind | None = None

    @property
    def n_rows(self) -> int:
        """Rows in all."""
        return len(self.w) if self.behind is None else self.behind.n_rows


@dataclass(frozen=True, eq=False)
class PatientBlocks:
    """Cross-products of a growth model; k cluster columns come before the q columns of [X y].

    Attributes
    ----------
    zz : array of shape (r, r, N)
        Z_i'Z_i of each patient.
    zw : array of shape (r, k + q, N)
        Z_i'[C_i X_i y_i] of each patient.
    ww : array of shape (k + q, k + q)
        [C X y]'[C X y] over all patients.
    n_rows : int
        Rows in all.
    n_clusters : int
        k, the columns that belong to therapists or clinics.
    patients : array of shape (N,), optional
        How many patients have each Z'Z; default one.
    """

    zz: Array
    zw: Array
    ww: Array
    n_rows: int
    n_clusters: int
    patients: Array | None = None


def read_blocks(rows: PatientRows) -> PatientBlocks:
    """Add up the cross-products patient by patient.

    Notes
    -----
    Each column of Z becomes a sparse N x n matrix that holds z_ij at (i, ij), so that one product with the data
    gives the sums of all patients without a temporary of the size of the data.
    """
    left = [_patient_sums(column, rows.starts) for column in rows.z.T]
    r, n_patients = len(left), len(rows.starts) - 1
    k, q = rows.clusters.shape[1], rows.w.shape[1]
    zz = np.empty((r, r, n_patients))
    zw = np.empty((r, k + q, n_patients))
    for a, sums in enumerate(left):
        zz[a] = (sums @ rows.z).T
        zw[a, k:] = (sums @ rows.w).T
        if k:
            zw[a, :k] = (sums @ rows.clusters).toarray().T
    patients = None if rows.behind is None else rows.behind.patients
    return PatientBlocks(zz, zw, _gram(rows.clusters, rows.w), rows.n_rows, k, patients)


def _patient_sums(values: Array, starts: NDArray[np.intp]) -> Any:
    from scipy import sparse

    shape = (len(starts) - 1, len(values))
    return sparse.csr_array((values, np.arange(len(values)), starts), shape=shape)


def _gram(clusters: Any, w: Array) -> Array:
    k, q = clusters.shape[1], w.shape[1]
    ww = np.empty((k + q, k + q))
    ww[k:, k:] = w.T @ w
    if k:
        ww[:k, :k] = (clusters.T @ clusters).toarray()
        ww[:k, k:] = clusters.T @ w
        ww[k:, :k] = ww[:k, k:].T
    return ww


def cross_blocks(
    left: Array,
    right: Array,
    starts: NDArray[np.intp],
    left_w: Array,
) -> tuple[Array, Array, Array]:
    """Cross-products of two versions of the columns [Z W].

    Parameters
    ----------
    left : array of shape (n, r)
        One version of Z.
    right : array of shape (n, r + q)
        The other version of [Z W].
    starts : array of shape (N + 1,)
        First row of each patient, and n.
    left_w : array of shape (n, q)
        The first version of W.

    Returns
    -------
    tuple of arrays
        Z'Z of shape (r, r, N) and Z'W of shape (r, q, N) by patient, and W'W of shape (q, q) in all.
    """
    r = left.shape[1]
    sums = np.stack([(_patient_sums(column, starts) @ right).T for column in left.T])
    return sums[:, :r], sums[:, r:], left_w.T @ right[:, r:]
