"""What the likelihood needs of the data, however the data are kept."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.patterns import VisitPatterns

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


class Sums(Protocol):
    """Products of the rows of [X y] between visits, summed by pattern (`Moments`) or by patient (`PatientSums`).

    A pattern is a set of visits that patients share, or one patient.

    Attributes
    ----------
    observed : array of bool, shape (P, m)
        Visits of each pattern.
    counts : array of int, shape (P,)
        Patients with each pattern.
    group : array of int, shape (P,)
        Which covariance is the pattern's, ascending.
    q : int
        Columns of [X y].
    """

    @property
    def observed(self) -> NDArray[np.bool_]: ...

    @property
    def counts(self) -> Codes: ...

    @property
    def group(self) -> Codes: ...

    @property
    def q(self) -> int: ...

    @property
    def n_groups(self) -> int:
        """Number of covariances."""
        ...

    @property
    def n_observations(self) -> int:
        """Rows behind the sums."""
        ...

    def weighted_sum(self, weights: Array) -> Array:
        """Sum weights[p, j, k] T_p[j, k] over patterns and pairs, for symmetric weights (P, m, m): shape (q, q)."""
        ...

    def inner_products(self, matrix: Array) -> Array:
        """Inner product of each T_p[j, k] with a symmetric matrix (q, q): shape (P, m, m)."""
        ...

    def turned_products(self, precision: Array, slopes: Array, group: int) -> Array:
        """[X y]' O S_r O [X y] over the patterns of a group: slopes (r, m, m) to (r, q, q)."""
        ...

    def outcome_products(self) -> tuple[Array, Array]:
        """Sums of products of the outcomes at two visits, and how many there are: upper triangles of (G, m, m)."""
        ...

    def without(self, subject: int, rows: Array, pattern: int) -> Sums:
        """Take one patient off, whose rows of [X y] are in visit order and whose pattern is the one given."""
        ...

    def counted(self, rows: Array, patterns: VisitPatterns, multiplicity: Codes) -> Sums:
        """Sum rows that are weighted by the root of how often each patient counts."""
        ...
