"""The reference grid of a fit: combinations of its factors' levels, numbers held where they are asked for."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from itertools import product
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.formula import inside_coding
from dnoutcomes.registry import did_you_mean

Array = NDArray[np.float64]

#: Above this many rows a grid is a mistake, or a model that wants counterfactual means.
MAX_ROWS = 500_000


@dataclass(frozen=True, eq=False)
class ReferenceGrid:
    """Rows at which a fit is evaluated.

    Attributes
    ----------
    frame : pandas.DataFrame
        One row per combination; a column per variable of the formula.
    labels : pandas.DataFrame
        One row per mean wanted, in the order of the levels: `by` slowest, specs fastest.
    cell : array of int, shape (rows,)
        Which mean each row of the grid belongs to.
    """

    frame: pd.DataFrame
    labels: pd.DataFrame
    cell: NDArray[np.intp]


def values_of(design: ModelDesign, at: Mapping[str, Any]) -> dict[str, list[Any]]:
    """List the values each variable takes in the grid.

    Parameters
    ----------
    design : ModelDesign
        Factors take their levels, numbers their mean over the rows used.
    at : mapping
        Variable to the value or values it shall take instead.

    Returns
    -------
    dict
        Variable to its values.
    """
    values: dict[str, list[Any]] = {name: list(levels) for name, levels in design.factors.items()}
    values.update({name: [mean] for name, mean in design.numeric.items()})
    for name, wanted in at.items():
        if name not in values:
            raise ModelError(
                f"at names {name!r}, which the formula doesn't use{did_you_mean(name, list(values))} "
                f"Variables: {', '.join(values)}"
            )
        listed = list(wanted) if isinstance(wanted, (list, tuple, np.ndarray, pd.Index)) else [wanted]
        strange = [value for value in listed if name in design.factors and value not in design.factors[name]]
        if strange or not listed:
            raise ModelError(
                f"{name!r} has no level {strange[:1]}; known: {', '.join(map(str, values[name]))}"
            )
        values[name] = listed
    return values


def build_grid(values: Mapping[str, list[Any]], specs: list[str], by: list[str]) -> ReferenceGrid:
    """Cross the values of all variables.

    Parameters
    ----------
    values : mapping
        As `values_of` lists them.
    specs, by : list of str
        Variables whose combinations are wanted; the others are averaged.

    Returns
    -------
    ReferenceGrid
    """
    wanted = [*by, *specs]
    others = [name for name in values if name not in wanted]
    names = [*wanted, *others]
    rows = int(np.prod([len(values[name]) for name in names]))
    if rows > MAX_ROWS:
        raise ModelError(
            f"the grid of {', '.join(names)} has {rows} rows; hold some variables with at=, or use "
            "weights='counterfactual'"
        )
    frame = pd.DataFrame(list(product(*(values[name] for name in names))), columns=names)
    labels = pd.DataFrame(list(product(*(values[name] for name in wanted))), columns=wanted)
    return ReferenceGrid(frame, labels, np.repeat(np.arange(len(labels)), len(frame) // max(len(labels), 1)))


def as_list(names: str | Iterable[str] | None) -> list[str]:
    """One name, several or none, as a list."""
    if names is None:
        return []
    return [names] if isinstance(names, str) else list(names)


def factor_names(design: ModelDesign, names: Iterable[str]) -> list[str]:
    """Name factors by their columns, "arm" for "C(arm)", however the formula has them; other names stay."""
    plain = {name: inside_coding(name) for name in names}
    return [column if column in design.factors else name for name, column in plain.items()]


def require_variables(design: ModelDesign, names: list[str]) -> None:
    """Refuse names that the formula doesn't use, or that are asked for twice."""
    columns = [*design.factors, *design.numeric]
    for name in names:
        if name not in columns:
            raise ModelError(
                f"{name!r} isn't in the formula {design.formula!r}{did_you_mean(name, columns)} "
                f"Factors: {', '.join(design.factors) or 'none'}"
            )
        if names.count(name) > 1:
            raise ModelError(f"{name!r} is named twice among what to estimate and by")


def varies_within_subjects(design: ModelDesign, name: str) -> bool:
    """Whether a column of the rows used changes within any subject, as a visit does and an arm does not."""
    codes = pd.factorize(design.frame[name])[0]
    first = np.zeros(design.n_subjects, dtype=np.intp)
    first[design.subject_codes] = codes
    return bool((first[design.subject_codes] != codes).any())
