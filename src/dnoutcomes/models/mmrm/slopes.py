"""Derivatives of the covariances by the parameters, and what the likelihood sums with them."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.patient_sums import PatientSums
from dnoutcomes.models.mmrm.sums import Sums

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


class Slopes(Protocol):
    """Derivatives S_r of each covariance, the r parameters of one group after those of another."""

    def chain(self, by_entry: Array) -> Array:
        """Chain a gradient D by entry of each covariance, shape (C, m, m), to one by parameter, shape (G r,)."""
        ...

    def products(self, sums: Sums, precision: Array) -> Array:
        """G_r = [X y]' O S_r O [X y] for every parameter: shape (G r, q, q)."""
        ...

    def traces(self, sums: Sums, left: Array, right: Array) -> Array:
        """Sum over patterns of tr(S_r L_p S_s R_p), zero between groups: shape (G r, G r)."""
        ...

    def carried(self, sums: Sums, weights: Array, precision: Array) -> Array:
        """C_p = sum over r and s of weights[r, s] S_r O_p S_s: shape (P, m, m)."""
        ...


@dataclass(frozen=True, eq=False)
class GroupSlopes:
    """One covariance of all visits for each group.

    Attributes
    ----------
    values : array of shape (G, r, m, m)
    """

    values: Array

    def chain(self, by_entry: Array) -> Array:
        """As `Slopes` says."""
        return np.asarray(np.einsum("grab,gab->gr", self.values, by_entry)).ravel()

    def products(self, sums: Sums, precision: Array) -> Array:
        """As `Slopes` says."""
        parts = [sums.turned_products(precision, slopes, group) for group, slopes in enumerate(self.values)]
        return np.concatenate(parts)

    def traces(self, sums: Sums, left: Array, right: Array) -> Array:
        """As `Slopes` says."""
        n_groups, r = self.values.shape[:2]
        total = np.zeros((n_groups * r, n_groups * r))
        for group, slopes in enumerate(self.values):
            mine = sums.group == group
            part = slice(group * r, (group + 1) * r)
            total[part, part] = _shared_traces(slopes, left[mine], right[mine])
        return total

    def carried(self, sums: Sums, weights: Array, precision: Array) -> Array:
        """As `Slopes` says."""
        r = self.values.shape[1]
        total = np.zeros_like(precision)
        for group, slopes in enumerate(self.values):
            part = slice(group * r, (group + 1) * r)
            mine = sums.group == group
            paired = np.tensordot(weights[part, part], slopes, axes=1)
            total[mine] = sum(one @ precision[mine] @ other for one, other in zip(slopes, paired))
        return total


#: Up to this many visits, sums over patterns are products of matrices of m^2 columns; beyond, memory forbids it.
MANY_VISITS = 60


def _shared_traces(slopes: Array, left: Array, right: Array) -> Array:
    """Sum over patterns of tr(S_r L_p S_s R_p), S_r the same for all: shape (r, r)."""
    m = left.shape[1]
    if m > MANY_VISITS:
        carried = np.stack([(left @ slope @ right).sum(axis=0) for slope in slopes])
        return np.asarray(np.einsum("rab,sba->rs", slopes, carried, optimize=True))
    flat = slopes.reshape(len(slopes), m * m)
    # K[bc, da] = sum of L[b, c] R[d, a], so that the trace is S_r[ab] K[bc, da] S_s[cd].
    outer = left.reshape(len(left), m * m).T @ right.reshape(len(right), m * m)
    outer = outer.reshape(m, m, m, m).transpose(3, 0, 1, 2).reshape(m * m, m * m)
    return np.asarray(flat @ outer @ flat.T)


@dataclass(frozen=True, eq=False)
class PatientSlopes:
    """A covariance for each patient, all of a group from the same parameters.

    Attributes
    ----------
    values : array of shape (N, r, k, k)
    group : array of int, shape (N,)
        Group of each patient, ascending.
    n_groups : int
        Number of groups, G.
    """

    values: Array
    group: Codes
    n_groups: int

    def _by_group(self) -> list[tuple[slice, slice]]:
        """Patients of each group, and the group's parameters."""
        r = self.values.shape[1]
        ends = np.searchsorted(self.group, np.arange(self.n_groups + 1))
        return [
            (slice(int(ends[g]), int(ends[g + 1])), slice(g * r, (g + 1) * r)) for g in range(self.n_groups)
        ]

    def chain(self, by_entry: Array) -> Array:
        """As `Slopes` says."""
        parts = [
            np.einsum("nrab,nab->r", self.values[mine], by_entry[mine], optimize=True)
            for mine, _ in self._by_group()
        ]
        return np.concatenate(parts)

    def products(self, sums: Sums, precision: Array) -> Array:
        """As `Slopes` says, with A_i = O_i [X y]_i and G_r the sum over patients of A_i' S_ri A_i."""
        if not isinstance(sums, PatientSums):
            raise TypeError(f"covariances by patient need the rows by patient, not {type(sums).__name__}")
        turned = precision @ sums.values  # A: (N, k, q)
        parts = []
        for mine, _ in self._by_group():
            sloped = self.values[mine] @ turned[mine, None]  # S_r A: (N, r, k, q)
            parts.append(np.einsum("nka,nrkb->rab", turned[mine], sloped, optimize=True))
        return np.concatenate(parts)

    def traces(self, sums: Sums, left: Array, right: Array) -> Array:
        """As `Slopes` says: the trace of (S_r L)(S_s R) is the sum of the entries of S_r L times those of (S_s R)'."""
        r = self.values.shape[1]
        total = np.zeros((self.n_groups * r, self.n_groups * r))
        for mine, part in self._by_group():
            one = (self.values[mine] @ left[mine, None]).transpose(1, 0, 2, 3).reshape(r, -1)
            other = (self.values[mine] @ right[mine, None]).transpose(1, 0, 3, 2).reshape(r, -1)
            total[part, part] = one @ other.T
        return total

    def carried(self, sums: Sums, weights: Array, precision: Array) -> Array:
        """As `Slopes` says."""
        total = np.zeros_like(precision)
        for mine, part in self._by_group():
            paired = np.einsum("rs,nsab->nrab", weights[part, part], self.values[mine], optimize=True)
            total[mine] = (self.values[mine] @ precision[mine, None] @ paired).sum(axis=1)
        return total
