"""Table one: who was in each arm at time zero, with standardised mean differences."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.analysis import NOT_RECORDED
from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.arm_balance import difference_of_counts, mean_and_sd
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.characteristic_counts import characteristic_counts

Row = dict[str, object]


def table_one(analysis: Analysis, columns: list[str] | None = None) -> pd.DataFrame:
    """Describe both arms at time zero.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        The same table from either.
    columns : list of str, optional
        Columns of `baseline_characteristics`. Default: all of them, that is everything recorded up to time zero,
        whether the comparison is adjusted for it or not.

    Returns
    -------
    pandas.DataFrame
        One row per characteristic and level: `characteristic`, `level` (empty for numbers), `kind` ("mean (SD)" or
        "n (%)"), then per arm `<arm>_n`, `<arm>_value` and `<arm>_spread` (mean and SD, or share of those recorded with
        NaN), `smd`, and `adjusted`: whether the plan's comparison takes the characteristic into account.

    Notes
    -----
    Patients are counted by arm and value first: mean = sum n x / N, sd = sqrt{sum n (x - mean)^2 / (N - 1)}.

    The standardised mean difference is that of `arm_balance.standardised_difference`, as in the balance of weighting:
    the mean (or share) of the treated minus that of the reference arm, per pooled SD. It is a size, not a test.
    """
    counts_of = characteristic_counts(analysis)
    adjusted = adjusted_characteristics(analysis)
    rows = []
    for name in columns or counts_of:
        counts = counts_of[name]
        numeric = pd.api.types.is_numeric_dtype(counts["value"].dtype)
        numeric = numeric and not pd.api.types.is_bool_dtype(counts["value"].dtype)
        of_column = [_number_row(counts)] if numeric else _level_rows(counts)
        rows += [{"characteristic": name, **row, "adjusted": name in adjusted} for row in of_column]
    return pd.DataFrame(rows)


@once
def adjusted_characteristics(analysis: Analysis) -> frozenset[str]:
    """Name what the plan's comparison takes into account: the baseline, cause where there are several, covariates."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    return frozenset({"baseline", *(["cause"] if several else []), *analysis.plan.covariates})


def _number_row(counts: pd.DataFrame) -> Row:
    recorded = counts[counts["value"].notna()]
    values, n = recorded["value"].to_numpy(dtype=float), recorded["n_patients"].to_numpy()
    row: Row = {"level": "", "kind": "mean (SD)"}
    for arm in counts["arm"].cat.categories:
        inside = (recorded["arm"] == arm).to_numpy()
        mean, sd = mean_and_sd(values[inside], n[inside])
        row |= {f"{arm}_n": int(n[inside].sum()), f"{arm}_value": mean, f"{arm}_spread": sd}
    both = recorded["arm"].nunique() == 2
    return row | {"smd": difference_of_counts(values, _treated(recorded), n) if both else math.nan}


def _level_rows(counts: pd.DataFrame) -> list[Row]:
    column, n = counts["value"], counts["n_patients"].to_numpy()
    text = column.astype("object").where(column.notna(), NOT_RECORDED).astype(str)
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    levels = (
        [str(level) for level in column.cat.categories] if categorical else sorted(set(text) - {NOT_RECORDED})
    )
    levels += [NOT_RECORDED] if NOT_RECORDED in set(text) and NOT_RECORDED not in levels else []
    rows = []
    for level in levels:
        row: Row = {"level": level, "kind": "n (%)"}
        inside = (text == level).to_numpy()
        for arm in counts["arm"].cat.categories:
            of_arm = (counts["arm"] == arm).to_numpy()
            n_inside, n_arm = int(n[of_arm & inside].sum()), int(n[of_arm].sum())
            row |= {f"{arm}_n": n_inside, f"{arm}_value": n_inside / n_arm, f"{arm}_spread": np.nan}
        rows.append(row | {"smd": difference_of_counts(inside.astype(float), _treated(counts), n)})
    return rows


def _treated(counts: pd.DataFrame) -> NDArray[np.bool_]:
    return np.asarray(counts["arm"] == counts["arm"].cat.categories[1], dtype=bool)
