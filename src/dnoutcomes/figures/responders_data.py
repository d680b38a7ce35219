"""What a cumulative responder figure draws, worked out before anything is drawn."""

from __future__ import annotations

from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.compare.responder_curve import ResponderCurve
from dnoutcomes.compare.responders import NON_RESPONDER
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.arm_words import arm_name
from dnoutcomes.figures.number_text import level_text, number, percent
from dnoutcomes.figures.plan_words import population_of_plan, visit_in_words
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class Responders:
    """Cumulative shares of responders in words."""

    curve: ResponderCurve

    @property
    def plan(self) -> Plan:
        """The plan of the analysis."""
        return self.curve.plan

    def arms(self, look: Look) -> list[Arm]:
        """Arms with the numbers of patients counted, the reference first."""
        shown = arms_of([self.plan.reference_arm, self.plan.treated_arm], look, self.plan)
        return [replace(arm, n=self._n_patients(arm.name)) for arm in shown]

    def _n_patients(self, arm: str) -> int:
        return int(self.of(arm)["n_subjects"].max())

    @property
    def thresholds(self) -> dict[float, str]:
        """Each threshold of this scale in words."""
        planned = self.plan.responders
        return {
            responder.value: responder.words for responder in planned if responder.scale == self.curve.scale
        }

    @property
    def axis_title(self) -> str:
        """What a level is."""
        if self.curve.scale == "percent":
            return say("Improvement of at least, % of baseline")
        return say("Improvement of at least, {unit}", unit=say_term(self.plan.instrument.unit))

    @property
    def title(self) -> str:
        """What is shown, and when."""
        return say(
            "{outcome}: how many patients improved, and by how much, at {when}",
            outcome=say_term(self.plan.instrument.label),
            when=visit_in_words(self.curve.visit, self.plan),
        )

    @property
    def subtitle(self) -> str:
        """How to read it: direction, missing scores, bars."""
        missing = (
            say("Patients without a score count as not improved.")
            if self.curve.missing_as == NON_RESPONDER
            else say("Patients without a score are left out.")
        )
        said = [say("Higher is better."), missing]
        if self.thresholds:
            level = level_text(self.plan.confidence_level)
            said.append(say("Bars: {level} intervals at the thresholds.", level=level))
        return " ".join(said)

    def of(self, arm: str) -> pd.DataFrame:
        """Rows of one arm."""
        return self.curve.frame[self.curve.frame["arm"] == arm]

    def at(self, arm: str, threshold: float) -> pd.Series | None:
        """The row of an arm at a threshold; None where the curve was coarsened across it."""
        rows = self.of(arm)
        rows = rows[rows["improvement"] == threshold]
        return rows.iloc[0] if len(rows) else None

    def share_text(self, arm: str, threshold: float, with_interval: bool) -> str:
        """Share at a threshold as it is printed."""
        row = self.at(arm, threshold)
        if row is None:
            return say("hidden")
        if not with_interval:
            return percent(row["share"])
        limits = say("{low} to {high}", low=percent(row["conf_low"]), high=percent(row["conf_high"]))
        return f"{percent(row['share'])} ({limits})"

    @property
    def alt_text(self) -> str:
        """Shares at the thresholds in words, with their intervals and n."""
        reference, treated = self.arms(Look.of("wide"))
        numbers = say(
            "Patients: {n_reference} in {reference} and {n_treated} in {treated}.",
            n_reference=number(self._n_patients(reference.name), 0),
            reference=reference.short,
            n_treated=number(self._n_patients(treated.name), 0),
            treated=treated.short,
        )
        said = [say("Two falling curves."), f"{self.title}.", self.subtitle, numbers]
        if self.thresholds:
            shares = [self._shares_at(value, label) for value, label in self.thresholds.items()]
            said.append(say("Improved by at least {shares}.", shares="; ".join(shares)))
        return " ".join(said)

    def _shares_at(self, threshold: float, label: str) -> str:
        arms = (self.plan.reference_arm, self.plan.treated_arm)
        shares = [f"{arm_name(arm)} {self.share_text(arm, threshold, True)}" for arm in arms]
        return f"{label}: {', '.join(shares)}"

    @property
    def caption(self) -> str:
        """What it is, what the intervals are, who is counted."""
        said = [
            f"{self.title}.",
            say("Unadjusted."),
            self.subtitle,
            say("Intervals of single shares (Wilson); they don't compare the arms."),
        ]
        if self.curve.is_coarse:
            said.append(say("Dots are the levels at which no small group is shown; lines join them."))
        return " ".join([*said, population_of_plan(self.plan)])
