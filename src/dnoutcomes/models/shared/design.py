"""The design of a longitudinal model: rows used, outcome, coded covariates and what was learned from them."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.coded_rows import CodedRows, code_rows
from dnoutcomes.models.shared.coding import NO_FUNCTIONS, Coding, apply_side, learn_coding
from dnoutcomes.models.shared.equal_baseline import Baseline, read_baseline
from dnoutcomes.models.shared.expression import Function
from dnoutcomes.models.shared.formula import factor_variables, outcome_column, parse, variables_of
from dnoutcomes.models.shared.model_frame import read_model_frame
from dnoutcomes.models.shared.rank import constant_columns, estimability, independent_columns_by_block

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class ModelDesign:
    """What a formula makes of a frame, and how to make the same of another one.

    Attributes
    ----------
    formula : str
        As given.
    coding : Coding
        How covariates become columns; `matrix` applies it to new rows.
    covariates : array of shape (n, p), or CodedRows
        Coded covariates of the rows used, aliased columns included; of many rows, made when asked for.
    y : array of shape (n,)
        Outcome.
    frame : pandas.DataFrame
        The rows used, with their original index: variables of the formula (factors as categoricals without
        unused levels), subject, and the other columns asked for.
    subject : str
        Name of the subject column.
    subject_codes : array of shape (n,)
        Subject of each row, 0 to n_subjects - 1, in order of appearance.
    subject_labels : pandas.Index
        The subjects, in the order of their codes.
    factors : dict
        Categorical variable of the formula to its levels.
    numeric : dict
        Numeric variable of the formula to its mean over the rows used.
    left_out : dict
        Why rows were left out, to how many: "no outcome", "no baseline".
    baseline : Baseline or None
        The visit at which a factor makes no difference, for constrained longitudinal data analysis.
    """

    formula: str
    coding: Coding
    covariates: Array | CodedRows
    y: Array
    frame: pd.DataFrame
    subject: str
    subject_codes: NDArray[np.intp]
    subject_labels: pd.Index
    factors: dict[str, tuple[Any, ...]]
    numeric: dict[str, float]
    left_out: dict[str, int]
    baseline: Baseline | None = None

    @cached_property
    def x(self) -> Array:
        """All of `covariates`, kept from then on: what can do with some rows at a time calls `read`."""
        return self.read(slice(None))

    def read(self, which: NDArray[np.intp] | slice) -> Array:
        """Coded covariates of some of the rows, shape (k, p)."""
        coded = self.covariates
        return coded.rows(which) if isinstance(coded, CodedRows) else coded[which]

    @property
    def terms(self) -> tuple[str, ...]:
        """Names of the columns of `x`."""
        return self.coding.columns

    @property
    def outcome(self) -> str | None:
        """The column that is the outcome; None where the formula computes it."""
        return outcome_column(self.formula, frozenset(self.coding.functions))

    @property
    def has_rows(self) -> bool:
        """Whether `frame` holds rows of subjects, and not groups of them."""
        return True

    @property
    def n_observations(self) -> int:
        """Rows used."""
        return len(self.y)

    @property
    def n_subjects(self) -> int:
        """Subjects with at least one row used."""
        return len(self.subject_labels)

    def count_subjects(self, factors: list[str]) -> pd.Series:
        """Count the subjects with a row used at each combination of levels that occurs; indexed by them."""
        cells = self.frame[factors].astype(object).assign(_subject=self.subject_codes).drop_duplicates()
        return cells.value_counts(factors)

    def count_rows(self, factors: list[str]) -> pd.Series:
        """Count the rows used at each combination of levels that occurs; indexed by them."""
        return self.frame[factors].astype(object).value_counts()

    def constant_columns(self, estimated: NDArray[np.intp]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of some columns don't vary within any subject, and which don't vary at all."""
        coded = self.covariates
        column = coded.column if isinstance(coded, CodedRows) else coded.T.__getitem__
        return constant_columns(self.read, column, estimated, self.subject_codes)

    def independent_columns(self) -> NDArray[np.intp]:
        """Positions of the columns that earlier columns don't explain."""
        return independent_columns_by_block(self.read, len(self.y))

    def estimability(self, estimated: NDArray[np.intp]) -> Callable[[Array], NDArray[np.bool_]] | None:
        """Make the check of whether the rows determine linear functions; None where they determine all."""
        return None if len(estimated) == len(self.terms) else estimability(self.x, estimated)

    @property
    def left_out_note(self) -> str | None:
        """One sentence on the rows left out, or None."""
        if not self.left_out:
            return None
        reasons = ", ".join(f"{reason}: {count}" for reason, count in self.left_out.items())
        return f"{sum(self.left_out.values())} rows were left out ({reasons})."

    def matrix(self, frame: pd.DataFrame) -> Array:
        """Code new rows as the rows of the fit were coded.

        Parameters
        ----------
        frame : pandas.DataFrame
            Has every variable of the formula; an unknown level is an error.

        Returns
        -------
        array of shape (rows, p)
        """
        columns: dict[str, Any] = {}
        for name in [*self.factors, *self.numeric]:
            if name not in frame.columns:
                raise ModelError(f"the new rows have no column {name!r} of the formula {self.formula!r}")
            columns[name] = frame[name]
        for name, levels in self.factors.items():
            columns[name] = _known_levels(frame[name], name, levels)
            if not isinstance(self.frame[name].dtype, pd.CategoricalDtype):
                columns[name] = columns[name].astype(self.frame[name].dtype)
        coded = pd.DataFrame(columns, index=frame.index)
        return self.coding.matrix(coded if self.baseline is None else self.baseline.apply(coded))


def build_design(
    formula: str,
    data: pd.DataFrame,
    *,
    subject: str,
    columns: Iterable[str] = (),
    equal_at_first: tuple[str, str] | None = None,
    functions: Mapping[str, Function] | None = None,
) -> ModelDesign:
    """Read a formula against a frame.

    Parameters
    ----------
    formula : str
        A formulaic formula with one outcome, "change ~ baseline * visit + arm * visit".
    data : pandas.DataFrame
        One row per observation. Text and boolean columns are factors; the reference level of a factor is the
        first level of a categorical, else the first in sorted order. Levels that no used row has are dropped.
    subject : str
        Column that says whose row it is.
    columns : iterable of str
        Other columns the model needs (visit, weights, group). They must be complete.
    equal_at_first : tuple of str, optional
        A factor and the visit column: the factor makes no difference at the first visit.
    functions : mapping, optional
        Functions that the formula may call beside those it knows, by name.

    Returns
    -------
    ModelDesign

    Raises
    ------
    ModelError
        The formula holds something else than columns, arithmetic and the functions of `models.expression`, a column is
        missing or infinite, subject or another needed column has gaps, no row is complete, or the
        outcome doesn't vary.

    Notes
    -----
    Rows without an outcome or with a gap in a covariate are left out and counted in `left_out`.
    """
    own_functions = NO_FUNCTIONS if functions is None else dict(functions)
    parsed = parse(formula, frozenset(own_functions))
    outcome_variables, covariates = variables_of(parsed.lhs), variables_of(parsed.rhs)
    frame, left_out = read_model_frame(data, outcome_variables, covariates, [subject, *columns])
    coding = learn_coding(parsed, frame, own_functions)
    codes, labels = pd.factorize(frame[subject])
    factors = {name: _factor_levels(frame[name], name, coding) for name in covariates}
    levels_of = {name: levels for name, levels in factors.items() if levels is not None}
    numeric = {name: float(frame[name].mean()) for name, levels in factors.items() if levels is None}
    baseline = None if equal_at_first is None else read_baseline(*equal_at_first, formula, levels_of)
    return ModelDesign(
        formula,
        coding,
        code_rows(coding, frame if baseline is None else baseline.apply(frame)),
        _outcome(parsed, frame, formula, own_functions),
        frame,
        subject,
        codes,
        pd.Index(labels),
        levels_of,
        numeric,
        left_out,
        baseline,
    )


def _factor_levels(column: pd.Series, name: str, coding: Coding) -> tuple[Any, ...] | None:
    """Levels of a factor, whether it came as text or was wrapped in C() by the formula; None for a number."""
    if isinstance(column.dtype, pd.CategoricalDtype):
        return tuple(column.cat.categories.tolist())
    if coding.products is not None:
        return None
    coded = {expression: kind.value for expression, (kind, _) in coding.spec.encoder_state.items()}
    for factor in {factor for term in coding.spec.terms for factor in term.factors}:
        if coded.get(factor.expr) == "categorical" and name in factor_variables(factor):
            return tuple(sorted(column.unique().tolist()))
    return None


def _known_levels(column: pd.Series, name: str, levels: tuple[Any, ...]) -> pd.Series:
    strange = [value for value in column.unique() if value not in levels]
    if strange:
        raise ModelError(
            f"{name!r} has the level {strange[0]!r}, which the fit never saw; "
            f"known: {', '.join(map(str, levels))}"
        )
    return pd.Series(pd.Categorical(column, categories=list(levels)), index=column.index)


def _outcome(parsed: Any, frame: pd.DataFrame, formula: str, functions: Mapping[str, Function]) -> Array:
    (factor,) = next(iter(parsed.lhs)).factors
    name = str(factor.expr)
    if factor.eval_method.value == "lookup":
        if not pd.api.types.is_numeric_dtype(frame[name]) or pd.api.types.is_complex_dtype(frame[name]):
            raise ModelError(f"the outcome {name!r} isn't a real number (type {frame[name].dtype})")
        y: Array = frame[name].to_numpy(dtype=float)
    else:
        computed = apply_side(parsed.lhs, frame, functions)
        kinds = {kind.value for kind, _ in computed.model_spec.encoder_state.values()}
        if computed.shape[1] != 1 or "categorical" in kinds:
            raise ModelError(f"the outcome {name!r} of {formula!r} must be one number for each row")
        y = np.asarray(computed, dtype=float)[:, 0]
    undefined = int((~np.isfinite(y)).sum())
    if undefined:
        raise ModelError(f"the outcome of {formula!r} is infinite or undefined in {undefined} rows")
    if np.ptp(y) == 0:
        raise ModelError(f"the outcome {name!r} is {y[0]:g} in all {len(y)} rows; there is nothing to model")
    return y
