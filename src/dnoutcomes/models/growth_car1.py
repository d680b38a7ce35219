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

from dnoutcomes.models.growth_blocks import PatientRows, cross_blocks
from dnoutcomes.models.growth_terms import PatientTerms, batched_product, bordered

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Whitener:
    """U of one value of the parameter, and its derivative.

    Attributes
    ----------
    steps : array of shape (n,)
        Time since the patient's session before, in units of the typical gap; infinite at the first session.
    omega : float
        Logit of the correlation over one typical gap.

    Notes
    -----
    With rho_j = c^steps_j, c = 1 / (1 + exp(-omega)) and s_j = sqrt(1 - rho_j^2),
    (U w)_j = (w_j - rho_j w_(j-1)) / s_j. A dash marks the derivative by omega.
    """

    steps: Array
    omega: float

    @cached_property
    def rho(self) -> Array:
        """Correlation with the session before; 0 at a first session."""
        return np.asarray(np.exp(-self.steps * np.logaddexp(0.0, -self.omega)))

    @cached_property
    def scale(self) -> Array:
        """s_j."""
        return np.asarray(np.sqrt(-np.expm1(-2.0 * self.steps * np.logaddexp(0.0, -self.omega))))

    @cached_property
    def rho_slope(self) -> Array:
        """Derivative of rho_j by omega."""
        finite = np.where(np.isfinite(self.steps), self.steps, 0.0)
        return np.asarray(finite * self.rho / (1.0 + np.exp(self.omega)))

    @cached_property
    def scale_slope(self) -> Array:
        """Derivative of log s_j by omega."""
        return np.asarray(-self.rho * self.rho_slope / self.scale**2)

    def whiten(self, columns: Array) -> Array:
        """U columns; columns of shape (n, m)."""
        return np.asarray((columns - self.rho[:, None] * _before(columns)) / self.scale[:, None])

    def whiten_slope(self, columns: Array, whitened: Array) -> Array:
        """Derivative of `whiten` by omega."""
        past = (self.rho_slope / self.scale)[:, None] * _before(columns)
        return np.asarray(-past - self.scale_slope[:, None] * whitened)

    def direction(self, columns: Array, starts: NDArray[np.intp]) -> Array:
        """U R' U' applied to U columns, R' the derivative of R: -(N + N'), with N = U' U^-1."""
        whitened = self.whiten(columns)
        return np.asarray(-self.whiten_slope(columns, whitened) - self._transposed_slope(whitened, starts))

    @property
    def log_det(self) -> float:
        """log|R|."""
        return 2.0 * float(np.log(self.scale).sum())

    @property
    def trace(self) -> float:
        """tr(R^-1 R')."""
        return 2.0 * float(self.scale_slope.sum())

    @property
    def trace_pair(self) -> float:
        """tr(R^-1 R' R^-1 R'), twice the information in a series of that correlation."""
        return float(np.sum(2.0 * (self.rho_slope / self.scale) ** 2 + 4.0 * self.scale_slope**2))

    def _transposed_slope(self, whitened: Array, starts: NDArray[np.intp]) -> Array:
        """U^-T U'^T whitened, patient by patient from the last session back."""
        carried = (self.rho * self.scale_slope - self.rho_slope) / self.scale
        slope = _after(carried[:, None] * whitened) - (self.scale_slope / self.scale)[:, None] * whitened
        solution = slope * self.scale[:, None]
        carry = self.rho / self.scale
        counts = np.diff(starts)
        for position in range(int(counts.max()) - 2, -1, -1):
            rows = starts[:-1][counts > position + 1] + position
            solution[rows] += (self.scale[rows] * carry[rows + 1])[:, None] * solution[rows + 1]
        return np.asarray(solution)


@dataclass(frozen=True, eq=False)
class Car1Terms:
    """V = R(omega) + Z D Z'; omega comes after the entries of D.

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
    derivatives that pair omega with an entry of D are sum J_i'E_kH_i and tr(E_k N_i), and that of omega with itself
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
    def _moments(self) -> tuple[tuple[Array, Array, Array], tuple[Array, Array, Array]]:
        """Cross-products of the whitened rows with F, and with F F: ZZ and ZW by patient, WW in all."""
        r = self.rows.z.shape[1]
        columns = np.column_stack([self.rows.z, self.rows.w])
        whitened = self.whitener.whiten(columns)
        moved = self.whitener.direction(columns, self.rows.starts)
        return (
            cross_blocks(whitened[:, :r], moved, self.rows.starts, whitened[:, r:]),
            cross_blocks(moved[:, :r], moved, self.rows.starts, moved[:, r:]),
        )

    @cached_property
    def _solved(self) -> Array:
        """G_iB_i, so that V_i^-1W_i = W_i - Z_iG_iB_i."""
        return batched_product(self.inner.g, self.inner.blocks.zw)

    @cached_property
    def _half(self) -> Array:
        """Z_i'F V_i^-1W_i."""
        zz, zw, _ = self._moments[0]
        return zw - batched_product(zz, self._solved)

    @cached_property
    def _j(self) -> Array:
        return batched_product(self.inner.keep, self._half)

    @cached_property
    def _n(self) -> Array:
        left = batched_product(self.inner.keep, self._moments[0][0])
        return batched_product(left, self.inner.keep.transpose(1, 0, 2))

    @cached_property
    def first(self) -> Array:
        """W'V^-1 dV_k V^-1 W."""
        return np.concatenate([self.inner.first, _sandwich(self._moments[0], self._solved)[None]])

    @cached_property
    def trace(self) -> Array:
        """tr(V^-1 dV_k)."""
        zz = self._moments[0][0]
        return np.append(self.inner.trace, self.whitener.trace - float(np.sum(self.inner.g * zz)))

    @cached_property
    def pairs(self) -> Array:
        """tr(V^-1 dV_k V^-1 dV_l)."""
        given = batched_product(self.inner.g, self._moments[0][0])
        corner = (
            self.whitener.trace_pair
            - 2 * float(np.sum(self.inner.g * self._moments[1][0]))
            + float(np.sum(given * given.transpose(1, 0, 2)))
        )
        border = np.einsum("kab,ab->k", self.inner.directions, self._n.sum(axis=2))
        return bordered(self.inner.pairs, border, corner)

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
        return np.asarray(_sandwich(self._moments[1], self._solved) - shared)

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


def _sandwich(moments: tuple[Array, Array, Array], solved: Array) -> Array:
    """(W - Z s)'F(W - Z s) from the cross-products of F, s differing by patient."""
    zz, zw, ww = moments
    half = zw - batched_product(zz, solved) / 2
    mixed = sum(s.dot(h.T) for s, h in zip(solved, half))
    return np.asarray(ww - mixed - mixed.T)


def _before(columns: Array) -> Array:
    """Each row's predecessor; the first row of a patient multiplies it by zero."""
    moved = np.empty_like(columns)
    moved[0] = 0.0
    moved[1:] = columns[:-1]
    return moved


def _after(columns: Array) -> Array:
    """Each row's successor; what a first session would lend to the patient before is zero already."""
    moved = np.empty_like(columns)
    moved[-1] = 0.0
    moved[:-1] = columns[1:]
    return moved
