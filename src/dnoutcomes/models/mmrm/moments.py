"""Sufficient statistics of a model with one covariance matrix per visit pattern.

All that the likelihood, its derivatives and the degrees of freedom need from the data are sums of products of
the rows of [X y] between visits, by pattern. The rows are read once; a fit costs the same for a hundred patients
and for a million with the same patterns.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.patterns import VisitPatterns
from dnoutcomes.models.shared.standardise import BLOCK

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class Moments:
    """Sums over patients of w_j w_k' for each pattern and pair of its visits, w a row of [X y].

    Attributes
    ----------
    observed : array of bool, shape (P, m)
        Visits of each pattern.
    counts : array of int, shape (P,)
        Patients with each pattern.
    group : array of int, shape (P,)
        Group of each pattern, ascending.
    pattern, first, second : arrays of int, shape (K,)
        Pattern and visits j <= k of each pair.
    packed : array of shape (K, q (q + 1) / 2)
        Upper triangle of T_jk + T_kj for j < k, and of T_jj.
    q : int
        Columns of [X y].
    """

    observed: NDArray[np.bool_]
    counts: Codes
    group: Codes
    pattern: Codes
    first: Codes
    second: Codes
    packed: Array
    q: int

    @property
    def n_visits(self) -> int:
        """Number of visits, m."""
        return int(self.observed.shape[1])

    @property
    def n_groups(self) -> int:
        """Number of groups, G."""
        return int(self.group.max()) + 1

    @property
    def n_observations(self) -> int:
        """Rows behind the sums."""
        return int((self.observed.sum(axis=1) * self.counts).sum())

    @cached_property
    def upper(self) -> tuple[Codes, Codes]:
        """Row and column of each packed entry."""
        rows, columns = np.triu_indices(self.q)
        return rows, columns

    @cached_property
    def pair_share(self) -> Array:
        """1 for a visit with itself and 1/2 for two visits, which are stored as the sum of both orders."""
        return np.where(self.first == self.second, 1.0, 0.5)

    def weighted_sum(self, weights: Array) -> Array:
        """Sum weights[p, j, k] T_p[j, k] over patterns and pairs, for symmetric weights.

        Parameters
        ----------
        weights : array of shape (P, m, m)

        Returns
        -------
        array of shape (q, q)
        """
        return self.unpack(weights[self.pattern, self.first, self.second] @ self.packed)

    def inner_products(self, matrix: Array) -> Array:
        """Inner product of each T_p[j, k] with a symmetric matrix.

        Parameters
        ----------
        matrix : array of shape (q, q)

        Returns
        -------
        array of shape (P, m, m)
            Symmetric; zero where a visit isn't in the pattern.
        """
        # tr(M x_j x_k') of every pair of visits: entries off the diagonal of M stand twice in the full sum.
        rows, columns = self.upper
        packed = np.where(rows == columns, 1.0, 2.0) * matrix[rows, columns]
        values = (self.packed @ packed) * self.pair_share
        full = np.zeros((len(self.counts), self.n_visits, self.n_visits))
        full[self.pattern, self.first, self.second] = values
        full[self.pattern, self.second, self.first] = values
        return full

    def unpack(self, packed: Array) -> Array:
        """Expand packed symmetric matrices, shape (..., q (q + 1) / 2) to (..., q, q)."""
        return unpack_symmetric(packed, self.q)

    def turned_products(self, precision: Array, slopes: Array, group: int) -> Array:
        """[X y]' O S_r O [X y] over the patterns of a group: slopes (r, m, m) to (r, q, q)."""
        # Patterns of a group are next to each other, and so are their pairs.
        first, last = np.searchsorted(self.group[self.pattern], [group, group + 1])
        pairs = slice(int(first), int(last))
        where = (self.pattern[pairs], self.first[pairs], self.second[pairs])
        weights = np.stack([(precision @ slope @ precision)[where] for slope in slopes])
        return self.unpack(weights @ self.packed[pairs])

    def outcome_products(self) -> tuple[Array, Array]:
        """Sums of products of the outcomes at two visits, and how many there are: upper triangles of (G, m, m)."""
        shape = (self.n_groups, self.n_visits, self.n_visits)
        sums, counts = np.zeros(shape), np.zeros(shape)
        where = (self.group[self.pattern], self.first, self.second)
        np.add.at(sums, where, self.packed[:, -1] * self.pair_share)
        np.add.at(counts, where, self.counts[self.pattern])
        return sums, counts

    def without(self, subject: int, rows: Array, pattern: int) -> Moments:
        """Take one patient's products off.

        Parameters
        ----------
        subject : int
            Whose they are.
        rows : array of shape (visits of the pattern, q)
            The patient's rows of [X y] in visit order, in the coordinates of the moments.
        pattern : int
            The patient's pattern.
        """
        j, k = np.triu_indices(len(rows))
        upper, lower = self.upper
        products = rows[j][:, upper] * rows[k][:, lower]
        # A pair of different visits counts both ways round, as x_j x_k' + x_k x_j'.
        apart = j != k
        products[apart] += rows[j[apart]][:, lower] * rows[k[apart]][:, upper]
        packed = self.packed.copy()
        packed[self.pattern == pattern] -= products
        counts = self.counts.copy()
        counts[pattern] -= 1
        return replace(self, packed=packed, counts=counts)

    def counted(self, rows: Array, patterns: VisitPatterns, multiplicity: Codes) -> Moments:
        """Sum rows that are weighted by the root of how often each patient counts."""
        counts = np.bincount(patterns.subject_pattern, weights=multiplicity, minlength=len(patterns.counts))
        return replace(compute_moments(rows, patterns), counts=counts.astype(np.intp))


def unpack_symmetric(packed: Array, q: int) -> Array:
    """Expand packed symmetric matrices, shape (..., q (q + 1) / 2) to (..., q, q)."""
    rows, columns = np.triu_indices(q)
    full = np.empty((*packed.shape[:-1], q, q))
    full[..., rows, columns] = packed
    full[..., columns, rows] = packed
    return full


def compute_moments(rows: Array, patterns: VisitPatterns) -> Moments:
    """Read the rows once and sum their products by pattern.

    Parameters
    ----------
    rows : array of shape (n, q)
        Rows of [X y], in the order of the data.
    patterns : VisitPatterns
        Of the same rows.
    """
    return sum_by_pattern(rows.__getitem__, rows.shape[1], patterns)


def sum_by_pattern(take: Callable[[Codes | slice], Array], q: int, patterns: VisitPatterns) -> Moments:
    """Read rows of [X y] block by block and sum their products by pattern.

    Parameters
    ----------
    take : callable
        A slice or positions of rows, in the order of the data, to the rows, shape (k, q).
    q : int
        Columns of [X y].
    patterns : VisitPatterns
        Of all rows.
    """
    starts = patterns.starts
    pattern, first, second, packed = [], [], [], []
    upper = np.triu_indices(q)
    for index, visits in enumerate(patterns.observed):
        where = np.flatnonzero(visits)
        j, k = np.triu_indices(len(where))
        sums = np.zeros((len(j), len(upper[0])))
        # Whole patients at a time, about as many rows as a block has.
        step = max(1, BLOCK // len(where)) * len(where)
        for begin in range(starts[index], starts[index + 1], step):
            part = slice(begin, min(begin + step, starts[index + 1]))
            block = take(part if patterns.order is None else patterns.order[part])
            sums += packed_products(block.reshape(-1, len(where) * q), len(where), q, (j, k), upper)
        packed.append(sums)
        pattern.append(np.full(len(j), index))
        first.append(where[j])
        second.append(where[k])
    return Moments(
        patterns.observed,
        patterns.counts,
        patterns.group,
        np.concatenate(pattern),
        np.concatenate(first),
        np.concatenate(second),
        np.concatenate(packed),
        q,
    )


def packed_products(
    block: Array, n_visits: int, q: int, pairs: tuple[Codes, Codes], upper: tuple[Codes, Codes]
) -> Array:
    """Products between the visits of one pattern, symmetrised and packed: shape (pairs, q (q + 1) / 2)."""
    products = (block.T @ block).reshape(n_visits, q, n_visits, q)
    j, k = pairs
    rows, columns = upper
    packed = products[j[:, None], rows, k[:, None], columns]
    apart = j != k
    packed[apart] += products[j[apart, None], columns, k[apart, None], rows]
    return packed


def merge_moments(parts: list[Moments]) -> Moments:
    """Merge the moments of disjoint sets of patients, coded and standardised alike.

    Parameters
    ----------
    parts : list of Moments
        With the same visits and columns, in any order; the result doesn't depend on how patients were split
        beyond rounding.

    Returns
    -------
    Moments
    """
    shapes = {(part.n_visits, part.q) for part in parts}
    if len(shapes) != 1:
        raise ModelError(f"only moments with the same visits and columns can be merged, got {sorted(shapes)}")
    sums: dict[tuple[int, tuple[bool, ...]], tuple[int, Array]] = {}
    for part in parts:
        for index, visits in enumerate(part.observed):
            key = (int(part.group[index]), tuple(visits.tolist()))
            count, packed = sums.get(key, (0, np.zeros(1)))
            sums[key] = (count + int(part.counts[index]), packed + part.packed[part.pattern == index])
    keys = sorted(sums)
    observed = np.array([visits for _, visits in keys])
    pairs = [np.triu_indices(int(visits.sum())) for visits in observed]
    where = [np.flatnonzero(visits) for visits in observed]
    return Moments(
        observed,
        np.array([sums[key][0] for key in keys]),
        np.array([group for group, _ in keys]),
        np.concatenate([np.full(len(j), index) for index, (j, _) in enumerate(pairs)]),
        np.concatenate([visits[j] for visits, (j, _) in zip(where, pairs)]),
        np.concatenate([visits[k] for visits, (_, k) in zip(where, pairs)]),
        np.concatenate([sums[key][1] for key in keys]),
        parts[0].q,
    )
