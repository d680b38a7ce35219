"""ControlChart: points with a centre line and limits, and what the rules say of them."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.language import say, say_count
from dnoutcomes.monitoring.signals import SMALLEST_SERIES

# A signal is news for as long as it reaches into the last so many points: a quarter of months.
RECENT_POINTS = 3


@dataclass(frozen=True)
class Signal:
    """A rule that is met.

    Attributes
    ----------
    rule : str
        Name in `RULES`.
    side : {"high", "low"}
    first, last : str
        Periods of the first and the last point that meet it.
    n_points : int
    """

    rule: str
    side: str
    first: str
    last: str
    n_points: int

    @property
    def sentence_part(self) -> str:
        """The signal in words.

        Examples
        --------
        >>> Signal("run", "low", "2025-01", "2025-08", 8).sentence_part
        '8 points in a row below the centre line (2025-01 to 2025-08)'
        """
        n, when = self.n_points, self.first
        if self.last != self.first:
            when = say("{first} to {last}", first=self.first, last=self.last)
        words = {
            ("outside", "high"): say_count(
                "a point above the upper limit ({when})",
                "{n} points above the upper limit ({when})",
                n,
                when=when,
            ),
            ("outside", "low"): say_count(
                "a point below the lower limit ({when})",
                "{n} points below the lower limit ({when})",
                n,
                when=when,
            ),
            ("run", "high"): say("{n} points in a row above the centre line ({when})", n=n, when=when),
            ("run", "low"): say("{n} points in a row below the centre line ({when})", n=n, when=when),
        }
        return words[self.rule, self.side]


@dataclass(frozen=True, eq=False)
class ControlChart:
    """Points in time order with a centre line, limits and signals.

    Attributes
    ----------
    title : str
        What a point is.
    unit : str
        "share", "points", "per 100 sessions", ...
    better : {"lower", "higher", ""}
        Which way is an improvement; empty where neither is.
    kind : str
        "XmR", "X'", "p'", "u'", "g", "t" or "CUSUM".
    points : pandas.DataFrame
        One row per point: `period` (month or quarter of the point), `n` (what stands behind it), `value`, `centre`,
        `lower`, `upper`, `sigma`, `signal` (names of the rules met, joined by "; "), `state`, `phase`. The state
        (`State`) says why a point has no value: "hidden" and "withheld" to protect small groups, "zero" where nothing
        stands behind it, "not recorded" where the points came without, "not estimable" where a sum stands on no limits.
        What is held back has no numbers, and neither the centre line nor the limits of the others stand on it. A limit
        that doesn't exist is NaN.
    rules : tuple of str
        Names in `RULES` of the rules that were applied; empty where there are too few points.
    signals : tuple of Signal
        In the order of the points that complete them.
    notes : tuple of str
        How it was made, why there are no signals, why the limits change.
    """

    title: str
    unit: str
    better: str
    kind: str
    points: pd.DataFrame
    rules: tuple[str, ...]
    signals: tuple[Signal, ...]
    notes: tuple[str, ...]

    @property
    def n_shown(self) -> int:
        """Number of points that have a value."""
        return int(self.points["value"].notna().sum())

    @property
    def hidden_periods(self) -> tuple[str, ...]:
        """Periods whose points are held back to protect small groups."""
        return tuple(self.points.loc[self.points["state"].isin(NOT_TO_BE_SHOWN), "period"])

    @property
    def recent_signals(self) -> tuple[Signal, ...]:
        """The signals that reach into the last three points."""
        recent = set(self.points.loc[self.points["value"].notna(), "period"].tail(RECENT_POINTS))
        return tuple(signal for signal in self.signals if signal.last in recent)

    @property
    def verdict(self) -> str:
        """What the last three points say.

        "too few points", "no signal", "improvement", "deterioration", or "changed" where neither way is better or
        signals contradict each other.
        """
        if not self.rules:
            return "too few points"
        sides = {signal.side for signal in self.recent_signals}
        if not sides:
            return "no signal"
        if not self.better or len(sides) > 1:
            return "changed"
        return "improvement" if sides == {"high" if self.better == "higher" else "low"} else "deterioration"

    @property
    def sentence(self) -> str:
        """One sentence: of change only where there is a signal."""
        if self.n_shown == 0:
            return say("{title}: no point can be shown.", title=self.title)
        if not self.rules:
            return say_count(
                "{title}: {n} point is too few to tell a change from chance; {needed} are needed.",
                "{title}: {n} points are too few to tell a change from chance; {needed} are needed.",
                self.n_shown,
                title=self.title,
                needed=SMALLEST_SERIES,
            )
        if self.recent_signals:
            found = "; ".join(signal.sentence_part for signal in self.recent_signals)
            return say("{title}: {signals}.", title=self.title, signals=found)
        if self.signals:
            return say(
                "{title}: no change beyond chance in the last {n} points; earlier signals are marked on the chart.",
                title=self.title,
                n=RECENT_POINTS,
            )
        return say("{title}: no change beyond chance over {n} points.", title=self.title, n=self.n_shown)

    def __repr__(self) -> str:
        shown = self.points.drop(columns="sigma").to_string(index=False, float_format="%.4g")
        return "\n".join([f"{self.kind} chart. {self.sentence}", shown, *self.notes])
