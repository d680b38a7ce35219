"""Sentences about adverse events: what was recorded, and what a count of none leaves open."""

from __future__ import annotations

from dnoutcomes.describe.safety import SERIOUS
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.figures.number_text import interval, level_text, percent
from dnoutcomes.language import say, say_count
from dnoutcomes.report.facts.safety_results import EventRate, EventShare, SafetyResults
from dnoutcomes.report.names.setting import Setting

DECIMALS = 1


def rate_sentence(events: SafetyResults, setting: Setting) -> str:
    """Say how many events were recorded at the sessions of the treated arm."""
    if events.state is State.NOT_RECORDED:
        return say(
            "The file has no session with {treated} that took place, so there is no rate of events.",
            treated=setting.treated,
        )
    overall = next(iter(events.rates), None)
    if overall is None or overall.n_events is None or events.n_sessions is None:
        return say(
            "How many events there were at sessions with {treated} is not shown, to protect small groups.",
            treated=setting.treated,
        )
    return say_count(
        "At {sessions} with {treated}, {n} event was recorded: {rate} per 100 sessions ({level} interval).",
        "At {sessions} with {treated}, {n} events were recorded: {rate} per 100 sessions ({level} interval).",
        overall.n_events,
        sessions=say_count("{n} attended session", "{n} attended sessions", events.n_sessions),
        treated=setting.treated,
        rate=rate_text(overall),
        level=level_text(setting.plan.confidence_level),
    )


def rate_text(rate: EventRate) -> str:
    """A rate with its interval."""
    return interval(rate.per_100, rate.low, rate.high, DECIMALS)


def serious_sentence(events: SafetyResults, setting: Setting) -> str:
    """Say how many patients had a serious event; none doesn't mean that it can't happen."""
    serious = (share for share in events.shares if share.name == SERIOUS)
    return " ".join(_serious(share, setting.arm(share.arm)) for share in serious)


def _serious(share: EventShare, group: str) -> str:
    if share.state in NOT_TO_BE_SHOWN:
        return say(
            "With {group}, how many had a serious event is not shown, to protect small groups. That doesn't say "
            "whether there was one.",
            group=group,
        )
    if share.share == 0:
        return say(
            "With {group}, no serious event was recorded; that many patients without one still leave "
            "room for a risk of up to {risk}.",
            group=group,
            risk=percent(share.high),
        )
    return say(
        "With {group}, {share} of the patients had a serious event.", group=group, share=percent(share.share)
    )


def no_comparison_sentence(setting: Setting) -> str:
    """Why the groups can't be set against each other here."""
    return say(
        "The groups aren't compared: patients with {treated} are asked at every session, and whoever is asked more "
        "often reports more. Several events of one patient aren't independent; the intervals of rates allow for that.",
        treated=setting.treated,
    )
