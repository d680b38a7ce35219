"""ControlChart: points with a centre line and limits, and what the rules say of them."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_count
from dnoutcomes.monitoring.change_points import phases_of
from dnoutcomes.monitoring.signals import RULES, SMALLEST_SERIES, Series
from dnoutcomes.plan import ChangePoint

Array = NDArray[np.float64]

# Standard deviations from the centre line to a limit: chance alone passes the two limits once in a thousand points.
OUTSIDE_RATE = 0.001
LIMIT_WIDTH = 3.2905267
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
        `lower`, `upper`, `sigma`, `signal` (names of the rules met, joined by "; "), `hidden`, `phase`. Hidden points
        have no numbers, and neither the centre line nor the limits of the others stand on them. A limit that doesn't
        exist is NaN.
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
        """Periods whose points are hidden."""
        return tuple(self.points.loc[self.points["hidden"].astype(bool), "period"])

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


@dataclass(frozen=True, eq=False)
class Limits:
    """Centre line and limits of the points of one phase, each an array of shape (n,).

    Attributes
    ----------
    centre, lower, upper : array
        Limits that chance alone passes once in a thousand points; may lie where no value can.
    sigma : array
        Standard deviation of each point, NaN where the limits aren't made of one.
    """

    centre: Array
    lower: Array
    upper: Array
    sigma: Array

    @classmethod
    def around(cls, centre: Array, sigma: Array) -> Limits:
        """Limits at `LIMIT_WIDTH` standard deviations on both sides."""
        return cls(centre, centre - LIMIT_WIDTH * sigma, centre + LIMIT_WIDTH * sigma, sigma)


def chart_of(
    points: pd.DataFrame,
    limits: Callable[[pd.DataFrame], Limits],
    *,
    kind: str,
    rules: tuple[str, ...],
    possible: tuple[float, float] = (-np.inf, np.inf),
    change_points: tuple[ChangePoint, ...] = (),
    title: str = "",
    unit: str = "",
    better: str = "",
    notes: tuple[str, ...] = (),
) -> ControlChart:
    """Make a chart: limits phase by phase, then the rules within each phase.

    Parameters
    ----------
    points : pandas.DataFrame
        `period`, `n`, `value`, what `limits` needs, and where points are hidden `hidden`. Points without a value are
        gaps; rules and limits pass over them.
    limits : callable
        From the shown points of one phase to their limits. Not called for a phase of one point.
    kind, title, unit, better, notes
        As in `ControlChart`.
    rules : tuple of str
        Names in `RULES`, applied to phases of at least `SMALLEST_SERIES` points.
    possible : pair of float
        Smallest and largest possible value. Limits are drawn inside it; where the limit falls outside, there is none.
    change_points : tuple of ChangePoint

    Returns
    -------
    ControlChart

    Raises
    ------
    ModelError
        A column is missing, or the points aren't in the order of time.
    """
    _check(points)
    frame = points[["period", "n", "value"]].reset_index(drop=True)
    frame = frame.assign(n=frame["n"].astype("float64"), value=frame["value"].astype("float64"))
    hidden = points["hidden"].astype(bool).to_numpy() if "hidden" in points.columns else False
    frame = frame.assign(
        centre=np.nan, lower=np.nan, upper=np.nan, sigma=np.nan, signal="", hidden=hidden, phase=1
    )
    frame["phase"] = phases_of(frame["period"], change_points)
    frame.loc[frame["hidden"], ["n", "value"]] = np.nan
    source = points.reset_index(drop=True)
    signals: list[Signal] = []
    lengths = []
    for _, phase in frame[frame["value"].notna()].groupby("phase"):
        lengths.append(len(phase))
        if len(phase) < 2:
            continue
        found = limits(source.loc[phase.index])
        _write_limits(frame, phase.index, found, possible)
        if len(phase) >= SMALLEST_SERIES:
            series = Series(phase["value"].to_numpy(), found.centre, found.lower, found.upper)
            signals += _apply(frame, phase.index, series, rules)
    applied = rules if any(length >= SMALLEST_SERIES for length in lengths) else ()
    said = (*notes, *_notes_of(lengths, frame, change_points))
    ordered = tuple(sorted(signals, key=lambda signal: (signal.last, signal.first)))
    return ControlChart(title, unit, better, kind, frame, applied, ordered, said)


def _check(points: pd.DataFrame) -> None:
    missing = [name for name in ("period", "n", "value") if name not in points.columns]
    if missing:
        raise ModelError(f"a control chart needs the columns period, n and value; missing: {missing}")
    if not points["period"].is_monotonic_increasing:
        raise ModelError("the points of a control chart must be in the order of their periods")


def _write_limits(frame: pd.DataFrame, index: pd.Index, found: Limits, possible: tuple[float, float]) -> None:
    smallest, largest = possible
    frame.loc[index, "centre"] = found.centre
    frame.loc[index, "lower"] = np.where(found.lower < smallest, np.nan, found.lower)
    frame.loc[index, "upper"] = np.where(found.upper > largest, np.nan, found.upper)
    frame.loc[index, "sigma"] = found.sigma


def _apply(frame: pd.DataFrame, index: pd.Index, series: Series, rules: tuple[str, ...]) -> list[Signal]:
    """Apply the rules to one phase and mark the points that meet them."""
    signals = []
    for name in rules:
        for episode in RULES[name].find(series):
            at = index[list(episode.places)]
            for place in at:
                before = frame.at[place, "signal"]
                frame.at[place, "signal"] = f"{before}; {name}" if before else name
            periods = frame.loc[at, "period"]
            signals.append(Signal(name, episode.side, periods.iloc[0], periods.iloc[-1], len(at)))
    return signals


def _notes_of(
    lengths: list[int], frame: pd.DataFrame, change_points: tuple[ChangePoint, ...]
) -> tuple[str, ...]:
    notes = []
    short = [length for length in lengths if length < SMALLEST_SERIES]
    if short:
        notes.append(
            say(
                "No signals where limits stand on fewer than {needed} points (here {counts}): they are too "
                "uncertain to tell a change from chance.",
                needed=SMALLEST_SERIES,
                counts=", ".join(str(length) for length in short),
            )
        )
    if len(lengths) > 1:
        first = frame["period"].iloc[0]
        notes += [
            say("New limits from {month}: {reason}.", month=point.month, reason=point.reason)
            for point in change_points
            if first < point.month <= frame["period"].iloc[-1]
        ]
    if frame["hidden"].any():
        notes.append(
            say_count(
                "{n} of {total} points is hidden, to protect small groups; nothing shown stands on it.",
                "{n} of {total} points are hidden, to protect small groups; nothing shown stands on them.",
                int(frame["hidden"].sum()),
                total=len(frame),
            )
        )
    return tuple(notes)
