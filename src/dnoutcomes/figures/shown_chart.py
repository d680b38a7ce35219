"""A control chart as a figure shows it: shares as per cent, and what is said of it in title, key, notes and caption."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.figures.number_text import decimals_for, number
from dnoutcomes.figures.plan_words import better_in_words
from dnoutcomes.language import say, say_count, say_term, term
from dnoutcomes.monitoring.control_chart import ControlChart
from dnoutcomes.monitoring.signals import RULES


@dataclass(frozen=True, eq=False)
class ShownChart:
    """A chart in the units in which it is drawn: shares as per cent."""

    chart: ControlChart

    @property
    def factor(self) -> float:
        return 100.0 if self.chart.unit == "share" else 1.0

    @property
    def points(self) -> pd.DataFrame:
        numbers = [
            name for name in ("value", "low_value", "centre", "lower", "upper") if name in self.chart.points
        ]
        return self.chart.points.assign(**{name: self.factor * self.chart.points[name] for name in numbers})

    @property
    def title(self) -> str:
        unit = "%" if self.chart.unit == "share" else say_term(self.chart.unit)
        return f"{self.chart.title}, {unit}" if unit else self.chart.title

    @property
    def subtitle(self) -> str:
        kind = say("{kind} chart.", kind=self.chart.kind)
        chance = say("Between the limits, points vary as chance alone makes them.")
        return " ".join(filter(None, [better_in_words(self.chart.better), kind, chance]))

    @property
    def rules(self) -> str:
        if not self.chart.rules:
            return ""
        stated = "; ".join(say_term(RULES[name].statement) for name in self.chart.rules)
        return say("A signal is {rules}.", rules=stated)

    @property
    def key(self) -> list[str]:
        """What is drawn, for the key; said where it is written."""
        return [
            term("value"),
            term("centre line"),
            term("limits"),
            *([term("signal")] if self.chart.signals else []),
        ]

    @property
    def notes(self) -> list[str]:
        return [note for note in (self.rules, *self.chart.notes) if note]

    def text(self, value: float) -> str:
        """A number in the unit of the chart, with decimals that suit its spread."""
        spread = self.points["value"].std()
        unit = " %" if self.chart.unit == "share" else ""
        return number(value, decimals_for(spread / 3 if spread > 0 else abs(value) / 10 or 1.0)) + unit

    @property
    def alt_text(self) -> str:
        parts = [
            say_count(
                "Control chart ({kind}), {n} point.",
                "Control chart ({kind}), {n} points.",
                len(self.points),
                kind=self.chart.kind,
            ),
            self.chart.sentence,
        ]
        rows = self.points.dropna(subset="value")
        if len(rows):
            parts.append(
                say(
                    "From {first} to {last}; values from {low} to {high}.",
                    first=rows["period"].iloc[0],
                    last=rows["period"].iloc[-1],
                    low=self.text(rows["value"].min()),
                    high=self.text(rows["value"].max()),
                )
            )
            parts.append(self._last_in_words(rows.iloc[-1]))
        return " ".join(filter(None, [*parts, *self.notes]))

    def _last_in_words(self, last: pd.Series) -> str:
        """The last point and what it is held against; empty where there are no limits."""
        if not np.isfinite(last["centre"]):
            return ""
        parts = [
            say("Last point {value}", value=self.text(last["value"])),
            say("centre line {value}", value=self.text(last["centre"])),
        ]
        if np.isfinite(last["lower"]):
            parts.append(say("lower limit {value}", value=self.text(last["lower"])))
        if np.isfinite(last["upper"]):
            parts.append(say("upper limit {value}", value=self.text(last["upper"])))
        return f"{', '.join(parts)}."

    @property
    def caption(self) -> str:
        parts = [f"{self.title}.", self.chart.sentence]
        n = self.points["n"].dropna()
        if len(n):
            parts.append(
                say("n per point: {low} to {high}.", low=number(n.min(), 0), high=number(n.max(), 0))
            )
        return " ".join([*parts, *self.notes])
