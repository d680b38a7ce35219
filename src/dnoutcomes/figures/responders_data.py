"""What a cumulative responder figure draws, worked out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.compare.responders import NON_RESPONDER
from dnoutcomes.figures.arm_words import arm_in_words
from dnoutcomes.figures.number_text import percent
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class Responders:
    """Cumulative shares of responders and what must be said of them.

    Attributes
    ----------
    curve : pandas.DataFrame
        As from `responder_curve`.
    plan : Plan
    visit, scale, missing_as : str
    is_coarse : bool
        Whether levels were left out to protect small groups.
    leaves_out : bool
        Whether patients without a percent are in no count.
    """

    curve: pd.DataFrame
    plan: Plan
    visit: str
    scale: str
    missing_as: str
    is_coarse: bool
    leaves_out: bool

    @property
    def arms(self) -> list[str]:
        """Arms, the reference first."""
        return [self.plan.reference_arm, self.plan.treated_arm]

    @property
    def thresholds(self) -> dict[float, str]:
        """Label of each threshold of this scale."""
        return {item.value: item.label for item in self.plan.responders if item.scale == self.scale}

    @property
    def axis_title(self) -> str:
        """What a level is."""
        return (
            "Improvement of at least, % of baseline"
            if self.scale == "percent"
            else (f"Improvement of at least, {self.plan.instrument.unit}")
        )

    @property
    def title(self) -> str:
        """What is shown, and when."""
        when = visit_in_words(self.visit, self.plan)
        return f"{self.plan.instrument.label}: how many patients improved, and by how much, at {when}"

    @property
    def subtitle(self) -> str:
        """How to read it: direction, missing scores, bars."""
        missing = (
            "Patients without a score count as not improved."
            if self.missing_as == NON_RESPONDER
            else "Patients without a score are left out."
        )
        bars = (
            f" Bars: {100 * self.plan.confidence_level:g} % intervals at the thresholds."
            if self.thresholds
            else ""
        )
        return f"Higher is better. {missing}{bars}"

    @property
    def names(self) -> list[str]:
        """Arms in words with the number of patients counted."""
        return [
            f"{arm_in_words(arm)} ({self.of(arm)['n_subjects'].max():,.0f} patients)" for arm in self.arms
        ]

    def of(self, arm: str) -> pd.DataFrame:
        """Rows of one arm."""
        return self.curve[self.curve["arm"] == arm]

    def at(self, arm: str, threshold: float) -> pd.Series | None:
        """The row of an arm at a threshold; None where the curve was coarsened across it."""
        rows = self.of(arm)
        rows = rows[rows["improvement"] == threshold]
        return rows.iloc[0] if len(rows) else None

    def share_text(self, arm: str, threshold: float, with_interval: bool) -> str:
        """Share at a threshold as it is printed."""
        row = self.at(arm, threshold)
        if row is None:
            return "hidden"
        if not with_interval:
            return percent(row["share"])
        return f"{percent(row['share'])} ({percent(row['conf_low'])} to {percent(row['conf_high'])})"

    @property
    def alt_text(self) -> str:
        """Shares at the thresholds in words, with their intervals and n."""
        shares = [
            f"{label}: " + ", ".join(f"{arm} {self.share_text(arm, value, True)}" for arm in self.arms)
            for value, label in self.thresholds.items()
        ]
        numbers = " and ".join(f"{self.of(arm)['n_subjects'].max():,.0f} in {arm}" for arm in self.arms)
        at = f" Improved by at least {'; '.join(shares)}." if shares else ""
        return f"Two falling curves. {self.title}. {self.subtitle} Patients: {numbers}.{at}"

    @property
    def caption(self) -> str:
        """What it is, what the intervals are, who is counted."""
        coarse = (
            " Dots are the levels at which no small group is shown; lines join them."
            if self.is_coarse
            else ""
        )
        undefined = (
            " Patients whose baseline is 0 have no percent and aren't counted."
            if self.scale == "percent" and self.leaves_out
            else ""
        )
        return (
            f"{self.title}. Unadjusted. {self.subtitle} Intervals of single shares (Wilson); they don't compare the "
            f"arms.{undefined}{coarse} Population: {self.plan.estimand.population}."
        )
