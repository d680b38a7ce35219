"""The columns whose coefficients vary between patients: read, checked, and brought to coordinates that compute well."""

from __future__ import annotations

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.coding import Coding, learn_coding
from dnoutcomes.models.shared.expression import Function
from dnoutcomes.models.shared.formula import parse_terms
from dnoutcomes.models.shared.rank import independent_columns
from dnoutcomes.models.shared.standardise import StandardisedRows, standardise

Array = NDArray[np.float64]


def random_coding(random: str, frame: pd.DataFrame, functions: Mapping[str, Function]) -> Coding:
    """Learn how the formula of the random coefficients becomes columns."""
    parsed = parse_random(random, frozenset(functions))
    return learn_coding(parsed, frame, functions)


@lru_cache(maxsize=64)
def parse_random(random: str, functions: frozenset[str] = frozenset()) -> Any:
    """Parse what varies between patients, the terms of a right side."""
    bar = not isinstance(random, str) or "|" in random
    parsed = () if bar else parse_terms(random, functions)
    if len(parsed) == 0:
        raise ModelError(
            f"random={random!r} must be the terms that vary between patients and no more: '1' is a random intercept, "
            "'1 + week' a random slope too; patients are named by subject="
        )
    return parsed


def require_repeated(
    n_rows: NDArray[np.intp], still: NDArray[np.bool_], names: tuple[str, ...], random: str
) -> None:
    """Refuse random coefficients that sessions can't tell from the residual or from each other.

    Parameters
    ----------
    n_rows : array of int
        Rows of each patient.
    still : array of bool
        Random columns that vary, and within no patient.
    names : tuple of str
        Of the random columns.
    random : str
        Their formula.

    Raises
    ------
    ModelError
    """
    most = int(n_rows.max())
    if most == 1:
        raise ModelError(
            f"every one of the {len(n_rows)} patients has a single row; a growth model needs repeated sessions"
        )
    if still.any():
        names_still = ", ".join(repr(names[position]) for position in np.flatnonzero(still))
        raise ModelError(
            f"{names_still} in random={random!r} doesn't vary within any patient, so no slope can vary between "
            "patients; use a time that differs between sessions, or random='1'"
        )
    if most <= len(names):
        raise ModelError(
            f"no patient has more than {most} rows, so that {len(names)} random coefficients of each "
            f"({', '.join(names)}) can't be told from the residual; drop a term of `random`"
        )


def scaled_random(
    z: Array, fixed: StandardisedRows, names: tuple[str, ...], *, correlated: bool
) -> tuple[Array, Array]:
    """Columns of unit mean square, orthogonal when correlated, and the triangular matrix that made them."""
    if len(independent_columns(z)) < z.shape[1]:
        raise ModelError(f"the random columns {', '.join(names)} are linearly dependent; drop one")
    if correlated:
        standardised = standardise(z, fixed.rows[:, -1], n=fixed.n)
        return np.ascontiguousarray(standardised.rows[:, :-1]), standardised.transform
    back = np.diag(1 / np.sqrt(np.sum(z**2, axis=0) / fixed.n))
    return z @ back, back
