"""Covariates as the columns of a design matrix, with every gap filled in sight."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import did_you_mean

Array = NDArray[np.float64]

CONSTANT = "constant"
MISSING = "missing"


@dataclass(frozen=True, eq=False)
class CovariateDesign:
    """A design matrix and what became of each covariate in it.

    Attributes
    ----------
    matrix : array of shape (n, p)
        A constant and the linearly independent columns after it.
    columns : tuple of str
        Names of the p columns: "constant", "age", "cause[diabetic]", "age[missing]".
    left_out : tuple of str
        Columns that are constant or follow from those before them.
    missing : dict of str to int
        Rows without a value, for each covariate that has such rows.
    profile : pandas.DataFrame with n rows
        What balance is judged on: columns (covariate, level); one for a number (level ""), one for each level
        of a category, including its first, and one for "missing".
    """

    matrix: Array
    columns: tuple[str, ...]
    left_out: tuple[str, ...]
    missing: dict[str, int]
    profile: pd.DataFrame

    @property
    def notes(self) -> tuple[str, ...]:
        """What a reader must know about missing values and columns left out."""
        notes = []
        if self.missing:
            counts = ", ".join(f"{name} ({count})" for name, count in self.missing.items())
            notes.append(f"Missing covariate values enter with an indicator: {counts}.")
        if self.left_out:
            notes.append(f"Left out as constant or implied by other columns: {', '.join(self.left_out)}.")
        return tuple(notes)


def covariate_design(
    data: pd.DataFrame, covariates: Sequence[str], *, known_apart: Sequence[str] = ()
) -> CovariateDesign:
    """Code covariates as columns of a design matrix.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient.
    covariates : sequence of str
        Names of columns, or formula terms in them such as "age:baseline" or "bs(age, 3)". Numbers and booleans
        enter as they are; everything else is a category coded against its first level.
    known_apart : sequence of str
        Columns that can't be covariates, such as the treatment and the outcome themselves.

    Returns
    -------
    CovariateDesign
        With one row per row of `data`.

    Raises
    ------
    ModelError
        If a term can't be evaluated, holds infinite values or uses a column of `known_apart`, or if `covariates` is
        one string.

    Notes
    -----
    A missing number becomes the mean of those observed, with an indicator column; a missing category becomes a level
    "missing". Terms are evaluated on the filled values.

    Examples
    --------
    >>> frame = pd.DataFrame({"age": [50.0, None, 70.0, 65.0], "sex": ["F", "M", "F", "M"]})
    >>> covariate_design(frame, ["age", "sex"]).columns
    ('constant', 'age', 'age[missing]', 'sex[M]')
    """
    if isinstance(covariates, str):
        raise ModelError(f"covariates must be a list of names, got the string {covariates!r}")
    columns = [name for name in dict.fromkeys(covariates) if name in data.columns]
    terms = [name for name in dict.fromkeys(covariates) if name not in data.columns]
    behind = [name for term in terms for name in _variables(term) if name in data.columns]
    _refuse_circular([*columns, *behind], known_apart)
    missing = {
        name: int(gaps) for name in dict.fromkeys([*columns, *behind]) if (gaps := data[name].isna().sum())
    }
    filled = data.assign(**{name: _fill(data[name]) for name in missing})
    profile: dict[tuple[str, str], Array] = {}
    coded: dict[str, Array] = {CONSTANT: np.ones(len(data))}
    for name in dict.fromkeys([*columns, *missing]):
        for level, values, enters in _code(data[name]):
            if name in columns or level == MISSING:
                profile[(name, level)] = values
                coded |= {f"{name}[{level}]" if level else name: values} if enters else {}
    for term in terms:
        for label, values in _evaluate(term, filled):
            profile[(label, "")] = coded[label] = values
    _refuse_infinite(coded)
    matrix = np.column_stack(list(coded.values()))
    keep = independent_columns(matrix)
    independent = tuple(name for name, stays in zip(coded, keep) if stays)
    left_out = tuple(name for name, stays in zip(coded, keep) if not stays)
    return CovariateDesign(matrix[:, keep], independent, left_out, missing, _profile(profile, data.index))


def independent_columns(matrix: Array) -> NDArray[np.bool_]:
    """Mark the columns that don't follow linearly from the columns before them.

    Examples
    --------
    >>> independent_columns(np.array([[1.0, 2.0, 5.0], [1.0, 2.0, 6.0], [1.0, 2.0, 8.0]])).tolist()
    [True, False, True]
    """
    keep = np.zeros(matrix.shape[1], dtype=bool)
    if len(matrix) >= matrix.shape[1]:
        # What a column has left after those before it is on the diagonal, as long as none of them followed from others.
        left_over = np.abs(np.diag(np.linalg.qr(matrix, mode="r")))
        if (left_over > 1e-9 * np.linalg.norm(matrix, axis=0)).all():
            return ~keep
    basis = np.empty((len(matrix), 0))
    for j, column in enumerate(matrix.T):
        size = np.linalg.norm(column)
        rest = column
        for _ in range(2):  # once more, as one pass leaves rounding errors of the size of the column
            rest = rest - basis @ (basis.T @ rest)
        left = np.linalg.norm(rest)
        if left > 1e-9 * size:
            keep[j] = True
            basis = np.column_stack([basis, rest / left])
    return keep


def _profile(columns: dict[tuple[str, str], Array], index: pd.Index) -> pd.DataFrame:
    values = np.column_stack(list(columns.values())) if columns else np.empty((len(index), 0))
    names = pd.MultiIndex.from_tuples(list(columns), names=["covariate", "level"])
    return pd.DataFrame(values, index=index, columns=names)


def _fill(values: pd.Series) -> pd.Series:
    if _is_number(values):
        return _numbers(values, _observed_mean(values))
    return values.astype(object).where(values.notna(), MISSING)


def _code(values: pd.Series) -> Iterator[tuple[str, Array, bool]]:
    """Yield (level, values, enters the model) for each column that a covariate stands for."""
    gaps = values.isna().to_numpy()
    if _is_number(values):
        yield "", _numbers(values, _observed_mean(values)).to_numpy(), True
        if gaps.any():
            yield MISSING, gaps.astype(float), True
        return
    category = values.astype("category").cat.remove_unused_categories()
    codes = category.cat.codes.to_numpy()
    for code, level in enumerate(category.cat.categories):
        yield str(level), (codes == code).astype(float), code > 0
    if gaps.any():
        yield MISSING, gaps.astype(float), True


def _is_number(values: pd.Series) -> bool:
    return bool(pd.api.types.is_numeric_dtype(values))


def _observed_mean(values: pd.Series) -> float:
    return 0.0 if values.isna().all() else float(values.astype("float64").mean())


def _numbers(values: pd.Series, gap: float) -> pd.Series:
    return values.astype("Float64").fillna(gap).astype(float)


def _variables(term: str) -> list[str]:
    from dnoutcomes.models.shared.formula import parse_terms, variables_of

    try:
        return variables_of(parse_terms(f"1 + {term}"))
    except ModelError as error:
        raise ModelError(f"covariate {term!r} is neither a column nor a formula term: {error}") from error


def _evaluate(term: str, filled: pd.DataFrame) -> Iterator[tuple[str, Array]]:
    from dnoutcomes.models.shared.coding import apply_side
    from dnoutcomes.models.shared.formula import parse_terms

    unknown = [name for name in _variables(term) if name not in filled.columns]
    if unknown:
        raise ModelError(
            f"covariate {term!r} is neither a column nor a term that can be evaluated"
            f"{did_you_mean(unknown[0], [str(name) for name in filled.columns])} There is no column {unknown[0]!r}"
        )
    columns = apply_side(parse_terms(f"1 + {term}"), filled).drop(columns="Intercept")
    for name in columns:
        yield str(name), columns[name].to_numpy(dtype=float)


def _refuse_circular(names: Sequence[str], known_apart: Sequence[str]) -> None:
    for name in names:
        if name in known_apart:
            raise ModelError(
                f"{name!r} is the treatment or the outcome and can't be a covariate too: adjusting for it would "
                "take away the effect that is asked for"
            )


def _refuse_infinite(coded: dict[str, Array]) -> None:
    for name, values in coded.items():
        count = int((~np.isfinite(values)).sum())
        if count:
            raise ModelError(f"covariate {name!r} has {count} infinite values; finite numbers are needed")
