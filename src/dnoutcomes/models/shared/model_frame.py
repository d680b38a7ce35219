"""The rows and columns a model uses: complete, finite, text as factors."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import did_you_mean

Mask = NDArray[np.bool_]


def read_model_frame(
    data: pd.DataFrame, outcome: Sequence[str], covariates: Sequence[str], needed: Sequence[str]
) -> tuple[pd.DataFrame, dict[str, int]]:
    """Take the columns a model uses, at the rows it can use.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per observation.
    outcome, covariates : sequences of str
        Variables of the two sides of the formula. A row with a gap in one of them is left out and counted.
    needed : sequence of str
        Other columns (subject, visit, weights), in which a gap is an error.

    Returns
    -------
    (pandas.DataFrame, dict)
        The rows used with their index, covariates of text and booleans as categoricals without unused levels; and why
        rows were left out, to how many.

    Raises
    ------
    ModelError
        The data are no DataFrame, a column is missing, given twice or infinite, a needed one has gaps, or no row is
        complete.
    """
    if not isinstance(data, pd.DataFrame):
        raise ModelError(
            f"the data must be a pandas DataFrame with one row per observation, not a {type(data).__name__}"
        )
    names = list(dict.fromkeys([*covariates, *outcome, *needed]))
    _require_columns(data, names)
    used, left_out = _complete_rows(data, outcome, covariates)
    whole = bool(used.all())
    _require_complete(data, used, [name for name in names if name in needed])
    index = data.index if whole else data.index[used]
    columns = {}
    for name in names:
        values = data[name].array if whole else data[name].array[used]
        columns[name] = _usable(values, name, index, covariate=name in covariates)
    if set(index.names) & set(columns):
        # pandas can't tell a column from an index of the same name.
        index = index.set_names([None] * index.nlevels)
    return pd.DataFrame(columns, index=index), left_out


def _require_columns(data: pd.DataFrame, names: list[str]) -> None:
    for name in names:
        if name not in data.columns:
            there = [str(column) for column in data.columns]
            raise ModelError(
                f"the data have no column {name!r}{did_you_mean(name, there)} Columns: {', '.join(there)}"
            )
        if isinstance(data[name], pd.DataFrame):
            raise ModelError(f"the data have more than one column {name!r}; rename or drop all but one")


def _complete_rows(
    data: pd.DataFrame, outcome: Sequence[str], covariates: Sequence[str]
) -> tuple[Mask, dict[str, int]]:
    """Find the rows with an outcome and all covariates, and count the others by the first reason."""
    used = np.ones(len(data), dtype=bool)
    left_out: dict[str, int] = {}
    reasons = dict.fromkeys(outcome, "no outcome") | {
        name: f"no {name}" for name in covariates if name not in outcome
    }
    for name, reason in reasons.items():
        gap = np.asarray(data[name].isna()) & used
        count = int(np.count_nonzero(gap))
        if count:
            left_out[reason] = left_out.get(reason, 0) + count
            used &= ~gap
    if not used.any():
        counts = ", ".join(f"{reason}: {count}" for reason, count in left_out.items())
        raise ModelError(f"no row has the outcome and every covariate ({len(data)} rows; {counts})")
    return used, left_out


def _require_complete(data: pd.DataFrame, used: Mask, names: list[str]) -> None:
    for name in names:
        gap = np.asarray(data[name].isna()) & used
        if gap.any():
            raise ModelError(
                f"column {name!r} is empty in {int(gap.sum())} rows with an outcome, first at "
                f"row {data.index[int(np.argmax(gap))]}; fill it or leave these rows out"
            )


def _usable(values: Any, name: str, index: pd.Index, *, covariate: bool) -> Any:
    """Make text and booleans categorical, drop unused levels, refuse what can't be a covariate."""
    if pd.api.types.is_object_dtype(values.dtype):
        values = pd.Series(np.asarray(values)).infer_objects().array
    dtype = values.dtype
    if isinstance(dtype, pd.CategoricalDtype):
        present = np.bincount(values.codes, minlength=len(dtype.categories))
        return values.remove_unused_categories() if covariate and not present.all() else values
    if pd.api.types.is_datetime64_any_dtype(dtype) or pd.api.types.is_timedelta64_dtype(dtype):
        if covariate:
            raise ModelError(
                f"column {name!r} holds dates or durations; turn it into days or weeks since a start"
            )
        return values
    if pd.api.types.is_numeric_dtype(dtype) and not pd.api.types.is_bool_dtype(dtype):
        infinite = np.isinf(np.asarray(values, dtype=float))
        if infinite.any():
            raise ModelError(
                f"column {name!r} has {int(infinite.sum())} infinite values, first at row "
                f"{index[int(np.argmax(infinite))]}"
            )
        return values
    return pd.Categorical(values) if covariate else values
