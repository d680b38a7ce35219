"""The design of a model whose data are sums over groups of patients."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.models.shared.design import ModelDesign
from dnoutcomes.models.shared.rank import constant_columns

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class SummedDesign(ModelDesign):
    """A design whose rows x and y are made from sums.

    Its `frame` has a row per cell: a group of patients at one time, with `n` patients of the group and the `n_outcomes`
    that the cell counts for; its subject is the group.

    Attributes
    ----------
    coded : array of shape (cells, p)
        Coded covariates of `frame`.
    """

    coded: Array = field(kw_only=True)

    @property
    def has_rows(self) -> bool:
        """Whether `frame` holds rows of subjects."""
        return False

    @property
    def n_observations(self) -> int:
        """Outcomes behind the sums."""
        return int(self.frame["n_outcomes"].sum())

    @property
    def n_subjects(self) -> int:
        """Subjects with at least one outcome."""
        return int(self.frame.drop_duplicates(self.subject)["n"].sum())

    def count_subjects(self, factors: list[str]) -> pd.Series:
        """Count the subjects with an outcome at each combination of levels that occurs."""
        cells = self.frame[[*factors, self.subject, "n"]].astype(dict.fromkeys(factors, object))
        return cells.drop_duplicates([*factors, self.subject]).groupby(factors)["n"].sum()

    def count_rows(self, factors: list[str]) -> pd.Series:
        """Count the outcomes at each combination of levels that occurs."""
        cells = self.frame[[*factors, "n_outcomes"]].astype(dict.fromkeys(factors, object))
        return cells.groupby(factors)["n_outcomes"].sum()

    def constant_columns(self, estimated: NDArray[np.intp]) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
        """Which of some columns don't vary within any subject, and which don't vary at all."""
        return constant_columns(
            self.coded.__getitem__, self.coded.T.__getitem__, estimated, self.subject_codes
        )
