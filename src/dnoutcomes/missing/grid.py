"""The rectangle of patients by visits that imputation fills."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.clusters import patient_clusters
from dnoutcomes.missing.strategies import MissingStrategy, strategy_of
from dnoutcomes.models import mmrm
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.fit import MixedModelFit
from dnoutcomes.models.shared.formula import parse, parse_terms, variables_of, written_name

Array = NDArray[np.float64]
Codes = NDArray[np.intp]


@dataclass(frozen=True, eq=False)
class ImputationGrid:
    """Patients by visits, what was observed, and what the models need to know of each patient.

    Attributes
    ----------
    subjects : pandas.Index
        The N patients.
    visits : tuple
        The m visits in order.
    arms : tuple
        (reference, treated).
    y : array of shape (N, m)
        Scores that the analysis uses as they are; NaN where they are imputed.
    usable : array of bool, shape (N, m)
        Scores that the imputation model may learn from: not those after an event with a reference-based strategy.
    start : array of int, shape (N,)
        First visit after the intercurrent event; m for none.
    strategy : array of MissingStrategy, shape (N,)
        Strategy of each patient.
    treated : array of bool, shape (N,)
        Whether the patient is in the treated arm.
    assigned, reference : arrays of shape (N, m, p)
        Design of the imputation model in the arm that the patient is in, and as if in the reference arm.
    analysis : array of shape (N, k)
        Design of the analysis at each visit: intercept, treated, covariates.
    fit : MixedModelFit
        The imputation model.
    fitted_position : array of int, shape (N,)
        Position of the patient among the patients of the fit; -1 for one without any score.
    clusters : array of int, shape (N,), or None
        Cluster of each patient from 0 on, one alone without any; None where patients are by themselves.
    """

    subjects: pd.Index
    visits: tuple[object, ...]
    arms: tuple[object, object]
    y: Array
    usable: NDArray[np.bool_]
    start: Codes
    strategy: NDArray[np.object_]
    treated: NDArray[np.bool_]
    assigned: Array
    reference: Array
    analysis: Array
    fit: MixedModelFit
    fitted_position: Codes
    clusters: Codes | None = None

    @property
    def n_missing(self) -> int:
        """Scores to be imputed."""
        return int(np.isnan(self.y).sum())

    @property
    def sigma(self) -> Array:
        """Residual covariance of the imputation model, shape (m, m)."""
        covariance = self.fit.covariance
        assert isinstance(covariance, pd.DataFrame)
        return np.asarray(covariance, dtype=float)

    @cached_property
    def patterns(self) -> list[tuple[Codes, Codes]]:
        """Patients with the same usable visits, and these visits."""
        seen, inverse = np.unique(self.usable, axis=0, return_inverse=True)
        return [(np.flatnonzero(inverse.ravel() == i), np.flatnonzero(row)) for i, row in enumerate(seen)]

    @cached_property
    def groups(self) -> list[Codes]:
        """Patients of each cluster, or each patient alone."""
        codes = np.arange(len(self.y)) if self.clusters is None else self.clusters
        return np.split(np.argsort(codes, kind="stable"), np.cumsum(np.bincount(codes))[:-1])


def build_grid(
    data: pd.DataFrame,
    *,
    outcome: str,
    subject: str,
    visit: str,
    arm: str,
    reference_arm: object,
    covariates: Sequence[str],
    strategy: str | MissingStrategy,
    analysis_covariates: Sequence[str] | None,
    events: pd.DataFrame | None,
    cluster: str | None = None,
) -> ImputationGrid:
    """Lay out the data, find the events, and fit the imputation model.

    Raises
    ------
    ModelError
        A covariate that is missing or changes within a patient, an arm that isn't there, more than two arms, a strategy
        that isn't known, or a model that can't be fitted.

    Notes
    -----
    A visit at which nobody has a score can't be imputed and isn't among the visits of the grid.
    """
    strategy = strategy_of(strategy)
    _refuse_text(covariates, analysis_covariates)
    _require_columns(data, [outcome, subject, visit, arm])
    arms = _two_arms(data, arm, reference_arm)
    crossed = f"{written_name(arm)} * {written_name(visit)}"
    formula = f"{written_name(outcome)} ~ {' + '.join([crossed, *covariates])}"
    names = [name for name in variables_of(parse(formula).rhs) if name != visit]
    others = [written_name(name) for name in names if name != arm]
    main = list(analysis_covariates) if analysis_covariates is not None else others
    adjusted = variables_of(parse_terms(" + ".join(["1", *main])))
    patients = _one_row_each(data, subject, list(dict.fromkeys([*names, arm, *adjusted])))
    planned, visits = _visits(data, visit), _visits(data[data[outcome].notna()], visit)
    whole, data = data, data[data[visit].isin(visits)]
    y = _pivot(data, outcome, subject, visit, patients.index, visits)
    start, strategies = _events(y, patients.index, (planned, visits), events, strategy, subject, visit)
    after = np.arange(len(visits)) >= start[:, None]
    learns = np.array([each.learns_after_event for each in strategies], dtype=bool)
    # A score after an event is analysed as it is, but tells nothing of what is assumed to follow the event.
    usable = ~np.isnan(y) & ~(after & ~learns[:, None])
    long = _long(patients, subject, visit, visits, arm, arms)
    # Fitted to usable scores only, with rows for all patients and visits in their order.
    fit = mmrm(
        formula, long.assign(**{outcome: np.where(usable, y, np.nan).ravel()}), subject=subject, visit=visit
    )
    shape = (len(patients), len(visits), -1)
    as_reference = long.assign(**{arm: pd.Categorical([arms[0]] * len(long), categories=list(arms))})
    position = fit.design.subject_labels.get_indexer(patients.index)
    return ImputationGrid(
        patients.index,
        visits,
        arms,
        y,
        usable,
        start,
        strategies,
        (patients[arm] == arms[1]).to_numpy(),
        fit.design.matrix(long).reshape(shape),
        fit.design.matrix(as_reference).reshape(shape),
        _analysis_design(patients, arm, arms, main, subject),
        fit,
        position,
        patient_clusters(whole, subject, cluster, patients, arm),
    )


def _require_columns(data: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        if name not in data.columns:
            raise ModelError(
                f"the data have no column {name!r}; columns: {', '.join(map(str, data.columns))}"
            )


def _two_arms(data: pd.DataFrame, arm: str, reference_arm: object) -> tuple[object, object]:
    there = sorted(data[arm].dropna().unique(), key=str)
    others = [level for level in there if level != reference_arm]
    if reference_arm not in there or len(others) != 1:
        raise ModelError(
            f"reference-based imputation needs the reference arm {reference_arm!r} and one other in {arm!r}; "
            f"the data have {there}"
        )
    return reference_arm, others[0]


def _one_row_each(data: pd.DataFrame, subject: str, names: list[str]) -> pd.DataFrame:
    _require_columns(data, names)
    grouped = data.groupby(subject, sort=True, observed=True)[names]
    changing = grouped.nunique(dropna=True).gt(1).any()
    if changing.any():
        raise ModelError(
            f"covariate {changing.idxmax()!r} changes within a patient; only what is known at the start counts"
        )
    patients = grouped.first()
    gaps = patients.isna().any()
    if gaps.any():
        n = int(patients[gaps.idxmax()].isna().sum())
        raise ModelError(
            f"covariate {gaps.idxmax()!r} is missing in {n} patients; fill it before imputing the outcome"
        )
    return patients


def _visits(data: pd.DataFrame, visit: str) -> tuple[object, ...]:
    column = data[visit]
    levels = (
        column.cat.categories if isinstance(column.dtype, pd.CategoricalDtype) else sorted(column.unique())
    )
    present = set(column.unique())
    return tuple(level for level in levels if level in present)


def _pivot(
    data: pd.DataFrame, outcome: str, subject: str, visit: str, subjects: pd.Index, visits: tuple[object, ...]
) -> Array:
    twice = data.duplicated([subject, visit])
    if twice.any():
        raise ModelError(
            f"{int(twice.sum())} rows repeat a patient and visit, first at row {data.index[twice][0]!r}"
        )
    y = np.full((len(subjects), len(visits)), np.nan)
    y[subjects.get_indexer(data[subject]), pd.Index(visits).get_indexer(data[visit])] = data[
        outcome
    ].to_numpy(float)
    if np.isinf(y).any():
        raise ModelError(f"the outcome {outcome!r} has infinite values")
    return y


def _refuse_text(covariates: Sequence[str], analysis_covariates: Sequence[str] | None) -> None:
    for name, given in (("covariates", covariates), ("analysis_covariates", analysis_covariates)):
        if isinstance(given, str):
            raise ModelError(f"{name} must be a list of terms, got the string {given!r}")


def _events(
    y: Array,
    subjects: pd.Index,
    visits: tuple[tuple[object, ...], tuple[object, ...]],
    events: pd.DataFrame | None,
    strategy: MissingStrategy,
    subject: str,
    visit: str,
) -> tuple[Codes, NDArray[np.object_]]:
    """Start of each patient's event and its strategy: from the table, else the first visit after the last score."""
    seen = ~np.isnan(y)
    m = y.shape[1]
    start = np.where(seen.any(axis=1), m - np.argmax(seen[:, ::-1], axis=1), 0).astype(np.intp)
    strategies = np.full(len(y), strategy, dtype=object)
    if events is None:
        return start, strategies
    absent = [name for name in (subject, visit) if name not in events.columns]
    if absent:
        raise ModelError(
            f"the event table needs the columns {subject!r} and {visit!r}; it has no {absent[0]!r}"
        )
    if events[subject].duplicated().any():
        raise ModelError(f"the event table has several rows for one {subject}; keep the event that counts")
    who = subjects.get_indexer(events[subject])
    planned, seen_at_all = visits
    # An event at a visit without any score begins at the next one that has some.
    positions = {level: sum(other in seen_at_all for other in planned[:i]) for i, level in enumerate(planned)}
    if (who < 0).any() or not events[visit].isin(positions).all():
        raise ModelError(f"the event table names a {subject} or {visit} that the data don't have")
    start[who] = [positions[level] for level in events[visit]]
    if "strategy" in events.columns:
        strategies[who] = [strategy_of(given) for given in events["strategy"]]
    return start, strategies


def _long(
    patients: pd.DataFrame,
    subject: str,
    visit: str,
    visits: tuple[object, ...],
    arm: str,
    arms: tuple[object, object],
) -> pd.DataFrame:
    """One row per patient and visit, patients in order and visits within them."""
    long = patients.loc[patients.index.repeat(len(visits))].reset_index()
    long[visit] = pd.Categorical(list(visits) * len(patients), categories=list(visits))
    long[arm] = pd.Categorical(long[arm], categories=list(arms))
    return long


def _analysis_design(
    patients: pd.DataFrame, arm: str, arms: tuple[object, object], covariates: list[str], subject: str
) -> Array:
    """Intercept, treated, covariates; one row per patient."""
    treated = (patients[arm] == arms[1]).astype(float).to_numpy()
    if not covariates:
        return np.column_stack([np.ones(len(patients)), treated])
    # The outcome only gives the formula a left side; any column that varies will do.
    frame = patients.reset_index().assign(_row=np.arange(len(patients), dtype=float))
    design = build_design("_row ~ " + " + ".join(covariates), frame, subject=subject)
    return np.column_stack([design.x[:, :1], treated, design.x[:, 1:]])
