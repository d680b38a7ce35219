"""Errors for patients who share a therapist or a clinic: CR0, CR2 and CR3 with Satterthwaite's degrees of freedom."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.cluster_intercepts import USUAL_RATIO, Intercepts, variances
from dnoutcomes.models.mmrm.sandwich import POWERS

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: A direction with more leverage than this is fitted exactly by the cluster and tells nothing of its variation.
FITTED_EXACTLY = 1 - 1e-9
#: A function with more than this share of its variance in such directions rests on them.
RESTS_ON = 0.1
#: The share where that is no part of an average but an arm.
NEXT_TO_NOTHING = 1e-9


@dataclass(frozen=True, eq=False)
class ClusterRobust:
    """Cluster-robust covariance of p coefficients, and the degrees of freedom of what is built on it.

    Everything is in the coordinates of an orthonormal basis Q of the k columns of the whitened design.

    Attributes
    ----------
    root : array of shape (k, p)
        B: the coefficients are B'Q'y.
    basis : array of shape (R, k)
        The rows of Q cluster by cluster, turned within clusters so that each has k at most.
    adjusted : array of shape (R, k)
        The same rows times the adjustment A_g of their cluster.
    starts : array of int of shape (G,)
        First row of each cluster.
    scores : array of shape (G, k)
        Q_g'A_g e_g.
    exact : array of shape (m, k)
        Directions that a single cluster fits exactly, times the root of their covariance in the working model.
    intercepts : Intercepts
        Random intercepts of the working model.
    """

    root: Array
    basis: Array
    adjusted: Array
    starts: Codes
    scores: Array
    exact: Array
    intercepts: Intercepts

    @property
    def n_clusters(self) -> int:
        """Number of clusters, G."""
        return len(self.starts)

    @property
    def vcov(self) -> Array:
        """Sum of the outer products of what clusters add to the coefficients, and what the exact directions do."""
        added = np.concatenate([self.scores, self.exact]) @ self.root
        return np.asarray(added.T @ added)

    def estimable(self, functions: Array, most: float = RESTS_ON) -> NDArray[np.bool_]:
        """Whether functions, shape (m, p), have an error: not where one cluster alone decides over more than `most`."""
        along = functions @ self.root.T
        resting = ((along @ self.exact.T) ** 2).sum(axis=1)
        told = ((along @ self.scores.T) ** 2).sum(axis=1)
        return np.asarray(resting <= most * (resting + told))

    def df(self, functions: Array) -> Array:
        """Satterthwaite's degrees of freedom for linear functions, shape (m, p), under the working model.

        Notes
        -----
        The variance of c'b is estimated by sum_g u_g^2 with u_g = a_g'e_g. With P_gh = cov(u_g, u_h),
        df = tr(P)^2 / tr(P P).
        """
        along = functions @ self.root.T
        with np.errstate(invalid="ignore"):
            return np.array(
                [2 * self._expected(c[None])[0, 0] ** 2 / self._variation(c[None]) for c in along]
            )

    def joint_df(self, functions: Array) -> float:
        """Denominator df of the approximate Hotelling's T^2 test that q independent functions, shape (q, p), are zero.

        Returns
        -------
        float
            eta - q + 1; there is a test where it is positive.

        Notes
        -----
        Omega^(-1/2) C V C' Omega^(-1/2), Omega the mean of C V C' under the working model, is taken for a Wishart
        matrix over eta, with eta = q (q + 1) / sum of the variances of its entries. (Cb)'(CVC')^(-1)(Cb) is then
        eta q / (eta - q + 1) times an F with q and eta - q + 1 degrees of freedom. With q = 1, eta is that of `df`.

        References
        ----------
        Pustejovsky JE, Tipton E. J Bus Econ Stat 2018;36:672-683 (HTZ in clubSandwich).
        """
        along = functions @ self.root.T
        values, vectors = np.linalg.eigh(self._expected(along))
        if not values[0] > 1e-10 * values[-1]:
            return float("-inf")
        q = len(functions)
        return q * (q + 1) / self._variation((vectors / np.sqrt(values)).T @ along) - q + 1

    def _expected(self, along: Array) -> Array:
        """Mean of C V C', shape (q, q); `along` is C B', shape (q, k)."""
        lengths, reach, signs = self._covariances(along)
        return np.asarray(lengths.sum(axis=0) + np.einsum("gsa,a,gta->st", reach, signs, reach))

    def _variation(self, along: Array) -> float:
        """Sum of the variances of the entries of C V C': over g and h of (tr P_gh)^2 + tr(P_gh P_gh)."""
        lengths, reach, signs = self._covariances(along)
        products = np.einsum("gsa,gtb->satb", reach, reach, optimize=True)
        signed = products * signs[:, None, None] * signs
        total = float((signed * products).sum() + (signed * products.transpose(2, 1, 0, 3)).sum())
        between = np.einsum("gsa,a,gta->gst", reach, signs, reach)
        return total + _squares(lengths + between) - _squares(between)

    def _covariances(self, along: Array) -> tuple[Array, Array, Array]:
        """P_gh as L_g, where g = h, + U_g S U_h': L of shape (G, q, q), U (G, q, a) and the signs S (a,)."""
        weights = self.adjusted @ along.T
        lengths = np.add.reduceat(weights[:, :, None] * weights[:, None, :], self.starts)
        reach = np.add.reduceat(weights[:, :, None] * self.basis[:, None, :], self.starts)
        signs = -np.ones(reach.shape[2])
        if self.intercepts.ratio > 0:
            through = self.intercepts.reached(reach, along)
            reach = np.concatenate([reach, through], axis=2)
            signs = np.concatenate([signs, np.ones(through.shape[2])])
        return lengths, reach, signs


def _squares(blocks: Array) -> float:
    traces = np.einsum("gss->g", blocks)
    return float(traces @ traces + np.einsum("gst,gts->", blocks, blocks))


def cluster_robust(
    basis: Array,
    root: Array,
    residuals: Array,
    clusters: Codes,
    *,
    kind: str = "cr2",
    constant: Array | None = None,
    subjects: Codes | None = None,
) -> ClusterRobust:
    """Estimate the covariance of coefficients when residuals of a cluster may be correlated.

    Parameters
    ----------
    basis : array of shape (n, k)
        Q, orthonormal basis of the columns of the (whitened) design.
    root : array of shape (k, p)
        B, the coefficients being B'Q'y.
    residuals : array of shape (n,)
        Whitened.
    clusters : array of int of shape (n,)
        Codes of the clusters.
    kind : {"cr2", "cr0", "cr3"}
    constant : array of shape (n,), optional
        The constant, whitened; ones by default.
    subjects : array of int of shape (n,), optional
        Codes of the subjects whose rows these are; each row is one by default.

    Returns
    -------
    ClusterRobust

    Notes
    -----
    V = B' sum_g (Q_g'A_g e_g)(Q_g'A_g e_g)' B, A_g = (I - Q_g Q_g')^power with power 0, -1/2 or -1 for CR0, CR2, CR3.
    A_g comes from the singular values of Q_g, so that a large cluster costs no more than rows times k^2. With one row
    per cluster CR2 is HC2 and CR3 is HC3.

    A direction that one cluster fits exactly, such as the effect in a cause that one therapist needled, has no
    residual. Its variance comes from the working model below, so that it can be a small part of an average; what rests
    on it by more than a tenth of the variance isn't estimable.

    Degrees of freedom take residuals for correlated within clusters of several subjects as a random intercept would
    make them, with the ratio of variances that the residuals show (by moments, not below 0). Taking them for
    independent would count the patients of few large clusters for more than they tell.

    References
    ----------
    Bell RM, McCaffrey DF. Surv Methodol 2002;28:169-181. Imbens GW, Kolesar M. Rev Econ Stat 2016;98:701-712.
    Baldwin SA, Imel ZE. In: Lambert MJ (ed). Handbook of psychotherapy and behavior change. 2013, 258-297.
    """
    order = np.argsort(clusters, kind="stable")
    members = np.split(order, np.flatnonzero(np.diff(clusters[order])) + 1)
    constant = np.ones(len(residuals)) if constant is None else constant
    parts = [_adjust(basis[rows], residuals[rows], constant[rows], POWERS[kind]) for rows in members]
    several = [
        position for position, rows in enumerate(members)
        if len(rows) > 1 and (subjects is None or np.ptp(subjects[rows]) > 0)
    ]  # fmt: skip
    sizes = [len(part.basis) for part in parts]
    touched = np.array([part.touched for part in parts])[several]
    lengths = np.array([constant[rows] @ constant[rows] for rows in members])[several]
    sums = np.array([constant[rows] @ residuals[rows] for rows in members])[several]
    rest, ratio = variances(residuals, basis.shape[1], touched, lengths, sums)
    intercepts = Intercepts(
        ratio,
        np.array(several, dtype=np.intp),
        touched,
        np.array([part.touched_adjusted for part in parts])[several],
    )
    return ClusterRobust(
        root,
        np.concatenate([part.basis for part in parts]),
        np.concatenate([part.adjusted for part in parts]),
        np.cumsum([0, *sizes[:-1]]).astype(np.intp),
        np.array([part.score for part in parts]),
        np.concatenate([_as_the_model_has_it(part, rest, max(ratio, USUAL_RATIO)) for part in parts]),
        intercepts,
    )


@dataclass(frozen=True, eq=False)
class _Part:
    """One cluster's share: turned rows, adjusted rows, score, exact directions, and the constant along the basis."""

    basis: Array
    adjusted: Array
    score: Array
    exact: Array
    touched: Array
    touched_adjusted: Array


def _adjust(basis: Array, residuals: Array, constant: Array, power: float) -> _Part:
    _, singular, right = np.linalg.svd(basis, full_matrices=False)
    clear = singular**2 < FITTED_EXACTLY
    factor = np.where(clear, (1 - np.where(clear, singular, 0.0) ** 2) ** power, 0.0)
    touched = basis.T @ constant
    turned = right * singular[:, None]
    return _Part(
        turned,
        turned * factor[:, None],
        right.T @ (factor * (right @ (basis.T @ residuals))),
        right[~clear],
        touched,
        right.T @ (factor * (right @ touched)),
    )


def _as_the_model_has_it(part: _Part, rest: float, ratio: float) -> Array:
    """Exact directions times the root of their covariance: `rest`, and `ratio` times as much for the intercept."""
    through = part.exact @ part.touched
    root = np.linalg.cholesky(rest * (np.eye(len(through)) + ratio * np.outer(through, through)))
    return np.asarray(root.T @ part.exact)
