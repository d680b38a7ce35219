"""Rows of patients as a propensity score needs them: covariates as recorded, gaps in sight, and who shares errors."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.derive import derive_day
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import did_you_mean


def score_covariates(analysis: AnalysisData) -> list[str]:
    """Name the covariates of the score: baseline, cause where there are several, and the plan's."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    names = ["baseline", *(["cause"] if several else []), *analysis.covariates]
    return [name for name in dict.fromkeys(names) if name != "arm" and (several or name != "cause")]


def with_recorded_covariates(analysis: AnalysisData, rows: pd.DataFrame) -> pd.DataFrame:
    """Return rows of patients with cause as the models see it, and gaps where a covariate wasn't recorded."""
    rows = rows.assign(cause=rows["cause_modelled"])
    gaps = analysis.gaps.set_axis(analysis.patients["patient_id"], axis=0).reindex(rows["patient_id"])
    numbers = [
        name
        for name in gaps.columns
        if pd.api.types.is_numeric_dtype(rows[name]) and not pd.api.types.is_bool_dtype(rows[name])
    ]
    return rows.assign(**{name: rows[name].mask(gaps[name].to_numpy()) for name in numbers})


def comparison_rows(analysis: AnalysisData, visit: str) -> pd.DataFrame:
    """Return one row per patient at a visit, scored or not, with covariates as recorded."""
    rows = analysis.visits[analysis.visits["visit"] == visit].reset_index(drop=True)
    return with_recorded_covariates(analysis, rows)


def first_cluster(analysis: AnalysisData, column: str) -> pd.Series:
    """Return each patient's first value of a column of the records after time zero, indexed by `patient_id`.

    Raises
    ------
    ModelError
        The records have no such column.
    """
    records = analysis.outcomes.records
    if column not in records.columns:
        known = [str(name) for name in records.columns]
        raise ModelError(f"the records have no column {column!r} to cluster by{did_you_mean(column, known)}")
    days = derive_day(records)
    after = days[(days["day"] > analysis.plan.baseline.last) & days[column].notna()].sort_values(
        "day", kind="stable"
    )
    return after.groupby("patient_id")[column].first()
