"""Changes to imputed scores before the analysis, by arm: a factor, then points added."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.grid import ImputationGrid

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class DeltaAdjustment:
    """What multiplies the imputed scores of each patient and what is then added; observed scores stay.

    Attributes
    ----------
    times, shift : arrays of shape (N, 1)
    missing : array of bool, shape (N, m)
        Which scores are imputed.
    """

    times: Array
    shift: Array
    missing: NDArray[np.bool_]

    def __call__(self, filled: Array) -> Array:
        """Change the imputed scores of a filled grid, shape (N, m)."""
        return np.where(self.missing, self.times * filled + self.shift, filled)


def delta_adjustment(
    grid: ImputationGrid, delta: Mapping[object, float] | None, factor: Mapping[object, float] | None
) -> DeltaAdjustment:
    """Spread what is given by arm over the patients; an arm without it keeps its imputed scores.

    Raises
    ------
    ModelError
        Something other than a mapping, or an arm that isn't there.
    """
    return DeltaAdjustment(_by_patient(grid, factor, 1.0), _by_patient(grid, delta, 0.0), np.isnan(grid.y))


def _by_patient(grid: ImputationGrid, amounts: Mapping[object, float] | None, neutral: float) -> Array:
    """Amounts given by arm, for each patient, shape (N, 1); `neutral` where an arm has none."""
    if amounts is not None and not isinstance(amounts, Mapping):
        raise ModelError(
            f"delta is given by arm, such as {{{grid.arms[1]!r}: {amounts!r}}}; got {amounts!r} alone"
        )
    amounts = dict(amounts or {})
    unknown = [level for level in amounts if level not in grid.arms]
    if unknown:
        raise ModelError(f"delta names the arm {unknown[0]!r}; the arms are {list(grid.arms)}")
    reference, treated = (float(amounts.get(level, neutral)) for level in grid.arms)
    return np.where(grid.treated, treated, reference)[:, None]


def delta_notes(
    delta: Mapping[object, float] | None, factor: Mapping[object, float] | None
) -> tuple[str, ...]:
    """Say what was added to and what multiplied the imputed scores."""
    added = [f"{amount:+g} in {arm}" for arm, amount in (delta or {}).items()]
    times = [f"times {amount:g} in {arm}" for arm, amount in (factor or {}).items()]
    return (
        (f"Imputed scores changed before the analysis: {', '.join([*times, *added])}.",)
        if added or times
        else ()
    )
