"""A growth model at given variances: the covariance V, and how everything changes with its parameters.

V is relative to the residual variance: V = I + Z D Z' + t C C', block-diagonal by patient when there is no
cluster C. With W = [X y] and dV_k the derivative of V by parameter k, likelihood, gradient, Hessian,
Satterthwaite and Kenward-Roger all follow from

- log|V| and the gram matrix W'V^-1W,
- first_k = W'V^-1 dV_k V^-1 W and trace_k = tr(V^-1 dV_k),
- second_kl = W'V^-1 dV_k V^-1 dV_l V^-1 W and pairs_kl = tr(V^-1 dV_k V^-1 dV_l).

`second` would be many matrices of which only weighted sums are wanted, so it is offered as two contractions.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.blocks import PatientBlocks

Array = NDArray[np.float64]


class CovarianceTerms(Protocol):
    """What likelihood and inference ask of a covariance and its K parameters; q columns in W."""

    @property
    def log_det(self) -> float:
        """log|V|."""

    @property
    def gram(self) -> Array:
        """W'V^-1W, shape (q, q)."""

    @property
    def first(self) -> Array:
        """Shape (K, q, q)."""

    @property
    def trace(self) -> Array:
        """Shape (K,)."""

    @property
    def pairs(self) -> Array:
        """Shape (K, K)."""

    @property
    def bend(self) -> Array:
        """W'V^-1 ddV_k V^-1 W with ddV_k the second derivative of V by parameter k; shape (K, q, q)."""

    @property
    def bend_trace(self) -> Array:
        """tr(V^-1 ddV_k), shape (K,)."""

    def second_against(self, weight: Array) -> Array:
        """<second_kl, weight> for a symmetric weight of shape (q, q); shape (K, K)."""

    def second_summed(self, weight: Array) -> Array:
        """Sum over k, l of weight_kl second_kl, symmetrised; shape (q, q)."""


@dataclass(frozen=True, eq=False)
class PatientTerms:
    """V = I + Z D Z' with one parameter per direction E_k of D: dV_k = Z E_k Z'.

    Attributes
    ----------
    blocks : PatientBlocks
        Cross-products of the data.
    factor : array of shape (r, r)
        Lower triangular L with D = L L'; may be singular.
    directions : array of shape (K, r, r)
        Symmetric E_k.

    Notes
    -----
    With A_i = Z_i'Z_i, B_i = Z_i'W_i and the r x r Cholesky factor of I + L'A_iL per patient,
    V_i^-1 = I - Z_i G_i Z_i', G_i = L(I + L'A_iL)^-1L', so that H_i = Z_i'V_i^-1W_i = (I - A_iG_i)B_i,
    K_i = Z_i'V_i^-1Z_i = (I - A_iG_i)A_i, first_k = sum H_i'E_kH_i and second_kl = sum H_i'E_kK_iE_lH_i.
    The number of rows no longer matters, and nothing is larger than r x q per patient.
    """

    blocks: PatientBlocks
    factor: Array
    directions: Array

    @cached_property
    def _cholesky(self) -> Array:
        """Lower factors of I + L'A_iL, shape (r, r, N)."""
        # L'A_iL and the identity, in two products with the same triangular factor.
        half = _left(self.factor.T, self.blocks.zz)
        inner = _left(self.factor.T, np.ascontiguousarray(half.transpose(1, 0, 2)))
        inner[np.arange(len(inner)), np.arange(len(inner))] += 1.0
        return batched_cholesky(inner)

    @cached_property
    def _half(self) -> Array:
        """Cholesky^-1 L'B_i, shape (r, q, N)."""
        return batched_forward(self._cholesky, _left(self.factor.T, self.blocks.zw))

    @cached_property
    def g(self) -> Array:
        """G_i, shape (r, r, N)."""
        identity = np.broadcast_to(self.factor.T[:, :, None], self.blocks.zz.shape)
        half = batched_forward(self._cholesky, np.array(identity))
        return np.asarray(np.einsum("can,cbn->abn", half, half))

    @cached_property
    def keep(self) -> Array:
        """I - A_iG_i, shape (r, r, N)."""
        left_over: Array = -np.einsum("acn,cbn->abn", self.blocks.zz, self.g)
        left_over[np.arange(len(left_over)), np.arange(len(left_over))] += 1.0
        return left_over

    @cached_property
    def h(self) -> Array:
        """H_i, shape (r, q, N)."""
        return batched_product(self.keep, self.blocks.zw)

    @cached_property
    def k(self) -> Array:
        """K_i, shape (r, r, N)."""
        return batched_product(self.keep, self.blocks.zz)

    @property
    def log_det(self) -> float:
        """log|V|, from the Cholesky factors."""
        return 2.0 * sum(
            float(self._by_patients(np.log(self._cholesky[a, a])).sum()) for a in range(len(self.factor))
        )

    @cached_property
    def gram(self) -> Array:
        """W'V^-1W."""
        # sum_i B_i'G_iB_i, as G_i = (C^-1 L')'(C^-1 L') with C the Cholesky factor.
        return np.asarray(self.blocks.ww - sum(half @ half.T for half in self._half))

    @cached_property
    def first(self) -> Array:
        """W'V^-1 dV_k V^-1 W."""
        r, q, n = self.h.shape
        flat = self.h.reshape(r * q, n)
        # All h_ax h_by summed over patients at once; each direction E_k then picks its own.
        products = (flat @ flat.T).reshape(r, q, r, q)
        return np.asarray(np.einsum("kab,axby->kxy", self.directions, products))

    @cached_property
    def trace(self) -> Array:
        """tr(V^-1 dV_k)."""
        return np.asarray(np.einsum("kab,ab->k", self.directions, self._by_patients(self.k).sum(axis=2)))

    @cached_property
    def pairs(self) -> Array:
        """tr(V^-1 dV_k V^-1 dV_l)."""
        return self._paired(self._by_patients(self.k))

    @property
    def bend(self) -> Array:
        """Zero: V is linear in D."""
        return np.zeros((len(self.directions), *self.blocks.ww.shape))

    @property
    def bend_trace(self) -> Array:
        """Zero: V is linear in D."""
        return np.zeros(len(self.directions))

    def second_against(self, weight: Array) -> Array:
        """<second_kl, weight>: only H_i weight H_i', r x r per patient, is needed."""
        weighted = np.stack([weight @ h for h in self.h])
        return self._paired(np.einsum("axn,bxn->abn", self.h, weighted))

    def second_summed(self, weight: Array) -> Array:
        """Sum of weight_kl second_kl."""
        r, _, n = self.h.shape
        mapping = np.einsum("kl,kab,lcd->adbc", weight, self.directions, self.directions).reshape(
            r * r, r * r
        )
        inner = (mapping @ self.k.reshape(r * r, n)).reshape(r, r, n)
        total = sum(h @ m.T for h, m in zip(self.h, batched_product(inner, self.h)))
        return np.asarray((total + total.T) / 2)

    def _by_patients(self, values: Array) -> Array:
        """Count values, patients last, as often as patients have them; those with [X y] are sums already."""
        return values if self.blocks.patients is None else values * self.blocks.patients

    def _paired(self, other: Array) -> Array:
        """Sum over patients of tr(E_k K_i E_l other_i)."""
        r, _, n = self.k.shape
        sums = (self.k.reshape(r * r, n) @ other.reshape(r * r, n).T).reshape(r, r, r, r)
        left = np.einsum("kab,bcda->kcd", self.directions, sums)
        return np.asarray(np.einsum("kcd,lcd->kl", left, self.directions))


def batched_cholesky(matrices: Array) -> Array:
    """Lower Cholesky factors of N positive definite matrices, shape (r, r, N), patients last.

    Notes
    -----
    Written out over rows and columns: for the r of a growth model (1 to 5) this makes a handful of passes
    over long vectors, where a routine called per matrix spends its time on the call.
    """
    lower = np.zeros_like(matrices)
    for a in range(len(matrices)):
        for b in range(a + 1):
            rest = matrices[a, b] - sum(lower[a, c] * lower[b, c] for c in range(b))
            lower[a, b] = np.sqrt(rest) if a == b else rest / lower[b, b]
    return lower


def batched_forward(lower: Array, right: Array) -> Array:
    """Solve lower_i x = right_i for each i; lower of shape (r, r, N), right of shape (r, q, N)."""
    solution = np.empty_like(right)
    for a in range(len(lower)):
        rest = right[a].copy()
        for b in range(a):
            rest -= lower[a, b] * solution[b]
        np.divide(rest, lower[a, a], out=solution[a])
    return solution


def batched_product(left: Array, right: Array) -> Array:
    """left_i right_i for each i; left of shape (r, s, N), right of shape (s, q, N)."""
    result = np.empty((len(left), right.shape[1], right.shape[2]))
    for a, row in enumerate(left):
        np.multiply(row[0], right[0], out=result[a])
        for b in range(1, len(right)):
            result[a] += row[b] * right[b]
    return result


def bordered(inner: Array, border: Array, corner: float) -> Array:
    """Symmetric matrix with one more row and column."""
    return np.block([[inner, border[:, None]], [border[None, :], np.array([[corner]])]])


def _left(matrix: Array, right: Array) -> Array:
    """Multiply every right_i by the same matrix from the left."""
    s, q, n = right.shape
    return np.asarray((matrix @ right.reshape(s, q * n)).reshape(len(matrix), q, n))
