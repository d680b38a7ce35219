"""The result of an imputation, and how it becomes a table of estimates."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.strategies import MissingStrategy

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class Imputed:
    """What a method of imputation found, arrays of shape (m,).

    Attributes
    ----------
    estimate, std_error, df : array
        Effect of the treated arm at each visit, its standard error, and df (infinite for the normal distribution).
    means : array of shape (2, m)
        LS means of reference and treated.
    notes : tuple of str
        How the errors were found.
    details : dict
        Machine-readable facts: Monte Carlo error, number of samples.
    """

    estimate: Array
    std_error: Array
    df: Array
    means: Array
    notes: tuple[str, ...]
    details: dict[str, object]


def assumption_note(grid: ImputationGrid, strategy: MissingStrategy) -> str:
    """Say under which assumption how many scores were imputed."""
    return (
        f"Imputed under {strategy.words}: {grid.n_missing} of {grid.y.size} scores "
        f"of {len(grid.subjects)} patients."
    )


def as_estimates(
    grid: ImputationGrid,
    imputed: Imputed,
    visit: str,
    confidence_level: float,
    notes: tuple[str, ...],
    details: dict[str, object],
) -> Estimates:
    """Make a table of estimates of it: one row per visit, in the column called `visit`, referred to t with its df."""
    from scipy import stats

    half = stats.t.ppf(0.5 + confidence_level / 2, imputed.df) * imputed.std_error
    statistic = imputed.estimate / imputed.std_error
    columns = {
        visit: pd.Categorical(list(grid.visits), categories=list(grid.visits), ordered=True),
        "contrast": f"{grid.arms[1]} - {grid.arms[0]}",
        "estimate": imputed.estimate,
        "std_error": imputed.std_error,
        "df": imputed.df,
        "statistic": statistic,
        "p_value": 2 * stats.t.sf(np.abs(statistic), imputed.df),
        "conf_low": imputed.estimate - half,
        "conf_high": imputed.estimate + half,
        "n_subjects": float(len(grid.subjects)),
    }
    frame = pd.DataFrame(columns)[[visit, "contrast", *COLUMNS]]
    means = pd.DataFrame(imputed.means.T, columns=[str(level) for level in grid.arms]).assign(
        **{visit: list(grid.visits)}
    )
    return Estimates(
        frame,
        confidence_level=confidence_level,
        kind="difference after imputation",
        notes=notes,
        details=details | imputed.details | {"ls_means": means},
    )
