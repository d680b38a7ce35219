"""Table one: who was in each arm at time zero, with standardised mean differences."""

from __future__ import annotations

import math

import numpy as np
import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED, AnalysisData


def table_one(analysis: AnalysisData, columns: list[str] | None = None) -> pd.DataFrame:
    """Describe both arms at time zero.

    Parameters
    ----------
    analysis : AnalysisData
    columns : list of str, optional
        Columns of `analysis.patients`. Default: baseline, cause, age, sex, duration_months, severity, nerve_status,
        site_id and the covariates, where the data have them.

    Returns
    -------
    pandas.DataFrame
        One row per characteristic and level: `characteristic`, `level` (empty for numbers), `kind` ("mean (SD)" or
        "n (%)"), then per arm `<arm>_n`, `<arm>_value` and `<arm>_spread` (mean and SD, or share of those recorded with
        NaN), and `smd`.

    Notes
    -----
    Standardised mean difference: (mean treated - mean reference) / sqrt((s1^2 + s0^2) / 2), with the sample variances
    of the two arms; for a level of a factor the means are shares and the variances p(1 - p). It is a size, not a test.
    """
    patients = analysis.patients
    usual = ["baseline", "cause", "age", "sex", "duration_months", "severity", "nerve_status", "site_id"]
    names = columns or [
        name for name in dict.fromkeys([*usual, *analysis.covariates]) if name in patients.columns
    ]
    rows = []
    for name in names:
        column = patients[name]
        numeric = pd.api.types.is_numeric_dtype(column) and column.dtype != "boolean"
        rows += _number_row(patients, name) if numeric else _level_rows(patients, name)
    return pd.DataFrame(rows)


def standardised_mean_difference(
    mean_treated: float, mean_reference: float, variance_treated: float, variance_reference: float
) -> float:
    """Difference of means in units of the root mean of the two variances; NaN where both variances are zero.

    Examples
    --------
    >>> round(standardised_mean_difference(6.0, 5.5, 4.0, 4.0), 3)
    0.25
    """
    spread = math.sqrt((variance_treated + variance_reference) / 2)
    return (mean_treated - mean_reference) / spread if spread > 0 else math.nan


def _number_row(patients: pd.DataFrame, name: str) -> list[dict[str, object]]:
    row: dict[str, object] = {"characteristic": name, "level": "", "kind": "mean (SD)"}
    moments = []
    for arm in patients["arm"].cat.categories:
        values = patients.loc[patients["arm"] == arm, name].dropna().astype("float64")
        row |= {f"{arm}_n": len(values), f"{arm}_value": values.mean(), f"{arm}_spread": values.std()}
        moments.append((values.mean(), values.var()))
    (mean_ref, var_ref), (mean_treated, var_treated) = moments
    return [row | {"smd": standardised_mean_difference(mean_treated, mean_ref, var_treated, var_ref)}]


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
        shares = []
        for arm in patients["arm"].cat.categories:
            inside = text[patients["arm"] == arm]
            share = float((inside == level).mean())
            row |= {f"{arm}_n": int((inside == level).sum()), f"{arm}_value": share, f"{arm}_spread": np.nan}
            shares.append(share)
        smd = standardised_mean_difference(
            shares[1], shares[0], shares[1] * (1 - shares[1]), shares[0] * (1 - shares[0])
        )
        rows.append(row | {"smd": smd})
    return rows
