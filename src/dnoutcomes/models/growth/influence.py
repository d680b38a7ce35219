"""Influence of single patients on a growth model: what changes when one is left out, from the small blocks."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.growth.cluster import ClusterTerms
from dnoutcomes.models.growth.random_effects import RandomEffects, require_growth
from dnoutcomes.models.growth.state import GrowthState
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.influence import Influence

Array = NDArray[np.float64]


def growth_influence(fit: MixedModelFit, effect: Estimates | None = None) -> Influence:
    """Measure how much each patient moves a growth model.

    Parameters
    ----------
    fit : MixedModelFit
        From `growth`.
    effect : Estimates, optional
        One row, the effect of interest: `contrast(...).where(...)`.

    Returns
    -------
    Influence
        As for an MMRM, with the variances held at their estimates.

    Raises
    ------
    ModelError
        A fit that isn't of `growth`, or an effect of more than one row.

    Notes
    -----
    With Q = V^-1 - V^-1X F X'V^-1 and E_i marking the rows of patient i, leaving them out moves b by
    F X'V^-1E_i (E_i'Q E_i)^-1 E_i'Q y: exact for any V, patients that share a therapist included. Cook's distance is
    the move in the metric of F / s2, over the number of coefficients.

    References
    ----------
    Christensen R, Pearson LM, Johnson W. Case-deletion diagnostics for mixed models. Technometrics 1992;34:38-45.
    """
    require_growth(fit)
    return fit.engine.influence(effect)


def influence_of_patients(design: ModelDesign, state: GrowthState, effect: Estimates | None) -> Influence:
    """Measure how much each patient moves a growth model, as `growth_influence` says."""
    scores, leverage = _scores(state)
    f, sigma2 = state.likelihood.f, state.likelihood.sigma2
    shifts = scores @ f
    prepared = state.model.prepared
    first = np.flatnonzero(~pd.Series(design.subject_codes).duplicated().to_numpy())
    frame = pd.DataFrame(
        {
            "row": design.frame.index[first],
            "n_rows": np.bincount(design.subject_codes),
            "leverage": leverage,
            "cooks_distance": np.einsum("nx,nx->n", scores, shifts) / (sigma2 * len(f)),
        }
    )
    in_data = prepared.scale * shifts @ prepared.standardised.transform.T
    coefficients = np.full((design.n_subjects, len(design.terms)), np.nan)
    coefficients[:, prepared.estimated] = state.coefficients - in_data
    if effect is not None:
        if effect.functions is None or len(effect) != 1:
            raise ModelError(f"name one effect, a single row of contrast(...); got {len(effect)} rows")
        change = -(in_data @ effect.functions[0, prepared.estimated])
        frame = frame.assign(
            change=change, change_in_std_errors=change / float(effect.frame["std_error"].iloc[0])
        )
    return Influence(frame, coefficients, 4.0 / design.n_subjects)


def _scores(state: GrowthState) -> tuple[Array, Array]:
    """X'V^-1E_i (E_i'Q E_i)^-1 E_i'Q y of each patient, shape (N, p), and leverages; NaN where nothing is left."""
    counts = np.diff(state.model.prepared.rows.starts)
    f = state.likelihood.f
    scores, leverage = np.empty((len(counts), len(f))), np.empty(len(counts))
    whitened = _WhitenedRows.of(state)
    for count in np.unique(counts):
        patients = np.flatnonzero(counts == count)
        solved, inverse = whitened.solved(patients, int(count))
        x, residual = solved[:, :, :-1], solved @ state.likelihood.v
        # E_i'Q E_i, the covariance of what is left of the patient's rows; singular where they alone tell a coefficient.
        left = inverse - x @ f @ x.transpose(0, 2, 1)
        determined = np.linalg.eigvalsh(left)[:, 0] < 1e-10
        left[determined] = np.eye(int(count))
        score = np.einsum("nvp,nv->np", x, np.linalg.solve(left, residual[:, :, None])[:, :, 0])
        score[determined] = np.nan
        scores[patients] = score
        plain = whitened.columns(patients, int(count))
        leverage[patients] = np.einsum("nvx,xy,nvy->n", plain, f, x, optimize=True)
    return scores, leverage


@dataclass(frozen=True, eq=False)
class _WhitenedRows:
    """Rows for which the residuals are independent, with what V^-1 makes of them.

    Attributes
    ----------
    z, w : arrays of shape (n, r) and (n, k + q)
        Random columns and [C X y].
    starts : array of shape (N + 1,)
        First row of each patient, and n.
    effects : RandomEffects
        G_i and H_i.
    clusters : ClusterTerms or None
        What clusters add to V.
    """

    z: Array
    w: Array
    starts: NDArray[np.intp]
    effects: RandomEffects
    clusters: ClusterTerms | None

    @classmethod
    def of(cls, state: GrowthState) -> _WhitenedRows:
        rows, terms = state.model.prepared.rows, state.likelihood.terms
        clusters = terms if isinstance(terms, ClusterTerms) else None
        z, w = rows.z, rows.w if clusters is None else np.column_stack([rows.clusters.toarray(), rows.w])
        whitener = state.model.residuals.whitener(state.model.layout.residual(state.theta))
        if whitener is not None:
            z, w = whitener.whiten(z), whitener.whiten(w)
        return cls(z, w, rows.starts, RandomEffects(state), clusters)

    def columns(self, patients: NDArray[np.intp], count: int) -> Array:
        """X of patients with the same number of sessions, shape (N, count, p)."""
        k = 0 if self.clusters is None else self.clusters.k
        return self.w[self._rows(patients, count), k:-1]

    def solved(self, patients: NDArray[np.intp], count: int) -> tuple[Array, Array]:
        """V^-1[X y] in the patients' rows, and V^-1 between these; shapes (N, count, q) and (N, count, count)."""
        rows, terms = self._rows(patients, count), self.effects.patient_terms
        z, w = self.z[rows], self.w[rows]
        shrunk = np.einsum("nva,abn->nvb", z, terms.g[:, :, patients], optimize=True)
        solved = w - np.einsum("nva,axn->nvx", shrunk, terms.blocks.zw[:, :, patients], optimize=True)
        inverse = np.eye(count) - shrunk @ z.transpose(0, 2, 1)
        if self.clusters is None:
            return solved, inverse
        shared = solved[:, :, : self.clusters.k]
        return solved @ self.clusters.transform, inverse - shared @ self.clusters.s @ shared.transpose(
            0, 2, 1
        )

    def _rows(self, patients: NDArray[np.intp], count: int) -> NDArray[np.intp]:
        return np.asarray(self.starts[patients, None] + np.arange(count))
