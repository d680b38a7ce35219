"""Empirical covariance of the coefficients (CR0, CR2, CR3) and its degrees of freedom, patients as clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.mmrm.likelihood import Evaluation
from dnoutcomes.models.mmrm.patterns import VisitPatterns

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Sandwich:
    """Scores of the patients and what their df need.

    Attributes
    ----------
    blocks : tuple of (X, A), one per visit pattern
        Whitened covariates, shape (patients, visits, p), and the adjustment of their residuals.
    bread : array of shape (p, p)
        F, the model-based covariance.
    meat : array of shape (p, p)
        Sum over patients of the outer product of adjusted scores.
    """

    blocks: tuple[tuple[Array, Array], ...]
    bread: Array
    meat: Array

    @property
    def vcov(self) -> Array:
        """F meat F."""
        return self.bread @ self.meat @ self.bread

    def df(self, functions: Array) -> Array:
        """Satterthwaite df of the empirical variance of linear functions, under the fitted covariance.

        Parameters
        ----------
        functions : array of shape (k, p)

        Returns
        -------
        array of shape (k,)

        Notes
        -----
        c'Vc is a sum over patients of (a_i' r_i)^2, a_i = A_i X_i F c, where the whitened residuals r have
        covariance I - X F X'. With M_ij = cov(a_i' r_i, a_j' r_j), df = tr(M)^2 / tr(M M).

        References
        ----------
        Bell RM, McCaffrey DF. Surv Methodol 2002;28:169-81. Pustejovsky JE, Tipton E. J Bus Econ Stat
        2018;36:672-83.
        """
        return np.array([self._df(direction) for direction in functions @ self.bread])

    def _df(self, direction: Array) -> float:
        trace, squares = 0.0, 0.0
        outer = np.zeros_like(self.bread)
        for x, adjust in self.blocks:
            along = (adjust @ (x @ direction)[:, :, None])[:, :, 0]
            lengths = np.einsum("nv,nv->n", along, along)
            reach = (along[:, None, :] @ x)[:, 0]
            explained = np.einsum("np,np->n", reach @ self.bread, reach)
            trace += float((lengths - explained).sum())
            squares += float((lengths**2 - 2.0 * lengths * explained).sum())
            outer += reach.T @ reach
        turned = self.bread @ outer
        return trace**2 / (squares + float(np.einsum("pq,qp->", turned, turned)))


def sandwich(at: Evaluation, sigma: Array, rows: Array, patterns: VisitPatterns, kind: str) -> Sandwich:
    """Collect the scores of the patients in one more pass over the rows.

    Parameters
    ----------
    at : Evaluation
        The likelihood at the maximum.
    sigma : array of shape (G, m, m)
        The covariance there.
    rows : array of shape (n, p + 1)
        Standardised rows of [X y].
    patterns : VisitPatterns
        Of the rows.
    kind : {"cr0", "cr2", "cr3"}
        Residuals as they are, times (I - H)^-1/2, or times (I - H)^-1, H the leverage of the whitened rows.

    Returns
    -------
    Sandwich
    """
    power = POWERS[kind]
    blocks = []
    meat = np.zeros_like(at.vcov)
    for whitened in whitened_blocks(sigma, rows, patterns):
        x = whitened[:, :, :-1]
        residual = whitened @ at.residual_direction
        # H_i = x_i F x_i' of each patient, shape (patients, visits, visits).
        adjust = _leverage_power(x @ at.vcov @ x.transpose(0, 2, 1), power)
        scores = ((adjust @ residual[:, :, None]).transpose(0, 2, 1) @ x)[:, 0]
        # Scores x_i'A_i e_i, shape (patients, p); the meat is the sum of their squares.
        meat += scores.T @ scores
        blocks.append((x, adjust))
    return Sandwich(tuple(blocks), at.vcov, meat)


#: Power of I - H that multiplies the residuals.
POWERS = {"cr0": 0.0, "cr2": -0.5, "cr3": -1.0}


def whitened_blocks(sigma: Array, rows: Array, patterns: VisitPatterns) -> list[Array]:
    """Multiply each patient's rows by the inverse Cholesky factor of their covariance.

    Parameters
    ----------
    sigma : array of shape (G, m, m)
        Covariance of the visits by group.
    rows : array of shape (n, q)
        In the order of the data.
    patterns : VisitPatterns
        Of the rows.

    Returns
    -------
    list of arrays of shape (patients, visits, q), one per pattern
    """
    ordered = rows if patterns.order is None else rows[patterns.order]
    starts = patterns.starts
    blocks = []
    for index, visits in enumerate(patterns.observed):
        where = np.flatnonzero(visits)
        factor = np.linalg.cholesky(sigma[patterns.group[index]][np.ix_(where, where)])
        block = ordered[starts[index] : starts[index + 1]].reshape(patterns.counts[index], len(where), -1)
        blocks.append(np.linalg.inv(factor) @ block)
    return blocks


def _leverage_power(leverage: Array, power: float) -> Array:
    """(I - H) to a power, for each patient; a patient who alone determines a coefficient keeps weight 0 there."""
    identity = np.eye(leverage.shape[1])
    if power == 0.0:
        return np.broadcast_to(identity, leverage.shape)
    values, vectors = np.linalg.eigh(identity - leverage)
    clear = values > 1e-10
    raised = np.where(clear, np.where(clear, values, 1.0) ** power, 0.0)
    return np.asarray((vectors * raised[:, None, :]) @ vectors.transpose(0, 2, 1))
