"""KAnonymity: how a table was made k-anonymous, and what that costs."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.deidentification.k_anonymous.cost import Cost

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

VISITS = "planned visits"


@dataclass(frozen=True, eq=False)
class KAnonymity:
    """How a table was made k-anonymous, and what that costs.

    Attributes
    ----------
    k : int
        Every patient has the same background and the same planned visits as k - 1 others at least.
    plan : Plan
        The plan that goes with the table.
    columns : pandas.DataFrame
        One row per quasi-identifier and for the planned visits: `column, leaves_as, loss`.
    n_left_out : int
        Patients with a baseline who are left out, because fewer than k are like them.
    n_without_baseline : int
        Patients who are left out because no analysis counts them.
    share_of_scores : float
        Scores of the outcome in the table, as a share of those that the plan chooses from the original.
    loss : float
        What the search made as small as it could: share of the variation between patients that is lost, 0 to 1.
    cost : Cost
        The plan's main estimate from the table beside that of the original.
    """

    k: int
    plan: Plan
    columns: pd.DataFrame
    n_left_out: int
    n_without_baseline: int
    share_of_scores: float
    loss: float
    cost: Cost

    @property
    def sentences(self) -> list[str]:
        """What was done and what it costs; a number of patients below k isn't told."""
        return [
            f"Every patient is alike with at least {self.k - 1} others in all of these columns and planned visits "
            "together",
            f"Patients left out because fewer than {self.k} were alike: {self._told(self.n_left_out)}",
            f"Patients left out because the analysis doesn't count them: {self._told(self.n_without_baseline)}",
            f"Of the scores that the plan chooses from the original, {self.share_of_scores:.0%} are in "
            "the table",
            self.cost.sentence,
        ]

    def _told(self, n: int) -> str:
        return str(n) if n == 0 or n >= self.k else f"1 to {self.k - 1}"
