"""A further random intercept, of therapists or clinics, that cuts across the blocks of the patients."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.terms import CovarianceTerms, bordered

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ClusterTerms:
    """V = V1 + t C C', where `inner` knows V1 for the columns [C X y] and C has k columns.

    Attributes
    ----------
    inner : CovarianceTerms
        Terms of V1, whose columns are [C X y].
    k : int
        Number of clusters, the columns of C.
    scale : float
        l, with t = l^2 the variance of the clusters relative to the residual.

    Notes
    -----
    With S = l(I + l^2 C'V1^-1C)^-1l, V^-1 = V1^-1 - V1^-1C S C'V1^-1, so that V^-1W = V1^-1[C X y]T for a matrix T
    of k + q rows, and V^-1 between dV_k and dV_l is V1^-1 minus a term of rank k. The last parameter is t.
    """

    inner: CovarianceTerms
    k: int
    scale: float

    @cached_property
    def _schur(self) -> Array:
        """I + l^2 C'V1^-1C."""
        return np.eye(self.k) + self.scale**2 * self.inner.gram[: self.k, : self.k]

    @cached_property
    def s(self) -> Array:
        """S, shape (k, k): the share of C that V1^-1 has to give up."""
        return self.scale**2 * self.keep

    @cached_property
    def transform(self) -> Array:
        """T, shape (k + q, q), with V^-1W = V1^-1[C X y]T."""
        q = len(self.inner.gram) - self.k
        return np.vstack([-self.s @ self.inner.gram[: self.k, self.k :], np.eye(q)])

    @cached_property
    def keep(self) -> Array:
        """V^-1C = V1^-1C(I - S C'V1^-1C), of which this is the k x k factor."""
        return np.asarray(np.linalg.inv(self._schur))

    @cached_property
    def across(self) -> Array:
        """C'V^-1W, shape (k, q)."""
        return np.asarray(self.inner.gram[: self.k] @ self.transform)

    @cached_property
    def within(self) -> Array:
        """C'V^-1C, shape (k, k)."""
        return self.keep.T @ self.inner.gram[: self.k, : self.k]

    @cached_property
    def _first_across(self) -> Array:
        """C'V1^-1 dV_k V^-1W, shape (K - 1, k, q)."""
        return np.asarray(self.inner.first[:, : self.k] @ self.transform)

    @property
    def log_det(self) -> float:
        """log|V| = log|V1| + log|I + l^2 C'V1^-1C|."""
        return self.inner.log_det + float(np.linalg.slogdet(self._schur)[1])

    @cached_property
    def gram(self) -> Array:
        """W'V^-1W."""
        return np.asarray(self.inner.gram[self.k :] @ self.transform)

    @cached_property
    def first(self) -> Array:
        """W'V^-1 dV_k V^-1 W."""
        inner = self.transform.T @ self.inner.first @ self.transform
        return np.concatenate([inner, (self.across.T @ self.across)[None]])

    @cached_property
    def trace(self) -> Array:
        """tr(V^-1 dV_k)."""
        inner = self.inner.trace - np.einsum("xy,kyx->k", self.s, self._first_clusters)
        return np.append(inner, np.trace(self.within))

    @cached_property
    def pairs(self) -> Array:
        """tr(V^-1 dV_k V^-1 dV_l)."""
        given = self.s @ self._first_clusters
        inner = (
            self.inner.pairs
            - 2 * self.inner.second_against(self._padded(self.s))
            + np.einsum("kxy,lyx->kl", given, given)
        )
        left_over = self.keep.T @ self._first_clusters @ self.keep
        return bordered(inner, np.einsum("kxx->k", left_over), float(np.sum(self.within**2)))

    @cached_property
    def bend(self) -> Array:
        """W'V^-1 ddV_k V^-1 W; V is linear in t."""
        inner = self.transform.T @ self.inner.bend @ self.transform
        return np.concatenate([inner, np.zeros_like(self.gram)[None]])

    @cached_property
    def bend_trace(self) -> Array:
        """tr(V^-1 ddV_k)."""
        clusters = self.inner.bend[:, : self.k, : self.k]
        return np.append(self.inner.bend_trace - np.einsum("xy,kyx->k", self.s, clusters), 0.0)

    def second_against(self, weight: Array) -> Array:
        """<second_kl, weight>."""
        spread = self.transform @ weight @ self.transform.T
        inner = self.inner.second_against(spread) - np.einsum(
            "kax,xy,lby,ab->kl", self._first_across, weight, self._first_across, self.s, optimize=True
        )
        mixed = self.keep.T @ self._first_across
        border = np.einsum("ax,xy,kay->k", self.across, weight, mixed, optimize=True)
        corner = float(
            np.einsum("ax,xy,by,ab->", self.across, weight, self.across, self.within, optimize=True)
        )
        return bordered(inner, border, corner)

    def second_summed(self, weight: Array) -> Array:
        """Sum of weight_kl second_kl."""
        inner_weight, border, corner = weight[:-1, :-1], weight[:-1, -1], weight[-1, -1]
        total = self.transform.T @ self.inner.second_summed(inner_weight) @ self.transform
        total = total - np.einsum(
            "kl,kax,ab,lby->xy", inner_weight, self._first_across, self.s, self._first_across, optimize=True
        )
        mixed = self.across.T @ np.einsum("k,kay->ay", border, self.keep.T @ self._first_across)
        return np.asarray(total + mixed + mixed.T + corner * self.across.T @ self.within @ self.across)

    @property
    def _first_clusters(self) -> Array:
        return self.inner.first[:, : self.k, : self.k]

    def _padded(self, matrix: Array) -> Array:
        padded = np.zeros_like(self.inner.gram)
        padded[: self.k, : self.k] = matrix
        return padded
