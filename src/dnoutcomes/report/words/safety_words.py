"""Sentences about adverse events: what was recorded, and what a count of none leaves open."""

from __future__ import annotations

from dnoutcomes.describe.safety import SERIOUS
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.report.safety_results import EventRate, SafetyResults
from dnoutcomes.report.words.plain_text import counted
from dnoutcomes.report.words.setting import Setting

DECIMALS = 1


def rate_sentence(found: SafetyResults, setting: Setting) -> str:
    """Say how many events were recorded at the sessions of the treated arm."""
    if not found.n_sessions or not found.rates:
        return f"How many events there were at sessions with {setting.treated} is hidden or not recorded."
    overall = found.rates[0]
    level = f"{100 * setting.plan.confidence_level:g} % interval"
    return (
        f"At {counted(found.n_sessions, 'attended session')} with {setting.treated}, "
        f"{counted(overall.n_events, 'event')} "
        f"{'was' if overall.n_events == 1 else 'were'} recorded: {rate_text(overall)} per 100 sessions ({level})."
    )


def rate_text(rate: EventRate) -> str:
    """A rate with its interval."""
    values = (number(value, DECIMALS) for value in (rate.per_100, rate.low, rate.high))
    return "{} ({} to {})".format(*values)


def serious_sentence(found: SafetyResults, setting: Setting) -> str:
    """Say how many patients had a serious event; none doesn't mean that it can't happen."""
    said = []
    for item in (share for share in found.shares if share.name == SERIOUS):
        group = setting.arm(item.arm)
        if item.hidden:
            said.append(
                f"With {group}, how many had a serious event is hidden: some patients did, and few did or few "
                f"did not."
            )
        elif item.share == 0:
            said.append(
                f"With {group}, no serious event was recorded; that many patients without one still leave "
                f"room for a risk "
                f"of up to {percent(item.high)}."
            )
        else:
            said.append(f"With {group}, {percent(item.share)} of the patients had a serious event.")
    return " ".join(said)


def no_comparison_sentence(setting: Setting) -> str:
    """Why the groups can't be set against each other here."""
    return (
        f"The groups aren't compared: patients with {setting.treated} are asked at every session, and whoever "
        f"is asked more "
        "often reports more. Several events of one patient aren't independent, so the intervals are rather "
        "too narrow."
    )
