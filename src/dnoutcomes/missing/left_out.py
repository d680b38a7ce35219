"""The effect after imputation without each patient or cluster in turn, and the error that follows from it."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.missing.analysis_model import analyse_visits
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.imputation import conditional_mean
from dnoutcomes.missing.visit_reference import VisitReference
from dnoutcomes.models.leave_out import leave_out
from dnoutcomes.models.shared.refitted import Refitted
from dnoutcomes.progress import Progress, counted

Array = NDArray[np.float64]


def refits_without(grid: ImputationGrid) -> Iterator[Refitted]:
    """Fit the imputation model without each of `grid.groups` that it learned from, in their order."""
    places = [grid.place[group][grid.place[group] >= 0] for group in grid.groups]
    return leave_out(grid.fit, [group for group in places if len(group)])


def jackknife_effects(
    grid: ImputationGrid,
    adjust: Callable[[Array], Array],
    refits: Sequence[Refitted] | None = None,
    progress: Progress | None = None,
) -> Array:
    """Effects at each visit without each of `grid.groups` in turn, shape (G, m).

    `refits` are those of `refits_without(grid)` where they're known already.
    """
    coefficients = np.nan_to_num(grid.fit.inference.coefficients)
    unchanged = adjust(conditional_mean(grid, coefficients, grid.sigma))
    again = iter(refits_without(grid) if refits is None else refits)
    effects = np.empty((len(grid.groups), grid.y.shape[1]))
    keep = np.ones(len(grid.subjects), dtype=bool)
    for index, group in enumerate(counted(grid.groups, len(grid.groups), progress)):
        filled = unchanged
        # Patients without any score aren't in the imputation model, which therefore stays as it is.
        if (grid.place[group] >= 0).any():
            refitted = next(again)
            filled = adjust(conditional_mean(grid, refitted.coefficients, refitted.sigma[0]))
        keep[group] = False
        effects[index] = analyse_visits(grid.analysis[keep], filled[keep]).effect
        keep[group] = True
    return effects


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
