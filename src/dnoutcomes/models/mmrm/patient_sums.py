"""The rows of [X y] patient by patient, for data whose visits hardly two patients share.

Sums by pattern then save nothing and cost much: a pattern of k visits keeps k (k + 1) / 2 products of q (q + 1) / 2
numbers, where its one patient has k rows of q. Arrays are padded to the visits of the patient who has most; rows that
aren't there are zero, and so add nothing to any sum.
"""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.moments import packed_products, unpack_symmetric
from dnoutcomes.models.mmrm.patterns import VisitPatterns

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class PatientSums:
    """Rows w of [X y] by patient; T_i[j, k] is w_j w_k'.

    Attributes
    ----------
    values : array of shape (N, m, q)
        Rows by patient and visit, zero where not seen.
    observed : array of bool, shape (N, m)
        Where there is a row.
    counts : array of int, shape (N,)
        How often each patient counts; 1, or 0 without him.
    group : array of int, shape (N,)
        Which covariance is the patient's, ascending.
    subjects : array of int, shape (N,)
        Code of each patient, in the order of these arrays.
    cells : tuple of arrays of int, each of shape (n,)
        Patient and visit of each row of the data.
    """

    values: Array
    observed: NDArray[np.bool_]
    counts: Codes
    group: Codes
    subjects: Codes
    cells: tuple[Codes, Codes]

    @property
    def q(self) -> int:
        """Columns of [X y]."""
        return int(self.values.shape[2])

    @property
    def n_groups(self) -> int:
        """Number of covariances."""
        return int(self.group.max()) + 1

    @property
    def n_observations(self) -> int:
        """Rows behind the sums."""
        return int((self.observed.sum(axis=1) * self.counts).sum())

    def weighted_sum(self, weights: Array) -> Array:
        """Sum over patients of W_i' weights_i W_i: shape (q, q)."""
        turned = weights @ self.values
        return np.asarray(self.values.reshape(-1, self.q).T @ turned.reshape(-1, self.q))

    def inner_products(self, matrix: Array) -> Array:
        """W_i M W_i' of each patient: shape (N, m, m)."""
        return np.asarray(self.values @ matrix @ self.values.transpose(0, 2, 1))

    def turned_products(self, precision: Array, slopes: Array, group: int) -> Array:
        """[X y]' O S_r O [X y] over the patients of a group: slopes (r, m, m) to (r, q, q).

        Notes
        -----
        With A_i = O_i W_i, it is the sum of S_r[j, k] A_j'A_k over pairs of visits: the products of the A are summed
        over patients once for all r.
        """
        mine = self.group == group
        m = self.values.shape[1]
        turned = (precision[mine] @ self.values[mine]).reshape(-1, m * self.q)
        pairs = np.triu_indices(m)
        packed = packed_products(turned, m, self.q, pairs, np.triu_indices(self.q))
        return unpack_symmetric(slopes[:, pairs[0], pairs[1]] @ packed, self.q)

    def outcome_products(self) -> tuple[Array, Array]:
        """Sums of products of the outcomes at two visits, and of how many they are: shapes (G, m, m)."""
        outcome, seen = self.values[:, :, -1], self.observed.astype(float)
        starts = np.searchsorted(self.group, np.arange(self.n_groups))
        sums = np.add.reduceat(outcome[:, :, None] * outcome[:, None, :], starts, axis=0)
        together = seen[:, :, None] * seen[:, None, :] * self.counts[:, None, None]
        return sums, np.add.reduceat(together, starts, axis=0)

    def with_own_covariances(self) -> PatientSums:
        """Let every patient have a covariance of his own, in place of the group's."""
        return replace(self, group=np.arange(len(self.group)))

    def without(self, subject: int, rows: Array, pattern: int) -> PatientSums:
        """Take one patient off."""
        here = self.subjects == subject
        return replace(
            self,
            values=np.where(here[:, None, None], 0.0, self.values),
            counts=np.where(here, 0, self.counts),
        )

    def counted(self, rows: Array, patterns: VisitPatterns, multiplicity: Codes) -> PatientSums:
        """Put other rows in the place of these, each patient counted as often as told."""
        values = np.zeros_like(self.values)
        values[self.cells] = rows
        return replace(self, values=values, counts=multiplicity[self.subjects])


def sums_by_patient(rows: Array, subject: Codes, slot: Codes, group: Codes) -> PatientSums:
    """Lay the rows out by patient.

    Parameters
    ----------
    rows : array of shape (n, q)
        Rows of [X y], in the order of the data.
    subject, slot : arrays of int, shape (n,)
        Whose row it is, and its column in the arrays made here.
    group : array of int, shape (N,)
        Group of each subject; the arrays are in its order.
    """
    subjects = np.argsort(group, kind="stable")
    position = np.empty_like(subjects)
    position[subjects] = np.arange(len(subjects))
    cells = position[subject], slot
    shape = len(subjects), int(slot.max()) + 1
    observed = np.zeros(shape, dtype=bool)
    observed[cells] = True
    values = np.zeros((*shape, rows.shape[1]))
    values[cells] = rows
    return PatientSums(
        values, observed, np.ones(len(subjects), dtype=np.intp), group[subjects], subjects, cells
    )
