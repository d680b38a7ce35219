"""Influence of single patients on an MMRM: what changes when one is left out."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.mmrm.data import MmrmData
from dnoutcomes.models.mmrm.maximise import Maximum
from dnoutcomes.models.mmrm.sandwich import whitened_blocks
from dnoutcomes.models.shared.influence import Influence

Array = NDArray[np.float64]


def mmrm_influence(
    data: MmrmData, maximum: Maximum, coefficients: Array, effect: Estimates | None
) -> Influence:
    """Measure how much each patient moves an MMRM, as `influence` says.

    Parameters
    ----------
    data : MmrmData
        The rows used.
    maximum : Maximum
        The fit.
    coefficients : array of shape (all terms,)
        Of the fit, NaN where aliased.
    effect : Estimates or None
        One row, the effect of interest.
    """
    shifts, leverage, distance = _shifts(data, maximum)
    design = data.design
    first = np.flatnonzero(~pd.Series(design.subject_codes).duplicated().to_numpy())
    frame = pd.DataFrame(
        {
            "row": design.frame.index[first],
            "n_rows": np.bincount(design.subject_codes),
            "leverage": leverage,
            "cooks_distance": distance,
        }
    )
    without = np.full((design.n_subjects, len(design.terms)), np.nan)
    without[:, data.estimated] = coefficients[data.estimated] - shifts
    if effect is not None:
        frame = frame.assign(**_change(effect, shifts, data))
    return Influence(frame, without, 4.0 / design.n_subjects)


def _shifts(data: MmrmData, maximum: Maximum) -> tuple[Array, Array, Array]:
    """How far b moves towards each patient (N, p), and each patient's leverage and Cook's distance."""
    at, patterns = maximum.at, data.patterns
    n, p = data.design.n_subjects, len(data.estimated)
    shifts, leverage, distance = np.empty((n, p)), np.empty(n), np.empty(n)
    # Blocks hold the patients of a pattern in the order of their codes.
    by_pattern = np.argsort(patterns.subject_pattern, kind="stable")
    ends = np.cumsum(patterns.counts)
    for index, block in enumerate(whitened_blocks(maximum.sigma, data.standardised.rows, patterns)):
        subjects = by_pattern[ends[index] - patterns.counts[index] : ends[index]]
        x, residual = block[:, :, :-1], block @ at.residual_direction
        # Whitened rows: H_i = x_i F x_i', and without the patient b moves by F x_i'(I - H_i)^-1 e_i.
        hat = x @ at.vcov @ x.transpose(0, 2, 1)
        left = np.eye(x.shape[1]) - hat
        determined = np.linalg.eigvalsh(left)[:, 0] < 1e-10
        left[determined] = np.eye(x.shape[1])
        score = np.einsum("nvp,nv->np", x, np.linalg.solve(left, residual[:, :, None])[:, :, 0])
        score[determined] = np.nan
        shifts[subjects] = score @ at.vcov
        leverage[subjects] = np.trace(hat, axis1=1, axis2=2)
        distance[subjects] = np.einsum("np,np->n", score, score @ at.vcov) / p
    return data.to_coefficient_shifts(shifts), leverage, distance


def _change(effect: Estimates, shifts: Array, data: MmrmData) -> dict[str, Any]:
    if effect.functions is None or len(effect) != 1:
        raise ModelError(f"name one effect, a single row of contrast(...); got {len(effect)} rows")
    change = -(shifts @ effect.functions[0, data.estimated])
    return {"change": change, "change_in_std_errors": change / float(effect.frame["std_error"].iloc[0])}
