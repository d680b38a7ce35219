"""The effect after imputation without each patient or cluster in turn, and the error that follows from it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.missing.analysis_model import AnalysisWithout, analyse_visits
from dnoutcomes.missing.delta import DeltaAdjustment
from dnoutcomes.missing.filled_sums import FilledSums
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.imputation import conditional_mean
from dnoutcomes.missing.visit_reference import VisitReference
from dnoutcomes.models.leave_out import leave_out
from dnoutcomes.progress import Progress, counted

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Patients (clusters) left out at once, so that memory doesn't grow with their number.
AT_ONCE = 512


@dataclass(frozen=True, eq=False)
class RefitsWithout:
    """The imputation model without each of `grid.groups`, in their order.

    Attributes
    ----------
    coefficients : array of shape (G, p)
        Zero where aliased.
    sigma : array of shape (G, m, m)
        Residual covariance.
    """

    coefficients: Array
    sigma: Array


def refits_without(grid: ImputationGrid, progress: Progress | None = None) -> RefitsWithout:
    """Fit the imputation model without each of `grid.groups`.

    Patients without any score aren't in the model, which without them stays as it is.
    """
    coefficients = np.repeat(np.nan_to_num(grid.fit.inference.coefficients)[None], len(grid.groups), axis=0)
    sigma = np.repeat(grid.sigma[None], len(grid.groups), axis=0)
    fitted_groups = [grid.fitted_position[group][grid.fitted_position[group] >= 0] for group in grid.groups]
    again = leave_out(grid.fit, [group for group in fitted_groups if len(group)])
    for index, group in enumerate(counted(fitted_groups, len(fitted_groups), progress)):
        if len(group):
            refitted = next(again)
            coefficients[index], sigma[index] = refitted.coefficients, refitted.sigma[0]
    return RefitsWithout(coefficients, sigma)


def jackknife_effects(
    grid: ImputationGrid,
    adjust: DeltaAdjustment,
    refits: RefitsWithout | None = None,
    progress: Progress | None = None,
) -> Array:
    """Effects at each visit without each of `grid.groups` in turn, shape (G, m).

    Parameters
    ----------
    grid : ImputationGrid
    adjust : DeltaAdjustment
    refits : RefitsWithout, optional
        Those of `refits_without(grid)` where they're known already.
    progress : callable, optional
        Called with (done, total) after each refit.

    Notes
    -----
    The effect needs of the filled scores only their sums with the columns of the analysis. These are functions of the
    imputation model, from which the left-out patients' own are taken off; see `FilledSums` and `AnalysisWithout`. Where
    a strategy isn't linear, and for a patient (cluster) without whom the analysis loses a column or an arm, the grid is
    filled again.
    """
    refits = refits_without(grid, progress) if refits is None else refits
    n_groups, m = len(grid.groups), grid.y.shape[1]
    if not all(strategy.linear for strategy in dict.fromkeys(grid.strategy)):
        return np.array([effect_without(grid, adjust, refits, index) for index in range(n_groups)])
    effects = np.empty((n_groups, m))
    analysis = AnalysisWithout(grid.analysis)
    sums = FilledSums(grid, adjust, analysis.basis)
    for begin in range(0, n_groups, AT_ONCE):
        part = slice(begin, begin + AT_ONCE)
        groups, model = grid.groups[part], (refits.coefficients[part], refits.sigma[part])
        patients, of = _members(groups)
        effects[part], is_estimable = analysis.effects(
            groups, sums.totals(*model), sums.rows(patients, of, *model)
        )
        for index in begin + np.flatnonzero(~is_estimable):
            effects[index] = effect_without(grid, adjust, refits, index)
    return effects


def effect_without(
    grid: ImputationGrid, adjust: DeltaAdjustment, refits: RefitsWithout, index: int | np.intp
) -> Array:
    """Fill the grid under one of the refits and analyse it without its group: effects of shape (m,).

    Raises
    ------
    ModelError
        Only one arm is left, or fewer patients than coefficients.
    """
    filled = adjust(conditional_mean(grid, refits.coefficients[index], refits.sigma[index]))
    keep = np.ones(len(filled), dtype=bool)
    keep[grid.groups[index]] = False
    return analyse_visits(grid.analysis[keep], filled[keep]).effect


def _members(groups: Sequence[Codes]) -> tuple[Codes, Codes]:
    """All patients of some groups, and the number of the group of each."""
    return np.concatenate(groups), np.repeat(np.arange(len(groups)), [len(group) for group in groups])


def jackknife_error(whole: Array, effects: Array, reference: VisitReference, *, clustered: bool) -> Array:
    """Standard error from effects without each group, shapes (m,) and (G, m) to (m,).

    Notes
    -----
    sqrt((G - 1) / G sum (t_g - c)^2) with c the mean of the t_g; by cluster c is the whole effect, from which few
    clusters depart together, and the square is multiplied by the factor of the reference.
    """
    n = len(effects)
    centre = whole if clustered else effects.mean(axis=0)
    return np.asarray(np.sqrt((n - 1) / n * ((effects - centre) ** 2).sum(axis=0) * reference.factor))
