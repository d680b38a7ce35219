"""Ratings of change, which have no baseline: who responded in each arm, from the counts that may be shown."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.compare.outcome_scores import response_threshold
from dnoutcomes.compare.outcomes import SHARE
from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.errors import DisclosureError
from dnoutcomes.estimates import Estimates
from dnoutcomes.instruments import Instrument
from dnoutcomes.instruments.instrument import Threshold
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.effect import NOTHING, Effect


@dataclass(frozen=True)
class GlobalRating:
    """Responders of a rating of change in both arms.

    Attributes
    ----------
    instrument : Instrument
    role : {"secondary", "exploratory"}
    threshold : Threshold
        The score that counts as a response, or one better than it.
    responders, scored : dict of str to int
        Patients by arm; empty where hidden.
    counted, adjusted : Effect
        Share of the treated arm minus that of the reference arm, as counted and adjusted.
    adjusted_p_value : float
        Of a planned outcome; NaN where exploratory or hidden.
    state : State
        Whether its shares are shown, or hidden.
    """

    instrument: Instrument
    role: str
    threshold: Threshold
    responders: Mapping[str, int]
    scored: Mapping[str, int]
    counted: Effect
    adjusted: Effect
    adjusted_p_value: float
    state: State = State.SHOWN

    def __post_init__(self) -> None:
        is_shown = self.state is State.SHOWN
        if bool(self.responders) != is_shown or bool(self.scored) != is_shown:
            raise ValueError(f"shares of a rating that are {self.state} can't stand on {self.scored}")

    def share(self, arm: str) -> float:
        """Share of responders in an arm; NaN where hidden."""
        return self.responders[arm] / self.scored[arm] if self.state is State.SHOWN else math.nan


def rating_keys(outcome: str, plan: Plan) -> tuple[Key, ...]:
    """Keys of all counts that the shares of a rating show."""
    return tuple((name, outcome, arm) for name in ("scored on", "responded on") for arm in plan.arms)


def global_rating_results(
    effects: Estimates, instruments: Mapping[str, Instrument], plan: Plan, counts: ProtectedCounts
) -> tuple[GlobalRating, ...]:
    """Put the counted shares of each rating beside its adjusted difference.

    Parameters
    ----------
    effects : Estimates
        Released rows of `compare_scores`.
    instruments : mapping of str to Instrument
        By code.
    plan : Plan
    counts : ProtectedCounts
    """
    rows = effects.frame[effects.frame["measure"] == SHARE]
    return tuple(_rating(row, instruments[str(row["outcome"])], plan, counts) for _, row in rows.iterrows())


def _rating(row: pd.Series, instrument: Instrument, plan: Plan, counts: ProtectedCounts) -> GlobalRating:
    threshold = response_threshold(instrument)
    assert threshold is not None
    role = str(row["role"])
    if row["state"] == State.HIDDEN:
        gone = replace(NOTHING, confidence_level=plan.confidence_level, state=State.HIDDEN)
        return GlobalRating(instrument, role, threshold, {}, {}, gone, gone, math.nan, state=State.HIDDEN)
    responders, scored = (
        _by_arm(name, instrument.code, plan, counts) for name in ("responded on", "scored on")
    )
    treated, reference = plan.treated_arm, plan.reference_arm
    level = plan.confidence_level
    counted = risk_difference(
        responders[treated],
        scored[treated],
        responders[reference],
        scored[reference],
        confidence_level=level,
    )
    return GlobalRating(
        instrument,
        role,
        threshold,
        responders,
        scored,
        Effect(counted.estimate, math.nan, counted.conf_low, counted.conf_high, level),
        Effect(row["estimate"], row["std_error"], row["conf_low"], row["conf_high"], level),
        float(row["adjusted_p_value"]),
    )


def _by_arm(name: str, outcome: str, plan: Plan, counts: ProtectedCounts) -> dict[str, int]:
    """Counts of the arms, all of which must be free to be shown, as those behind a row that is shown are."""
    shown = {arm: counts.value((name, outcome, arm)) for arm in plan.arms}
    hidden = [arm for arm, n in shown.items() if n is None]
    if hidden:
        raise DisclosureError(f"{name} {outcome}: the row is shown, and its count of {hidden[0]} may not be")
    return {arm: n for arm, n in shown.items() if n is not None}
