"""How the sessions of one patient vary around the patient's own course: independent, or autocorrelated in time."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.growth.blocks import PatientBlocks, PatientRows, read_blocks
from dnoutcomes.models.growth.car1 import Car1Terms
from dnoutcomes.models.growth.terms import CovarianceTerms, PatientTerms
from dnoutcomes.models.growth.whitener import Whitener
from dnoutcomes.registry import Registry

Array = NDArray[np.float64]


class Residuals(Protocol):
    """Rows of a growth model together with the correlation of their residuals."""

    @property
    def start(self) -> tuple[float, ...]:
        """Where the search for the parameters of the correlation begins; empty without any."""

    @property
    def other_starts(self) -> tuple[tuple[float, ...], ...]:
        """Where it begins again, when the likelihood may have more than one maximum."""

    def terms(self, factor: Array, directions: Array, parameters: Array) -> CovarianceTerms:
        """Terms of V for a factor of D and parameters of the residual correlation."""

    def whitener(self, parameters: Array) -> Whitener | None:
        """U with U'U the inverse of the residual correlation; None for the identity."""

    def facts(self, parameters: Array) -> dict[str, float]:
        """Estimates that a reader wants to see, by name."""


@dataclass(frozen=True, eq=False)
class IndependentResiduals:
    """Independent residuals of equal variance; the rows are read once.

    Attributes
    ----------
    rows : PatientRows
        The rows, patient after patient.
    """

    rows: PatientRows
    start: tuple[float, ...] = ()
    other_starts: tuple[tuple[float, ...], ...] = ()

    @cached_property
    def _blocks(self) -> PatientBlocks:
        return read_blocks(self.rows)

    def terms(self, factor: Array, directions: Array, parameters: Array) -> PatientTerms:
        """Terms of V = I + Z D Z'."""
        return PatientTerms(self._blocks, factor, directions)

    def whitener(self, parameters: Array) -> None:
        """Nothing to whiten."""

    def facts(self, parameters: Array) -> dict[str, float]:
        """Nothing to tell."""
        return {}


@dataclass(frozen=True, eq=False)
class Car1Residuals:
    """Continuous-time AR(1); the rows are whitened and read again at each value of the correlation.

    Attributes
    ----------
    rows : PatientRows
        The rows, patient after patient and in order of time, cluster indicators among the columns of w.
    steps : array of shape (n,)
        Time since the patient's session before, in typical gaps; infinite at a first session.
    gap : float
        The typical (median) gap, in the unit of time.
    """

    rows: PatientRows
    steps: Array
    gap: float
    start: tuple[float, ...] = (0.0,)
    # Beside random slopes, strong and next to no autocorrelation can each be a maximum.
    other_starts: tuple[tuple[float, ...], ...] = ((-1.5,), (-3.0,))

    def terms(self, factor: Array, directions: Array, parameters: Array) -> Car1Terms:
        """Terms of V = R + Z D Z'."""
        whitener = Whitener(self.steps, float(parameters[0]))
        rows = PatientRows(
            whitener.whiten(self.rows.z), whitener.whiten(self.rows.w), self.rows.clusters, self.rows.starts
        )
        return Car1Terms(PatientTerms(read_blocks(rows), factor, directions), whitener, self.rows)

    def whitener(self, parameters: Array) -> Whitener:
        """U at these parameters."""
        return Whitener(self.steps, float(parameters[0]))

    def facts(self, parameters: Array) -> dict[str, float]:
        """phi, the correlation at one unit of time, and that over the shortest and the longest gap."""
        log_phi = -float(np.exp(-parameters[0])) / self.gap
        gaps = self.steps[np.isfinite(self.steps)] * self.gap
        return {
            "phi": float(np.exp(log_phi)),
            "correlation over the shortest gap": float(np.exp(log_phi * gaps.min())),
            "correlation over the longest gap": float(np.exp(log_phi * gaps.max())),
        }


def independent(rows: PatientRows, time: Array | None) -> IndependentResiduals:
    """Independent residuals; time plays no part."""
    return IndependentResiduals(rows)


def car1(rows: PatientRows, time: Array | None) -> Car1Residuals:
    """Autocorrelated residuals; every patient's sessions need different times."""
    from scipy import sparse

    if time is None:
        raise ModelError(
            "residual='car1' needs the time of each session: name its column, such as time='week'"
        )
    gaps = np.diff(time, prepend=np.nan)
    first = rows.starts[:-1]
    gaps[first] = np.inf
    if not np.isfinite(gaps).any():
        raise ModelError("residual='car1' needs patients with at least two sessions; every patient has one")
    if gaps.min() <= 0:
        raise ModelError(
            f"residual='car1' needs different times within a patient; {int((gaps <= 0).sum())} sessions "
            "fall on the time of the session before. Average them, or use residual='iid'"
        )
    typical = float(np.median(gaps[np.isfinite(gaps)]))
    columns = np.column_stack([rows.clusters.toarray(), rows.w]) if rows.clusters.shape[1] else rows.w
    bare = PatientRows(rows.z, columns, sparse.csr_array((len(columns), 0)), rows.starts)
    return Car1Residuals(bare, gaps / typical, typical)


#: Residual correlation by the name that `growth(residual=...)` takes.
RESIDUALS: Registry[Callable[[PatientRows, Array | None], Residuals]] = Registry(
    "residual correlation of a growth model", [("iid", independent), ("car1", car1)], ModelError
)
