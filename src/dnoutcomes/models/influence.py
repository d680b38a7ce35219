"""Influence of single patients on a fit: what changes when one is left out."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.engine import Engine
from dnoutcomes.models.fit import MixedModelFit
from dnoutcomes.models.maximise import Maximum
from dnoutcomes.models.sandwich import whitened_blocks

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Influence:
    """What leaving out each patient does, the covariance held at its estimate.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per patient: `row` (index of the patient's first row used, never an identifier), `n_rows`, `leverage`
        (trace of the patient's part of the hat matrix), `cooks_distance`, and `change` in the effect of interest with
        `change_in_std_errors` when one was named.
    coefficients : array of shape (N, p)
        Coefficients without each patient; NaN for a patient without whom a coefficient can't be estimated.
    threshold : float
        Cook's distance above which a patient is worth a look: 4 / number of patients.
    """

    frame: pd.DataFrame
    coefficients: Array
    threshold: float

    def to_look_at(self, most: int = 10) -> pd.DataFrame:
        """Return the rows above the threshold, largest Cook's distance first."""
        above = self.frame[~(self.frame["cooks_distance"] <= self.threshold)]
        return above.sort_values("cooks_distance", ascending=False, na_position="first").head(most)


def influence(fit: MixedModelFit, effect: Estimates | None = None) -> Influence:
    """Measure how much each patient moves the fit.

    Parameters
    ----------
    fit : MixedModelFit
        From `mmrm` or `growth`.
    effect : Estimates, optional
        One row, the effect of interest: `contrast(...).where(...)`.

    Returns
    -------
    Influence

    Raises
    ------
    ModelError
        An effect of more than one row.

    Notes
    -----
    With the covariance V held, leaving out patient i moves b by F X_i'(V_i - X_i F X_i')^-1 r_i exactly. Cook's
    distance is the move in the metric of F, over p. To estimate the covariance again as well, use `leave_one_out`.
    `growth_influence` says how patients that share a therapist are left out.

    References
    ----------
    Christensen R, Pearson LM, Johnson W. Case-deletion diagnostics for mixed models. Technometrics 1992;34:38-45.
    """
    if "state" in fit.details:
        # That module gives its answer as an Influence, and so imports this one.
        from dnoutcomes.models.growth_influence import growth_influence

        return growth_influence(fit, effect)
    engine, maximum = fit.details["engine"], fit.details["maximum"]
    moves, leverage, distance = _moves(engine, maximum)
    design = engine.design
    first = np.flatnonzero(~pd.Series(design.subject_codes).duplicated().to_numpy())
    frame = pd.DataFrame(
        {
            "row": design.frame.index[first],
            "n_rows": np.bincount(design.subject_codes),
            "leverage": leverage,
            "cooks_distance": distance,
        }
    )
    coefficients = np.full((design.n_subjects, len(design.terms)), np.nan)
    coefficients[:, engine.kept] = fit.inference.coefficients[engine.kept] - moves
    if effect is not None:
        frame = frame.assign(**_change(effect, moves, engine))
    return Influence(frame, coefficients, 4.0 / design.n_subjects)


def _moves(engine: Engine, maximum: Maximum) -> tuple[Array, Array, Array]:
    """How far b moves towards each patient (N, p), and each patient's leverage and Cook's distance."""
    at, patterns = maximum.at, engine.patterns
    n, p = engine.design.n_subjects, len(engine.kept)
    moves, leverage, distance = np.empty((n, p)), np.empty(n), np.empty(n)
    # Blocks hold the patients of a pattern in the order of their codes.
    by_pattern = np.argsort(patterns.subject_pattern, kind="stable")
    ends = np.cumsum(patterns.counts)
    for index, block in enumerate(whitened_blocks(maximum.sigma, engine.standardised.rows, patterns)):
        subjects = by_pattern[ends[index] - patterns.counts[index] : ends[index]]
        x, residual = block[:, :, :-1], block @ at.residual_direction
        hat = x @ at.vcov @ x.transpose(0, 2, 1)
        left = np.eye(x.shape[1]) - hat
        alone = np.linalg.eigvalsh(left)[:, 0] < 1e-10
        left[alone] = np.eye(x.shape[1])
        score = np.einsum("nvp,nv->np", x, np.linalg.solve(left, residual[:, :, None])[:, :, 0])
        score[alone] = np.nan
        moves[subjects] = score @ at.vcov
        leverage[subjects] = np.trace(hat, axis1=1, axis2=2)
        distance[subjects] = np.einsum("np,np->n", score, score @ at.vcov) / p
    return engine.to_coefficient_moves(moves), leverage, distance


def _change(effect: Estimates, moves: Array, engine: Engine) -> dict[str, Any]:
    if effect.functions is None or len(effect) != 1:
        raise ModelError(f"name one effect, a single row of contrast(...); got {len(effect)} rows")
    change = -(moves @ effect.functions[0, engine.kept])
    return {"change": change, "change_in_std_errors": change / float(effect.frame["std_error"].iloc[0])}
