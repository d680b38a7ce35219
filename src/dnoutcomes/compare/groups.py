"""The groups within which arms are compared: causes as the models see them, or another factor known at time zero."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED, AnalysisData
from dnoutcomes.analysis_sums import Analysis, AnalysisSums
from dnoutcomes.clusters import named_clusters
from dnoutcomes.compare.populations import ALL_TOGETHER, POPULATION, population_labels
from dnoutcomes.errors import ModelError
from dnoutcomes.plan_against_data import AFTER_TIME_ZERO
from dnoutcomes.registry import did_you_mean


@dataclass(frozen=True, eq=False)
class Group:
    """Patients within whom the arms are compared.

    Attributes
    ----------
    column : str
        What makes the groups: "cause" where there are none.
    level : str or None
        Level of the column; None for everybody together.
    inside : pandas.Series of bool
        Which rows belong to the group.
    """

    column: str
    level: str | None
    inside: pd.Series

    @property
    def labels(self) -> dict[str, str | None]:
        """Labels of a row about the group: its level, or the population of everybody."""
        if self.level is None:
            return population_labels(self.column, ALL_TOGETHER)
        return {self.column: self.level, POPULATION: None}


def rows_at_visit(analysis: Analysis, by: str | None, visit: str) -> pd.DataFrame:
    """Return one row per patient for a visit, with the group that the patient belongs to.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums
        Of sums, rows stand for the `n_patients` who share what they say.
    by : str or None
        "cause", or another categorical column of `analysis.patients`.
    visit : str
        A planned visit.

    Returns
    -------
    pandas.DataFrame
        The rows of `analysis.visits`, scored or not, with `cause` as the models see it and a categorical column `by`,
        where a missing value is the level "not recorded".

    Raises
    ------
    ModelError
        `by` is unknown, numeric, the arm itself, or known only after time zero; for sums anything but the cause.
    """
    rows = analysis.visits[analysis.visits["visit"] == analysis.plan.visit(visit).name].reset_index(drop=True)
    rows = rows.assign(cause=rows["cause_modelled"]).drop(columns="cause_modelled")
    if by is None or by == "cause":
        return rows
    if isinstance(analysis, AnalysisSums):
        raise ModelError(
            f"groups by {by!r} need rows of patients: sums are kept by arm, cause, baseline and score. Read the file "
            "with engine='pandas', which takes about 1 KB of memory for each row of the file"
        )
    _check(analysis, by)
    values = analysis.patients.set_index("patient_id")[by]
    return rows.assign(**{by: _as_factor(values).reindex(rows["patient_id"]).array})


def clustered_rows(
    analysis: AnalysisData, rows: pd.DataFrame, by: str | None
) -> tuple[pd.DataFrame, str | None]:
    """Name the clusters of rows from `rows_at_visit` by their column: None without clusters, `by` where it's theirs."""
    if analysis.clusters is not None and by == analysis.clusters.column:
        return rows, by
    return named_clusters(rows, analysis.clusters, (*analysis.covariates, by))


def groups_of(rows: pd.DataFrame, by: str | None) -> list[Group]:
    """Mark the rows of each group: the levels of `by` in their order, then everybody together.

    Parameters
    ----------
    rows : pandas.DataFrame
        From `rows_at_visit`.
    by : str or None

    Returns
    -------
    list of Group
    """
    levels = [] if by is None else [Group(by, level, rows[by] == level) for level in rows[by].cat.categories]
    return [*levels, Group(by or "cause", None, pd.Series(True, index=rows.index))]


def _check(analysis: AnalysisData, by: str) -> None:
    if by == "arm":
        raise ModelError("arms are compared within groups of patients; `by` can't be the arm itself")
    if by in AFTER_TIME_ZERO:
        raise ModelError(
            f"{by!r} is known only after time zero; groups made from it select on what the arms did"
        )
    if by not in analysis.patients.columns:
        raise ModelError(
            f"no patient-level column {by!r} to compare by{did_you_mean(by, list(analysis.patients.columns))}"
        )
    column = analysis.patients[by]
    if pd.api.types.is_numeric_dtype(column) and not pd.api.types.is_bool_dtype(column):
        raise ModelError(
            f"{by!r} is a number; cut it into groups before the data are read, or compare by another column"
        )


def _as_factor(column: pd.Series) -> pd.Series:
    text = column.astype("object").where(column.notna(), NOT_RECORDED).astype(str)
    present = set(text)
    categorical = isinstance(column.dtype, pd.CategoricalDtype)
    in_order = (
        [str(level) for level in column.cat.categories] if categorical else sorted(present - {NOT_RECORDED})
    )
    levels = [level for level in in_order if level in present]
    levels += [NOT_RECORDED] if NOT_RECORDED in present and NOT_RECORDED not in levels else []
    return pd.Series(pd.Categorical(text, categories=levels), index=column.index)
