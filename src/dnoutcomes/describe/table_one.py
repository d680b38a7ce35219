"""Table one: who was in each arm at time zero, with standardised mean differences."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED, AnalysisData
from dnoutcomes.arm_balance import standardised_difference
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.baseline_characteristics import baseline_characteristics


def table_one(analysis: AnalysisData, columns: list[str] | None = None) -> pd.DataFrame:
    """Describe both arms at time zero.

    Parameters
    ----------
    analysis : AnalysisData
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
    The standardised mean difference is that of `arm_balance.standardised_difference`, as in the balance of weighting:
    the mean (or share) of the treated minus that of the reference arm, per pooled SD. It is a size, not a test.
    """
    characteristics = baseline_characteristics(analysis)
    patients = characteristics.assign(arm=analysis.patients["arm"])
    adjusted = adjusted_characteristics(analysis)
    rows = []
    for name in columns or characteristics.columns:
        column = patients[name]
        numeric = pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column)
        of_column = _number_row(patients, name) if numeric else _level_rows(patients, name)
        rows += [row | {"adjusted": name in adjusted} for row in of_column]
    return pd.DataFrame(rows)


@once
def adjusted_characteristics(analysis: AnalysisData) -> frozenset[str]:
    """Name what the plan's comparison takes into account: the baseline, cause where there are several, covariates."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    return frozenset({"baseline", *(["cause"] if several else []), *analysis.covariates})


def _number_row(patients: pd.DataFrame, name: str) -> list[dict[str, object]]:
    row: dict[str, object] = {"characteristic": name, "level": "", "kind": "mean (SD)"}
    recorded = patients[patients[name].notna()]
    numbers = recorded[name].astype("float64")
    for arm in patients["arm"].cat.categories:
        values = numbers[recorded["arm"] == arm]
        row |= {f"{arm}_n": len(values), f"{arm}_value": values.mean(), f"{arm}_spread": values.std()}
    both = recorded["arm"].nunique() == 2
    return [row | {"smd": _difference(numbers, recorded) if both else math.nan}]


def _difference(values: pd.Series, patients: pd.DataFrame) -> float:
    treated = patients["arm"] == patients["arm"].cat.categories[1]
    return standardised_difference(values.to_numpy(dtype=float), treated.to_numpy(dtype=float))


def _level_rows(patients: pd.DataFrame, name: str) -> list[dict[str, object]]:
    column = patients[name]
    text = column.astype("object").where(column.notna(), NOT_RECORDED).astype(str)
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    levels = (
        [str(level) for level in column.cat.categories] if categorical else sorted(set(text) - {NOT_RECORDED})
    )
    levels += [NOT_RECORDED] if NOT_RECORDED in set(text) and NOT_RECORDED not in levels else []
    rows = []
    for level in levels:
        row: dict[str, object] = {"characteristic": name, "level": level, "kind": "n (%)"}
        for arm in patients["arm"].cat.categories:
            inside = text[patients["arm"] == arm] == level
            row |= {
                f"{arm}_n": int(inside.sum()),
                f"{arm}_value": float(inside.mean()),
                f"{arm}_spread": np.nan,
            }
        rows.append(row | {"smd": _difference(text == level, patients)})
    return rows
