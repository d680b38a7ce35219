"""What the methods of a panel are asked, and what several of them need, worked out once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.groups import clustered_rows, rows_at_visit
from dnoutcomes.missing.on_analysis import Assumptions, impute_under


@dataclass(frozen=True, eq=False)
class Question:
    """How much better are patients of the treated arm at a visit?

    Attributes
    ----------
    analysis : AnalysisData
    visit : str
    """

    analysis: AnalysisData
    visit: str

    @cached_property
    def rows(self) -> pd.DataFrame:
        """One row per patient with a baseline at the visit, scored or not, and who shares errors."""
        return self._clustered[0]

    @property
    def cluster(self) -> str | None:
        """Column of `rows` that says who shares errors."""
        return self._clustered[1]

    @cached_property
    def _clustered(self) -> tuple[pd.DataFrame, str | None]:
        return clustered_rows(self.analysis, rows_at_visit(self.analysis, None, self.visit), None)

    @cached_property
    def assumptions(self) -> Assumptions:
        """Imputation under several assumptions, whose model is refitted without each patient only once."""
        return impute_under(self.analysis, visit=self.visit)

    @cached_property
    def complete(self) -> pd.Series:
        """Whether each patient of `rows` has a score at every planned visit up to this one."""
        so_far = self.analysis.visits[self.analysis.visits["visit"] <= self.visit]
        seen = so_far["change"].notna().groupby(so_far["patient_id"]).all()
        return self.rows["patient_id"].map(seen).astype(bool)
