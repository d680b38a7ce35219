"""Residuals with a continuous-time autocorrelation: sessions close in time resemble each other more.

R has correlation phi^|t - s| between sessions of a patient at times t and s. Each session depends on the past
through the session before only, so the inverse of R factors into two-banded triangles, U'U = R^-1, and every
quantity of the model with R is that of the model with independent residuals for the rows U[Z W].
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.models.growth.blocks import PatientRows, cross_blocks
from dnoutcomes.models.growth.terms import PatientTerms, batched_product, bordered
from dnoutcomes.models.growth.whitener import Whitener

Array = NDArray[np.float64]
#: Z'Z and Z'W by patient, and W'W in all.
Moments = tuple[Array, Array, Array]


@dataclass(frozen=True, eq=False)
class Car1Terms:
    """V = R(psi) + Z D Z'; psi comes after the entries of D.

    Attributes
    ----------
    inner : PatientTerms
        Of the whitened rows, for which R is the identity.
    whitener : Whitener
        U and its derivative.
    rows : PatientRows
        The rows before whitening, clusters already among the columns of w.

    Notes
    -----
    With F = U R' U', J_i = Z_i'V_i^-1 F V_i^-1 W_i and N_i = Z_i'V_i^-1 F V_i^-1 Z_i (whitened rows), the second
    derivatives that pair psi with an entry of D are sum J_i'E_kH_i and tr(E_k N_i), and that of psi with itself
    replaces F by F V^-1 F.
    """

    inner: PatientTerms
    whitener: Whitener
    rows: PatientRows

    @property
    def log_det(self) -> float:
        """log|V| = log|R| + log|U V U'|."""
        return self.inner.log_det + self.whitener.log_det

    @property
    def gram(self) -> Array:
        """W'V^-1W."""
        return self.inner.gram

    @cached_property
    def _columns(self) -> tuple[Array, Array, Array]:
        """[Z W] whitened, and N and N' applied to them, with N the derivative of U times U^-1."""
        columns = np.column_stack([self.rows.z, self.rows.w])
        whitened = self.whitener.whiten(columns)
        slope = self.whitener.whiten_slope(columns, whitened)
        return whitened, slope, self.whitener.transposed_slope(whitened, self.rows.starts)

    @cached_property
    def _f(self) -> Moments:
        """Cross-products of F = -(N + N')."""
        whitened, slope, transposed = self._columns
        return self._cross(whitened, -slope - transposed)

    @cached_property
    def _ff(self) -> Moments:
        """Cross-products of F F."""
        moved = self._columns[1] + self._columns[2]
        return self._cross(moved, moved)

    @cached_property
    def _bend(self) -> Moments:
        """Cross-products of U R'' U' = 2(N N + N'N' + N N') - M - M', M the second derivative of U times U^-1."""
        whitened, slope, transposed = self._columns
        columns = np.column_stack([self.rows.z, self.rows.w])
        second = self.whitener.whiten_second(columns, slope, whitened)
        left = (transposed, 2 * slope, -whitened, -second)
        right = (2 * (slope + transposed), transposed, second, whitened)
        parts = [self._cross(*pair) for pair in zip(left, right)]
        by_patient, mixed, total = (np.sum([part[i] for part in parts], axis=0) for i in range(3))
        return by_patient, mixed, total

    def _cross(self, left: Array, right: Array) -> Moments:
        r = self.rows.z.shape[1]
        return cross_blocks(left[:, :r], right, self.rows.starts, left[:, r:])

    @cached_property
    def _solved(self) -> Array:
        """G_iB_i, so that V_i^-1W_i = W_i - Z_iG_iB_i."""
        return batched_product(self.inner.g, self.inner.blocks.zw)

    @cached_property
    def _half(self) -> Array:
        """Z_i'F V_i^-1W_i."""
        zz, zw, _ = self._f
        return zw - batched_product(zz, self._solved)

    @cached_property
    def _j(self) -> Array:
        return batched_product(self.inner.keep, self._half)

    @cached_property
    def _n(self) -> Array:
        left = batched_product(self.inner.keep, self._f[0])
        return batched_product(left, self.inner.keep.transpose(1, 0, 2))

    @cached_property
    def first(self) -> Array:
        """W'V^-1 dV_k V^-1 W."""
        return np.concatenate([self.inner.first, _sandwich(self._f, self._solved)[None]])

    @cached_property
    def trace(self) -> Array:
        """tr(V^-1 dV_k)."""
        zz = self._f[0]
        return np.append(self.inner.trace, self.whitener.trace - float(np.sum(self.inner.g * zz)))

    @cached_property
    def pairs(self) -> Array:
        """tr(V^-1 dV_k V^-1 dV_l)."""
        given = batched_product(self.inner.g, self._f[0])
        corner = (
            self.whitener.trace_pair
            - 2 * float(np.sum(self.inner.g * self._ff[0]))
            + float(np.sum(given * given.transpose(1, 0, 2)))
        )
        border = np.einsum("kab,ab->k", self.inner.directions, self._n.sum(axis=2))
        return bordered(self.inner.pairs, border, corner)

    @cached_property
    def bend(self) -> Array:
        """W'V^-1 ddV_k V^-1 W."""
        corner = _sandwich(self._bend, self._solved)
        return np.concatenate([self.inner.bend, corner[None]])

    @cached_property
    def bend_trace(self) -> Array:
        """tr(V^-1 ddV_k)."""
        corner = self.whitener.bend_trace - float(np.sum(self.inner.g * self._bend[0]))
        return np.append(self.inner.bend_trace, corner)

    @cached_property
    def _second_border(self) -> Array:
        """W'V^-1 R' V^-1 dV_k V^-1 W for the entries of D."""
        r, q, n = self._j.shape
        products = (self._j.reshape(r * q, n) @ self.inner.h.reshape(r * q, n).T).reshape(r, q, r, q)
        return np.asarray(np.einsum("kab,axby->kxy", self.inner.directions, products))

    @cached_property
    def _second_corner(self) -> Array:
        """W'V^-1 R' V^-1 R' V^-1 W."""
        lost = batched_product(self.inner.g, self._half)
        shared = sum(a @ b.T for a, b in zip(self._half, lost))
        return np.asarray(_sandwich(self._ff, self._solved) - shared)

    def second_against(self, weight: Array) -> Array:
        """<second_kl, weight>."""
        border = np.einsum("kxy,xy->k", self._second_border, weight)
        return bordered(
            self.inner.second_against(weight), border, float(np.sum(self._second_corner * weight))
        )

    def second_summed(self, weight: Array) -> Array:
        """Sum of weight_kl second_kl."""
        mixed = np.einsum("k,kxy->xy", weight[:-1, -1], self._second_border)
        return np.asarray(
            self.inner.second_summed(weight[:-1, :-1])
            + mixed
            + mixed.T
            + weight[-1, -1] * self._second_corner
        )


def _sandwich(moments: Moments, solved: Array) -> Array:
    """(W - Z s)'F(W - Z s) from the cross-products of F, s differing by patient."""
    zz, zw, ww = moments
    half = zw - batched_product(zz, solved) / 2
    mixed = sum(s.dot(h.T) for s, h in zip(solved, half))
    return np.asarray(ww - mixed - mixed.T)
