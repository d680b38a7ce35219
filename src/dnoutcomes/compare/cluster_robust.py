"""Errors for patients who share a therapist or a clinic: CR2 with Satterthwaite's degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]

#: A direction with more leverage than this is fitted exactly by the cluster and tells nothing of its variation.
FITTED_EXACTLY = 1 - 1e-10


@dataclass(frozen=True, eq=False)
class ClusterRobust:
    """Cluster-robust covariance of coefficients, and the degrees of freedom of what is built on it.

    Attributes
    ----------
    vcov : array of shape (k, k)
    weights : tuple of arrays of shape (n_g, k)
        A_g X_g inv(X'X) of each cluster: what its adjusted residuals add to each coefficient.
    bases : tuple of arrays of shape (n_g, k)
        Its rows of an orthonormal basis of the design.
    """

    vcov: Array
    weights: tuple[Array, ...]
    bases: tuple[Array, ...]

    def df(self, functions: Array) -> Array:
        """Satterthwaite's degrees of freedom for linear functions, shape (m, k), under independent equal residuals.

        Notes
        -----
        The variance of c'b is estimated by sum_g (a_g'e_g)^2 with a_g = A_g X_g inv(X'X) c. With
        M_gh = cov(a_g'e_g, a_h'e_h) for residuals of variance 1, df = tr(M)^2 / tr(M M).
        """
        along = [weight @ functions.T for weight in self.weights]
        lengths = np.array([np.einsum("ij,ij->j", a, a) for a in along])
        reach = np.array([basis.T @ a for basis, a in zip(self.bases, along)])
        explained = np.einsum("gkj,gkj->gj", reach, reach)
        outer = np.einsum("gkj,glj->jkl", reach, reach, optimize=True)
        squares = (lengths**2 - 2 * lengths * explained).sum(axis=0) + np.einsum("jkl,jkl->j", outer, outer)
        with np.errstate(invalid="ignore"):
            return np.asarray((lengths - explained).sum(axis=0) ** 2 / squares)


def cluster_robust(
    influence: Array, basis: Array, residuals: Array, clusters: NDArray[np.intp]
) -> ClusterRobust:
    """Estimate the covariance of least-squares coefficients when residuals of a cluster may be correlated.

    Parameters
    ----------
    influence : array of shape (n, k)
        X inv(X'X).
    basis : array of shape (n, k)
        Orthonormal basis of the columns of X.
    residuals : array of shape (n,)
    clusters : array of int of shape (n,)
        Codes of the clusters.

    Returns
    -------
    ClusterRobust

    Notes
    -----
    V = sum_g w_g w_g' with w_g = inv(X'X) X_g' A_g e_g and A_g = (I - H_g)^(-1/2), where H_g = X_g inv(X'X) X_g' is the
    leverage of cluster g. A_g comes from the singular values of the cluster's rows of the basis, so that a large
    cluster costs no more than rows times k^2. With one row per cluster this is HC2.

    References
    ----------
    Bell RM, McCaffrey DF. Surv Methodol 2002;28:169-181. Pustejovsky JE, Tipton E. J Bus Econ Stat 2018;36:672-683.
    """
    order = np.argsort(clusters, kind="stable")
    starts = np.flatnonzero(np.diff(clusters[order])) + 1
    members = np.split(order, starts)
    bases = tuple(basis[rows] for rows in members)
    weights = tuple(_adjusted(influence[rows], base) for rows, base in zip(members, bases))
    scores = np.array([residuals[rows] @ weight for rows, weight in zip(members, weights)])
    return ClusterRobust(np.asarray(scores.T @ scores), weights, bases)


def _adjusted(influence: Array, base: Array) -> Array:
    """(I - H)^(-1/2) times the cluster's influence, with nothing along directions that are fitted exactly."""
    left, singular, _ = np.linalg.svd(base, full_matrices=False)
    clear = singular**2 < FITTED_EXACTLY
    power = np.where(clear, (1 - np.where(clear, singular, 0.0) ** 2) ** -0.5, 0.0)
    return np.asarray(influence + (left * (power - 1)) @ (left.T @ influence))
