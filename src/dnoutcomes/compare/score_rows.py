"""Rows of patients as a propensity score needs them: covariates as recorded, gaps in sight."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData


def score_covariates(analysis: AnalysisData) -> list[str]:
    """Name the covariates of the score: baseline, cause where there are several, and the plan's."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    names = ["baseline", *(["cause"] if several else []), *analysis.covariates]
    return [name for name in dict.fromkeys(names) if name != "arm" and (several or name != "cause")]


def taken_by_score(analysis: AnalysisData) -> tuple[str, ...]:
    """Name the columns that a weighted comparison uses, so that clusters don't take the place of one of them."""
    return ("arm", "change", *score_covariates(analysis))


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
