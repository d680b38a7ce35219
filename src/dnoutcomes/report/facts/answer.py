"""The answer of the first page: the best comparison that the data allow, and what its interval lets be said."""

from __future__ import annotations

import math
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.compare.populations import ALL_TOGETHER, MAIN_EFFECT, standardised_to
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State, StatedNumber
from dnoutcomes.estimates import Estimates
from dnoutcomes.language import say
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.effect import NOTHING, Effect, Verdict, judge
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.cluster_units import no_interval_sentence

SMALL_SHARE_OF_SPREAD = 0.2


@dataclass(frozen=True)
class Answer:
    """What the first page says.

    Attributes
    ----------
    effect : Effect
        The adjusted difference at the primary visit.
    verdict : Verdict
        What its interval allows to be said.
    method : str
        "mixed model", "analysis of covariance" or "none".
    unadjusted : Effect
        The plain difference in mean change.
    reason : str
        Why no better method was possible; empty where the planned one was.
    is_partial : bool
        Whether the effect leaves out patients with a score, of causes that only one arm has scores of.
    """

    effect: Effect
    verdict: Verdict
    method: str
    unadjusted: Effect
    reason: str = ""
    is_partial: bool = False


def small_difference(case_mix: pd.DataFrame, plan: Plan) -> StatedNumber:
    """A fifth of the spread of scores at the start, below which a difference is often called small.

    Returns
    -------
    StatedNumber
        0.2 times the root mean variance of the baseline in the two arms; not estimable where nothing spreads.
    """
    rows = case_mix[case_mix["characteristic"] == "baseline"]
    if rows.empty:
        return StatedNumber.without(State.NOT_ESTIMABLE)
    row = rows.iloc[0]
    states = [row[f"{arm}_state"] for arm in plan.arms]
    if State.HIDDEN in states:
        return StatedNumber.without(State.HIDDEN)
    spread = math.sqrt(sum(float(row[f"{arm}_spread"]) ** 2 for arm in plan.arms) / len(plan.arms))
    return StatedNumber.of(SMALL_SHARE_OF_SPREAD * spread if spread > 0 else math.nan)


def choose_answer(
    plan: Plan, model: ModelResults | Unavailable, comparisons: Estimates | Unavailable, margin: StatedNumber
) -> Answer:
    """Choose the difference of the first page from released results.

    Parameters
    ----------
    plan : Plan
    model : ModelResults or Unavailable
        Preferred: its standardised difference at the primary visit.
    comparisons : Estimates or Unavailable
        Released `compare_arms`: the standardised, else the main effect of the analysis of covariance comes second.
    margin : StatedNumber
        See `small_difference`.
    """
    unadjusted = NOTHING
    if isinstance(comparisons, Estimates):
        unadjusted = _effect(comparisons, analysis="unadjusted", population=ALL_TOGETHER)
    candidates = []
    if isinstance(model, ModelResults):
        candidates.append(("mixed model", _effect(model.differences, visit=plan.primary_visit)))
    if isinstance(comparisons, Estimates):
        candidates += [("analysis of covariance", _effect(comparisons, analysis="adjusted", population=population))
                       for population in (standardised_to("cause"), MAIN_EFFECT)]  # fmt: skip
    usable = [candidate for candidate in candidates if candidate[1].has_interval] or [
        ("none", _why_nothing(candidates, unadjusted))
    ]
    method, effect = usable[0]
    partial = {
        "mixed model": isinstance(model, ModelResults) and plan.primary_visit in model.partial_visits,
        "analysis of covariance": isinstance(comparisons, Estimates)
        and comparisons.details.get("is_partial", False),
    }
    return Answer(
        effect,
        judge(effect, plan.instrument.better_sign, margin.value),
        method,
        unadjusted,
        _reason(method, model),
        partial.get(method, False),
    )


def _why_nothing(candidates: list[tuple[str, Effect]], unadjusted: Effect) -> Effect:
    effects = (unadjusted, *(effect for _, effect in candidates))
    return next(
        (replace(NOTHING, state=effect.state) for effect in effects if effect.state in NOT_TO_BE_SHOWN),
        NOTHING,
    )


def _reason(method: str, model: ModelResults | Unavailable) -> str:
    if method == "none" and isinstance(model, ModelResults):
        shared = model.design_effect
        return "" if shared is None or shared.has_interval else no_interval_sentence(shared.column)
    if method == "mixed model" or isinstance(model, ModelResults):
        return ""
    if method == "none":
        return f"{model.reason} {say('Only a description of the groups is given.')}"
    instead = say("The difference comes from an analysis of covariance of the primary visit instead.")
    return f"{model.reason} {instead}"


def _effect(estimates: Estimates, **labels: str) -> Effect:
    rows = estimates.where(**labels).frame
    if rows.empty:
        return NOTHING
    return effect_of(rows.iloc[0], estimates.confidence_level)


def effect_of(row: pd.Series, confidence_level: float) -> Effect:
    """Return one released row as an effect."""
    return Effect(
        float(row["estimate"]),
        float(row["std_error"]),
        float(row["conf_low"]),
        float(row["conf_high"]),
        confidence_level=confidence_level,
        state=State(row["state"]),
        p_value=float(row["p_value"]),
    )
