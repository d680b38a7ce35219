"""Limits of the points of a chart, phase by phase, and the rules that are applied within each."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_count
from dnoutcomes.monitoring.change_points import phases_of
from dnoutcomes.monitoring.control_chart import ControlChart, Signal
from dnoutcomes.monitoring.signals import RULES, SMALLEST_SERIES, Series
from dnoutcomes.plan import ChangePoint

Array = NDArray[np.float64]

# Standard deviations from the centre line to a limit: chance alone passes the two limits once in a thousand points.
OUTSIDE_RATE = 0.001
LIMIT_WIDTH = 3.2905267


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
        `period`, `n`, `value`, what `limits` needs, and `state` where points are held back ("hidden", "withheld").
        Points without a value are gaps; rules and limits pass over them.
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
    frame = frame.assign(
        centre=np.nan, lower=np.nan, upper=np.nan, sigma=np.nan, signal="", state=_states(points), phase=1
    )
    frame["phase"] = phases_of(frame["period"], change_points)
    frame.loc[frame["state"].isin(NOT_TO_BE_SHOWN), ["n", "value"]] = np.nan
    source = points.reset_index(drop=True)
    signals: list[Signal] = []
    lengths = []
    for _, phase in frame[frame["value"].notna()].groupby("phase"):
        lengths.append(len(phase))
        if len(phase) < 2:
            continue
        of_phase = limits(source.loc[phase.index])
        _write_limits(frame, phase.index, of_phase, possible)
        if len(phase) >= SMALLEST_SERIES:
            series = Series(phase["value"].to_numpy(), of_phase.centre, of_phase.lower, of_phase.upper)
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


def _states(points: pd.DataFrame) -> list[State]:
    """Say of each point whether it's shown: what is held back stays so, and a gap is hidden only where that is said."""
    said = points["state"] if "state" in points.columns else [State.SHOWN] * len(points)
    states = []
    for state, n, value in zip(said, points["n"], points["value"]):
        if State(state) in NOT_TO_BE_SHOWN:
            states.append(State(state))
        elif pd.notna(value):
            states.append(State.SHOWN)
        else:
            states.append(State.ZERO if n == 0 else State.NOT_RECORDED)
    return states


def _write_limits(
    frame: pd.DataFrame, index: pd.Index, limits: Limits, possible: tuple[float, float]
) -> None:
    smallest, largest = possible
    frame.loc[index, "centre"] = limits.centre
    frame.loc[index, "lower"] = np.where(limits.lower < smallest, np.nan, limits.lower)
    frame.loc[index, "upper"] = np.where(limits.upper > largest, np.nan, limits.upper)
    frame.loc[index, "sigma"] = limits.sigma


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
    n_held_back = int(frame["state"].isin(NOT_TO_BE_SHOWN).sum())
    if n_held_back:
        notes.append(
            say_count(
                "{n} of {total} points is hidden, to protect small groups; nothing shown stands on it.",
                "{n} of {total} points are hidden, to protect small groups; nothing shown stands on them.",
                n_held_back,
                total=len(frame),
            )
        )
    return tuple(notes)
