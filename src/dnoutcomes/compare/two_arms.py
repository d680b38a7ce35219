"""Which rows are in which of two arms."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.compare.arm_levels import arm_levels, require_reference
from dnoutcomes.errors import ModelError
from dnoutcomes.registry import did_you_mean


@dataclass(frozen=True, eq=False)
class TwoArms:
    """A treatment column with two levels.

    Attributes
    ----------
    reference, treated : object
        The levels as they stand in the data. The reference is the first level of a Categorical, or 0 of 0 and 1, or
        False.
    is_treated : array of shape (n,)
        1.0 for the treated; 0.0 for the reference arm.
    """

    reference: Any
    treated: Any
    is_treated: NDArray[np.float64]

    @property
    def contrast(self) -> str:
        """The label of the effect, "treated - reference"."""
        return f"{self.treated} - {self.reference}"


def two_arms(treatment: pd.Series) -> TwoArms:
    """Read a treatment column without gaps.

    Raises
    ------
    ModelError
        Unless exactly two levels are present and the column says which is the reference.

    Examples
    --------
    >>> two_arms(pd.Series(pd.Categorical(["standard", "needling"], ["standard", "needling"]))).contrast
    'needling - standard'
    >>> two_arms(pd.Series([True, False])).contrast
    'True - False'
    """
    levels = arm_levels(treatment)
    if len(levels) != 2:
        raise ModelError(
            f"treatment {treatment.name!r} has {len(levels)} levels {levels} among {len(treatment)} patients; a "
            f"comparison needs exactly two arms with patients in both"
        )
    require_reference(treatment, levels)
    return TwoArms(levels[0], levels[1], (treatment == levels[1]).to_numpy(dtype=float))


def require_columns(data: pd.DataFrame, **columns: str | None) -> None:
    """Refuse a name that is no column of `data`, saying which argument named it.

    Raises
    ------
    ModelError
        If a column is absent.
    """
    for role, name in columns.items():
        if name is not None and name not in data.columns:
            raise ModelError(
                f"{role} {name!r} is not a column{did_you_mean(name, [str(column) for column in data.columns])}"
            )
