"""Visits counted within each patient, for structures that depend on times alone."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.covariances.structure import CovarianceStructure

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class OwnTimes:
    """First, second, ... visit of each patient, in the order of `PatientSums`.

    Attributes
    ----------
    times : array of shape (N, k)
        Times of the visits. A patient with fewer than k has times after the last as well, which nothing is seen at.
    visits : array of int, shape (N, k)
        Codes of the visits; -1 after the last.
    group : array of int, shape (N,)
        Group of each patient, ascending.
    """

    times: Array
    visits: Codes
    group: Codes

    def typical(self, sums: Array, counts: Array) -> tuple[Array, Array]:
        """Covariance of first, second, ... visits by group, and times typical of them, for starting values.

        Parameters
        ----------
        sums, counts : arrays of shape (N, k, k)
            Products of each patient's outcomes, and 1 where there are both.

        Returns
        -------
        (array of shape (G, k, k), array of shape (k,))
        """
        starts = np.searchsorted(self.group, np.arange(int(self.group.max()) + 1))
        sums, counts = (np.add.reduceat(each, starts, axis=0) for each in (sums, counts))
        covariance = np.divide(sums, counts, out=np.zeros_like(sums), where=counts > 0)
        seen = self.visits >= 0
        gaps = np.where(seen[:, 1:], np.diff(self.times, axis=1), 0.0).sum(axis=0) / seen[:, 1:].sum(axis=0)
        return covariance, np.concatenate([[0.0], np.cumsum(gaps)])


def own_slots(subject: Codes, visit: Codes) -> Codes:
    """Count the visits of each subject in their order: 0, 1, ... for each row.

    Examples
    --------
    >>> own_slots(np.array([0, 1, 0, 1]), np.array([5, 2, 3, 7])).tolist()
    [1, 0, 0, 1]
    """
    order = np.lexsort([visit, subject])
    sizes = np.bincount(subject)
    slots = np.empty_like(subject)
    slots[order] = np.arange(len(subject)) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return slots


def read_own_times(cells: tuple[Codes, Codes], visit: Codes, times: Array, group: Codes) -> OwnTimes:
    """Lay out the times by patient.

    Parameters
    ----------
    cells : tuple of arrays of int, each of shape (n,)
        Patient and slot of each row, as `PatientSums` has them.
    visit : array of int, shape (n,)
        Visit of each row.
    times : array of shape (m,)
        Times of the visits.
    group : array of int, shape (N,)
        Group of each patient.
    """
    shape = len(group), int(cells[1].max()) + 1
    visits = np.full(shape, -1, dtype=np.intp)
    visits[cells] = visit
    own_times = np.where(visits >= 0, times[visits], np.nan)
    # Slots after a patient's last visit go on at the mean distance of visits, where they disturb nothing.
    step = float(np.nanmean(np.diff(own_times, axis=1)))
    last = np.nanmax(own_times, axis=1, keepdims=True)
    after = np.cumsum(visits < 0, axis=1)
    return OwnTimes(np.where(visits >= 0, own_times, last + step * after), visits, group)


def for_own_times(structure: CovarianceStructure, most: int) -> CovarianceStructure:
    """Write a structure so that its parameters mean the same for a patient with any number of visits up to `most`.

    Where the parameters have a bound that depends on the number of visits (cs), it's the bound of the patient who has
    most, and not of all times at which anybody was seen.
    """
    return structure if structure.for_most is None else structure.for_most(most)


def depends_on_times_alone(structure: CovarianceStructure, times: Array) -> bool:
    """Whether the covariance of some visits is that of a patient who has these only.

    It is so of structures in real time with one variance, and not of those with a variance or a correlation for each
    visit, or whose parameters mean something else for another number of visits. Tried on every other visit, with
    parameters that differ from each other.
    """
    m = len(times)
    some = np.arange(0, m, 2)
    n_params = structure.n_params(m)
    if m < 4 or structure.n_params(len(some)) != n_params:
        return False
    theta: Array = np.linspace(0.3, 0.5, n_params)
    whole = structure.sigma(theta, times)[np.ix_(some, some)]
    return bool(np.allclose(whole, structure.sigma(theta, times[some]), rtol=1e-10, atol=0.0))
