"""Who was seen at which visits: patients with the same visits share a pattern."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class VisitPatterns:
    """Rows ordered so that each pattern is one block of patients, patients whole and visits in order.

    Attributes
    ----------
    observed : array of bool, shape (P, m)
        Visits of each pattern. Patterns of a group are next to each other.
    counts : array of int, shape (P,)
        Patients with the pattern.
    group : array of int, shape (P,)
        Group of the pattern, 0 to G - 1.
    order : array of int, shape (n,), or None
        Rows in the order of the blocks; None when they are in that order already.
    subject_pattern : array of int, shape (N,)
        Pattern of each subject.
    """

    observed: NDArray[np.bool_]
    counts: Codes
    group: Codes
    order: Codes | None
    subject_pattern: Codes

    @property
    def n_visits(self) -> int:
        """Number of visits, m."""
        return int(self.observed.shape[1])

    @property
    def n_groups(self) -> int:
        """Number of groups, G."""
        return int(self.group.max()) + 1

    @property
    def starts(self) -> Codes:
        """First row of each pattern's block, and the end of the last."""
        sizes = self.counts * self.observed.sum(axis=1)
        return np.concatenate([[0], np.cumsum(sizes)]).astype(np.intp)


def find_patterns(subject: Codes, visit: Codes, n_visits: int, group: Codes | None = None) -> VisitPatterns:
    """Group subjects by the visits at which they were observed.

    Parameters
    ----------
    subject, visit : arrays of int, shape (n,)
        Codes from 0; no (subject, visit) twice.
    n_visits : int
        Number of visits.
    group : array of int, shape (N,), optional
        Group of each subject.

    Returns
    -------
    VisitPatterns

    Examples
    --------
    >>> patterns = find_patterns(np.array([0, 0, 1, 2, 2]), np.array([0, 1, 0, 0, 1]), 2)
    >>> patterns.observed.tolist(), patterns.counts.tolist()
    ([[True, False], [True, True]], [1, 2])
    """
    n_subjects = int(subject.max()) + 1
    seen = np.zeros((n_subjects, n_visits), dtype=bool)
    seen[subject, visit] = True
    groups = np.zeros(n_subjects, dtype=np.intp) if group is None else group
    first, inverse, counts = _distinct(seen, groups)
    key = (inverse[subject] * n_subjects + subject) * n_visits + visit
    order = None if (key[1:] > key[:-1]).all() else np.argsort(key, kind="stable")
    return VisitPatterns(seen[first], counts, groups[first], order, inverse)


def _distinct(seen: NDArray[np.bool_], groups: Codes) -> tuple[Codes, Codes, Codes]:
    """First subject, pattern of each subject and size of each pattern; by group, then by visits."""
    if seen.shape[1] <= 48:
        bits = seen @ (1 << np.arange(seen.shape[1], dtype=np.int64))
        label = groups * (1 << seen.shape[1]) + bits
        _, first, inverse, counts = np.unique(
            label, return_index=True, return_inverse=True, return_counts=True
        )
    else:
        # Bytes are compared from the first on, as rows of columns would be, and many times faster.
        by_group = groups.astype(">i8")[:, None].view(np.uint8)
        packed = np.ascontiguousarray(np.hstack([by_group, np.packbits(seen, axis=1)]))
        _, first, inverse, counts = np.unique(
            packed.view(f"V{packed.shape[1]}").ravel(),
            return_index=True,
            return_inverse=True,
            return_counts=True,
        )
    return first, inverse, counts
