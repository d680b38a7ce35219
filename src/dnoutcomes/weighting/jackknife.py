"""Leaving out each patient, or each cluster of them, with every step of the estimate repeated."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError

Array = NDArray[np.float64]

Estimator = Callable[[NDArray[np.intp]], Array]

#: A share of patients without whom there is no estimate, above which the others no longer stand for all.
MOST_FAILED = 0.1


@dataclass(frozen=True, eq=False)
class Jackknife:
    """Estimates without each cluster in turn.

    Attributes
    ----------
    estimate : array of shape (k,)
        With everyone.
    without : array of shape (g, k)
        One row per cluster that could be left out.
    failed : int
        Clusters without which there is no estimate: an arm or a level is then empty, or separated.
    """

    estimate: Array
    without: Array
    failed: int

    @property
    def vcov(self) -> Array:
        """Covariance of the estimates, shape (k, k).

        Notes
        -----
        (G - 1) / g times the sum of squares of (estimate without the cluster - estimate with everyone), G being all
        clusters. Taken from the estimate with everyone, not from the mean of the others, it doesn't miss a bias that
        all of these share.
        """
        # Shape (g, k); failed clusters count in G and not in g.
        apart = self.without - self.estimate
        share = (len(apart) + self.failed - 1) / len(apart)
        return np.asarray(share * apart.T @ apart)


def jackknife(
    estimate: Estimator,
    everyone: Array,
    clusters: NDArray[np.intp],
    at_once: tuple[Array, NDArray[np.bool_]] | None = None,
) -> Jackknife:
    """Leave out each cluster in turn.

    Parameters
    ----------
    estimate : callable
        Row numbers to an array of k estimates; may raise ModelError.
    everyone : array of shape (k,)
        The estimates with all rows.
    clusters : integer array of shape (n,)
        Cluster of each row, 0 to the number of clusters - 1; one each for patients by themselves.
    at_once : tuple of arrays of shapes (clusters, k) and (clusters,), optional
        Estimates without each cluster that have been worked out together, and which of them hold; `estimate` is asked
        for the others.

    Raises
    ------
    ModelError
        If there are fewer than two clusters, or no estimate without more than a tenth of them (the last failure's
        message is given).

    References
    ----------
    Hansen BE. Jackknife standard errors for clustered regression. 2022 (never biased downwards in linear regression).
    """
    count = int(clusters.max()) + 1
    if count < 2:
        raise ModelError("all patients are in one cluster; its error can't be estimated. Leave cluster out")
    without, failures = [], []
    for cluster in range(count):
        if at_once is not None and at_once[1][cluster]:
            without.append(at_once[0][cluster])
            continue
        try:
            without.append(estimate(np.flatnonzero(clusters != cluster)))
        except ModelError as error:
            failures.append(str(error))
    if len(failures) > MOST_FAILED * count:
        raise ModelError(
            f"without one or another of {len(failures)} of {count} patients (or clusters) there is no estimate, so "
            f"that it has no error either; the last one because {failures[-1]}"
        )
    return Jackknife(everyone, np.array(without), len(failures))
