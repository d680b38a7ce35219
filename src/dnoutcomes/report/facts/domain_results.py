"""The other outcomes in the data, each compared once at the primary visit, released."""

from __future__ import annotations

import math
from collections.abc import Collection
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.compare.outcome_scores import OutcomeScores
from dnoutcomes.compare.outcomes import CHANGE, compare_scores
from dnoutcomes.compare.standardised_outcomes import standardised_outcomes
from dnoutcomes.disclosure import Key, ProtectedCounts, State
from dnoutcomes.estimates import Estimates
from dnoutcomes.instruments import Instrument
from dnoutcomes.language import say
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.global_rating_results import GlobalRating, global_rating_results, rating_keys
from dnoutcomes.report.facts.release import COARSE_DIGITS, release, significant
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.plain_text import join_words, plain_text


@dataclass(frozen=True, eq=False)
class DomainResults:
    """Differences in the outcomes that were planned or are in the data.

    Attributes
    ----------
    effects : Estimates
        One row per outcome with a baseline, the secondary ones first: the columns of `compare_outcomes`, `state` and
        `n_shown`. The primary outcome is among them, first, where the plan has secondary ones. An exploratory outcome
        has no p-value.
    standardised : Estimates
        The same without the primary outcome, in SD at the start, turned so that better is on the side of the primary
        outcome's.
    ratings : tuple of GlobalRating
        Ratings of change, which have no baseline.
    instruments : dict of str to Instrument
        By code.
    not_compared : tuple of str
        Labels of the outcomes that could not be compared.
    """

    effects: Estimates
    standardised: Estimates
    ratings: tuple[GlobalRating, ...]
    instruments: dict[str, Instrument]
    not_compared: tuple[str, ...]

    @property
    def others(self) -> pd.DataFrame:
        """The rows of `effects` without the primary outcome."""
        return self.effects.frame[self.effects.frame["role"] != "primary"]

    def count(self, role: str) -> int:
        """How many compared outcomes have a role, ratings included."""
        compared = [*self.effects.frame["role"], *(rating.role for rating in self.ratings)]
        return compared.count(role)


def domain_results(
    scores: tuple[OutcomeScores, ...],
    plan: Plan,
    counts: ProtectedCounts,
    declared: tuple[str, ...] = (),
) -> DomainResults | Unavailable:
    """Compare the arms in every outcome, and release what small groups allow.

    Parameters
    ----------
    scores : tuple of OutcomeScores
        From `outcome_scores`, at the primary visit; their counts are among the protected ones.
    plan : Plan
    counts : ProtectedCounts
    declared : tuple of str
        Outcomes of the file that only its mapping describes (`Outcomes.declared_outcomes`).

    Notes
    -----
    What is hidden keeps its place in the planned family and counts as not rejected, so that the adjusted p-values of
    the others tell nothing about it.
    """
    nothing = no_other_outcome(scores, declared)
    if nothing is not None:
        return nothing
    hidden = {
        outcome.outcome for outcome in scores if not outcome.reason and _must_hide(outcome, plan, counts)
    }
    compared = compare_scores(scores, plan, plan.primary_visit, withheld=hidden)
    frame = compared.frame
    compared_or_hidden = frame["estimate"].notna() | frame["outcome"].isin(hidden)
    if not (compared_or_hidden & (frame["role"] != "primary")).any():
        return Unavailable(
            say("No other outcome has scores of both groups at the start and at the primary visit.")
        )
    to_show = replace(compared, frame=_chosen(frame[compared_or_hidden], plan))
    effects = _released(to_show, plan, counts, hidden)
    changes = replace(effects, frame=_rows(effects.frame, effects.frame["measure"] == CHANGE))
    others = replace(changes, frame=_rows(changes.frame, changes.frame["role"] != "primary"))
    instruments = {outcome.outcome: outcome.instrument for outcome in scores}
    left_out = frame.loc[~compared_or_hidden & (frame["role"] != "primary"), "outcome"]
    return DomainResults(
        effects=changes,
        standardised=standardised_outcomes(others, plan.instrument.direction),
        ratings=global_rating_results(effects, instruments, plan, counts),
        instruments=instruments,
        not_compared=(
            *(instruments[str(code)].label for code in left_out),
            *_undescribed(scores, declared),
        ),
    )


def no_other_outcome(scores: tuple[OutcomeScores, ...], declared: tuple[str, ...]) -> Unavailable | None:
    """Say that there is no outcome to compare but the plan's own; None where there is.

    Parameters
    ----------
    scores, declared
        As for `domain_results`.
    """
    if len(scores) > 1:
        return None
    undescribed = _undescribed(scores, declared)
    if not undescribed:
        return Unavailable(
            say("The file holds no other outcome than the one of the plan."), State.NOT_RECORDED
        )
    return Unavailable(
        say(
            "Other outcomes of the file were read and not compared, because the plan doesn't describe them: {names}. "
            "[instruments] in the plan says what they are and which way is better.",
            names=join_words([plain_text(name) for name in undescribed]),
        ),
        State.NOT_PLANNED,
    )


def _undescribed(scores: tuple[OutcomeScores, ...], declared: tuple[str, ...]) -> tuple[str, ...]:
    return tuple(name for name in declared if name not in {outcome.outcome for outcome in scores})


def keys_of(outcome: str, plan: Plan) -> tuple[Key, ...]:
    """Keys of the patients who are compared in an outcome."""
    if outcome == plan.outcome:
        return tuple(("scored", plan.primary_visit, arm) for arm in plan.arms)
    return tuple(("scored on", outcome, arm) for arm in plan.arms)


def _must_hide(outcome: OutcomeScores, plan: Plan, counts: ProtectedCounts) -> bool:
    """Whether nothing of an outcome may be shown; a share shows its two counts, so both must be free to be shown."""
    if outcome.is_rating:
        return not counts.is_shown(*rating_keys(outcome.outcome, plan))
    return counts.is_small(*keys_of(outcome.outcome, plan))


def _chosen(frame: pd.DataFrame, plan: Plan) -> pd.DataFrame:
    """The rows to be shown: the primary outcome only beside other planned ones, whose error it shares."""
    return _rows(frame, (frame["role"] != "primary") | bool(plan.secondary_outcomes))


def _rows(frame: pd.DataFrame, chosen: pd.Series) -> pd.DataFrame:
    return frame[chosen].reset_index(drop=True)


def _released(compared: Estimates, plan: Plan, counts: ProtectedCounts, hidden: Collection[str]) -> Estimates:
    """Release the rows, and with them what stands beside the estimates: the spread and the p-values."""
    also_hidden = compared.frame["outcome"].isin(hidden)
    released = release(compared, lambda row: keys_of(str(row["outcome"]), plan), counts, also_hidden)
    frame = released.frame.copy()
    lost = frame["state"] == State.HIDDEN
    blurred = ~lost & frame["n_subjects"].isna()
    planned = frame["role"] != "exploratory"
    frame.loc[lost, ["baseline_sd", "adjusted_p_value"]] = math.nan
    frame.loc[blurred, "baseline_sd"] = frame.loc[blurred, "baseline_sd"].map(_coarse)
    frame.loc[~planned, "p_value"] = math.nan
    if (blurred & planned).any():
        # An adjusted p-value may be that of another outcome, times a whole number.
        frame["adjusted_p_value"] = frame["adjusted_p_value"].map(lambda p: significant(p, 1))
    return replace(released, frame=frame)


def _coarse(value: float) -> float:
    return significant(value, COARSE_DIGITS)
