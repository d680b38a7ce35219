"""Several reference-based strategies from one imputation model."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.missing.delta import delta_adjustment
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.imputed import as_estimates, assumption_note
from dnoutcomes.missing.left_out import RefitsWithout
from dnoutcomes.missing.reference_based import filled_with_means
from dnoutcomes.missing.strategies import MissingStrategy, strategy_of


def under_strategies(
    grid: ImputationGrid,
    strategies: Sequence[str | MissingStrategy],
    refits: RefitsWithout,
    *,
    visit: str,
    confidence_level: float = 0.95,
) -> dict[str, Estimates]:
    """Impute by conditional means under several strategies that share one imputation model.

    Parameters
    ----------
    grid : ImputationGrid
        Built without an event table, so that no strategy sets an observed score aside.
    strategies : sequence of str or MissingStrategy
        Entries of `STRATEGIES` by name, or strategies from outside; each for all patients.
    refits : RefitsWithout
        `refits_without(grid)`, the costly part, which is the same for all.
    visit : str
        Name of the column of visits in the result.
    confidence_level : float
        Coverage of intervals.

    Returns
    -------
    dict of str to Estimates
        By the code of each strategy the same as `reference_based`.

    Raises
    ------
    ModelError
        Scores were observed after an event, so that the imputation model depends on the strategy.
    """
    if (~np.isnan(grid.y) & (np.arange(grid.y.shape[1]) >= grid.start[:, None])).any():
        raise ModelError(
            "scores after an event make an imputation model for each strategy; use reference_based"
        )
    effects = {}
    for strategy in map(strategy_of, strategies):
        note = assumption_note(grid, strategy)
        under_strategy = replace(grid, strategy=np.full(len(grid.subjects), strategy, dtype=object))
        filled = filled_with_means(under_strategy, delta_adjustment(under_strategy, None, None), refits)
        details: dict[str, object] = {"strategy": strategy.code, "method": "conditional-mean"}
        effects[strategy.code] = as_estimates(
            under_strategy, filled, visit, confidence_level, (note, *filled.notes), details
        )
    return effects
