"""The two-banded triangle that makes residuals with continuous-time autocorrelation independent."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Whitener:
    """U of one value of the parameter, and its derivative.

    Attributes
    ----------
    steps : array of shape (n,)
        Time since the patient's session before, in units of the typical gap; infinite at the first session.
    psi : float
        Log of the correlation time, the time over which the correlation falls to 1/e, in the same units. Its range
        has no edge, and the likelihood flattens out fast towards no correlation.

    Notes
    -----
    With rho_j = exp(-steps_j exp(-psi)) and s_j = sqrt(1 - rho_j^2), row j of
    U w is (w_j - rho_j w_(j-1)) / s_j. A dash marks the derivative by psi.
    """

    steps: Array
    psi: float

    @cached_property
    def _decay(self) -> Array:
        """-log rho_j."""
        return np.asarray(self.steps * np.exp(-self.psi))

    @cached_property
    def rho(self) -> Array:
        """Correlation with the session before; 0 at a first session."""
        return np.asarray(np.exp(-self._decay))

    @cached_property
    def scale(self) -> Array:
        """s_j."""
        return np.asarray(np.sqrt(-np.expm1(-2.0 * self._decay)))

    @cached_property
    def rho_slope(self) -> Array:
        """Derivative of rho_j by psi."""
        return np.asarray(np.where(np.isfinite(self.steps), self._decay, 0.0) * self.rho)

    @cached_property
    def scale_slope(self) -> Array:
        """Derivative of log s_j by psi."""
        return np.asarray(-self.rho * self.rho_slope / self.scale**2)

    @cached_property
    def rho_second(self) -> Array:
        """Second derivative of rho_j by psi."""
        return np.asarray(self.rho_slope * (np.where(np.isfinite(self.steps), self._decay, 0.0) - 1.0))

    @cached_property
    def scale_second(self) -> Array:
        """Second derivative of log s_j by psi."""
        return np.asarray(
            -(self.rho_slope**2 + self.rho * self.rho_second) / self.scale**2 - 2.0 * self.scale_slope**2
        )

    def whiten(self, columns: Array) -> Array:
        """U columns; columns of shape (n, m)."""
        return np.asarray((columns - self.rho[:, None] * _before(columns)) / self.scale[:, None])

    def whiten_slope(self, columns: Array, whitened: Array) -> Array:
        """Derivative of `whiten` by psi."""
        past = (self.rho_slope / self.scale)[:, None] * _before(columns)
        return np.asarray(-past - self.scale_slope[:, None] * whitened)

    def whiten_second(self, columns: Array, slope: Array, whitened: Array) -> Array:
        """Second derivative of `whiten` by psi."""
        past = ((self.rho_second - self.rho_slope * self.scale_slope) / self.scale)[:, None] * _before(
            columns
        )
        return np.asarray(-past - self.scale_second[:, None] * whitened - self.scale_slope[:, None] * slope)

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

    @property
    def bend_trace(self) -> float:
        """tr(R^-1 R'')."""
        return 2.0 * float(self.scale_second.sum()) + self.trace_pair

    def transposed_slope(self, whitened: Array, starts: NDArray[np.intp]) -> Array:
        """Transpose of the derivative of U times U^-1, applied to whitened columns, from each last session back."""
        carried = (self.rho * self.scale_slope - self.rho_slope) / self.scale
        slope = _after(carried[:, None] * whitened) - (self.scale_slope / self.scale)[:, None] * whitened
        solution = slope * self.scale[:, None]
        carry = self.rho / self.scale
        counts = np.diff(starts)
        for position in range(int(counts.max()) - 2, -1, -1):
            rows = starts[:-1][counts > position + 1] + position
            solution[rows] += (self.scale[rows] * carry[rows + 1])[:, None] * solution[rows + 1]
        return np.asarray(solution)


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
