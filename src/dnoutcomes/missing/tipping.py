"""Tipping point: how much worse the missing scores would have to be before the conclusion changes."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.analysis_model import AnalysisWithout, analyse_visits
from dnoutcomes.missing.delta import delta_adjustment
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.left_out import RefitsWithout, jackknife_effects, jackknife_error
from dnoutcomes.missing.reference_based import whole_effects
from dnoutcomes.missing.visit_reference import VisitReference, visit_reference

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class TippingGrid:
    """The effect at one visit for every pair of changes to the imputed scores of both arms.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per pair: delta_treated, delta_reference, estimate, std_error, df, p_value, conf_low,
        conf_high.
    visit : object
        The visit.
    contrast : str
        Such as "needling - standard".
    confidence_level : float
        Coverage of the intervals.
    n_missing : dict
        Arm to the number of imputed scores at the visit.
    """

    frame: pd.DataFrame
    visit: object
    contrast: str
    confidence_level: float
    n_missing: dict[object, int]

    @property
    def undecided(self) -> pd.Series:
        """Whether the interval of each pair holds zero."""
        return (self.frame["conf_low"] <= 0) & (self.frame["conf_high"] >= 0)

    @property
    def tipping_delta(self) -> float:
        """Smallest worsening of the treated arm that reaches zero; NaN where none does or no score is missing."""
        line = self.frame[self.frame["delta_reference"] == 0].assign(undecided=self.undecided)
        worsening = line["delta_treated"].abs()
        # A step may jump over zero: then the interval reached it on the way.
        side = np.sign(line.loc[worsening == 0, "estimate"].iloc[0])
        reached = line["undecided"] | (np.sign(line["estimate"]) == -side)
        if not sum(self.n_missing.values()) or not reached.any():
            return float("nan")
        return 0.0 if line.loc[worsening == 0, "undecided"].all() else float(worsening[reached].min())


def tipping_grid(
    grid: ImputationGrid,
    at: object,
    deltas_treated: Sequence[float],
    deltas_reference: Sequence[float] = (0.0,),
    confidence_level: float = 0.95,
    refits: RefitsWithout | None = None,
) -> TippingGrid:
    """Compute the effect at a visit over a grid of changes to imputed scores.

    Parameters
    ----------
    grid : ImputationGrid
        From `build_grid`; its strategy is the starting assumption.
    at : object
        The visit, one of the grid's.
    deltas_treated, deltas_reference : sequences of float
        Points added to imputed scores of each arm.
    confidence_level : float
        Coverage of intervals.
    refits : RefitsWithout, optional
        Those of `refits_without(grid)` where they're known already.

    Returns
    -------
    TippingGrid

    Raises
    ------
    ModelError
        A visit that the grid doesn't have.

    Notes
    -----
    Conditional mean imputation with jackknife errors. The effect and each of its leave-one-out values are linear in the
    two deltas, so that the imputation model is refitted once per patient (cluster) for the whole grid.
    """
    if at not in grid.visits:
        raise ModelError(f"no visit {at!r}; visits: {', '.join(map(str, grid.visits))}")
    position = grid.visits.index(at)
    nothing = delta_adjustment(grid, None, None)
    # Effects with nothing added: of everybody, and without each patient or cluster, shape (G,).
    start = (
        whole_effects(grid, nothing).effect[position],
        jackknife_effects(grid, nothing, refits)[:, position],
    )
    slopes = [_slope(grid, position, treated=treated) for treated in (True, False)]
    everywhere = visit_reference(grid, left_out=True)
    reference = VisitReference(everywhere.df[[position]], everywhere.factor[[position]], ())
    clustered = grid.clusters is not None
    rows = [
        {"delta_treated": treated, "delta_reference": untreated}
        | _effect(start, slopes, (treated, untreated), reference, confidence_level, clustered=clustered)
        for treated in deltas_treated
        for untreated in deltas_reference
    ]
    missing = np.isnan(grid.y[:, position])
    counts = {grid.arms[1]: int(missing[grid.treated].sum()), grid.arms[0]: int(missing[~grid.treated].sum())}
    contrast = f"{grid.arms[1]} - {grid.arms[0]}"
    return TippingGrid(pd.DataFrame(rows), at, contrast, confidence_level, counts)


def _slope(grid: ImputationGrid, position: int, *, treated: bool) -> tuple[float, Array]:
    """Change of the effect, whole and without each patient (cluster), per point added to the arm's imputed scores."""
    # 1 where a point is added. The analysis is linear, so that its effect on this column is the slope.
    touched = (np.isnan(grid.y[:, position]) & (grid.treated == treated)).astype(float)[:, None]
    whole = float(analyse_visits(grid.analysis, touched).effect[0])
    analysis = AnalysisWithout(grid.analysis)
    totals = np.repeat((analysis.basis.T @ touched)[None], len(grid.groups), axis=0)
    without, is_estimable = analysis.effects(grid.groups, totals, touched[np.concatenate(grid.groups)])
    for index in np.flatnonzero(~is_estimable):
        keep = np.setdiff1d(np.arange(len(touched)), grid.groups[index])
        without[index] = analyse_visits(grid.analysis[keep], touched[keep]).effect
    return whole, without[:, 0]


def _effect(
    start: tuple[float, Array],
    slopes: list[tuple[float, Array]],
    deltas: tuple[float, float],
    reference: VisitReference,
    level: float,
    *,
    clustered: bool,
) -> dict[str, float]:
    from scipy import stats

    estimate = float(start[0] + sum(delta * slope[0] for delta, slope in zip(deltas, slopes)))
    # Every leave-one-out effect moves along its own line; their spread is the error at this pair of deltas.
    without = start[1] + sum(delta * slope[1] for delta, slope in zip(deltas, slopes))
    errors = jackknife_error(np.array([estimate]), without[:, None], reference, clustered=clustered)
    error, df = float(errors[0]), float(reference.df[0])
    half = float(stats.t.ppf(0.5 + level / 2, df)) * error
    return {
        "estimate": estimate,
        "std_error": error,
        "df": df,
        "p_value": float(2 * stats.t.sf(abs(estimate / error), df)),
        "conf_low": estimate - half,
        "conf_high": estimate + half,
    }
