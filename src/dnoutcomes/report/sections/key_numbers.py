"""The numbers of the first page: each with its interval, what stands behind it, and whether it has been changing."""

from __future__ import annotations

from dnoutcomes.describe.exact_intervals import share_interval
from dnoutcomes.figures.number_text import level_text, number, percent
from dnoutcomes.language import say, say_count
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.report.blocks.cell import Cell, number_cell, share_cell, spoken_cell
from dnoutcomes.report.blocks.section import KeyNumber
from dnoutcomes.report.facts.claim import Claim
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.first_page_claims import claim_of_chart
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.words.responder_words import more_or_fewer, threshold_label
from dnoutcomes.report.words.safety_words import DECIMALS
from dnoutcomes.report.words.verdict import difference_words


def key_numbers(results: ReportResults) -> tuple[KeyNumber, ...]:
    """The numbers beside the headline, at most five; one that isn't known or may not be shown is left out.

    Each has its interval, but for the unadjusted difference of groups that weren't made by chance, whose interval would
    say how sure a comparison of unlike groups is. It is marked by what its control chart says, where there is one.
    """
    tiles = (
        _adjusted(results),
        _unadjusted(results),
        _responders(results),
        _scored(results),
        _events(results),
    )
    return tuple(tile for tile in tiles if tile is not None)


def _adjusted(results: ReportResults) -> KeyNumber | None:
    visit = results.setting.visit(results.setting.plan.primary_visit)
    label = say("Adjusted difference, {visit}", visit=visit)
    answer = results.answer
    return _difference(results, label, answer.effect, _mark(results, "change"), is_partial=answer.is_partial)


def _unadjusted(results: ReportResults) -> KeyNumber | None:
    label, effect = say("The same, not adjusted"), results.answer.unadjusted
    if results.setting.randomised or not effect.has_interval:
        return _difference(results, label, effect, "")
    size, _ = difference_words(effect, results.setting)
    detail = say("doesn't compare like with like; patients scored: {behind}", behind=_scored_by_arm(results))
    return KeyNumber(label, _difference_cell(size, effect, results), detail)


def _difference(
    results: ReportResults, label: str, effect: Effect, mark: str, *, is_partial: bool = False
) -> KeyNumber | None:
    if not effect.has_interval:
        return None
    size, bounds = difference_words(effect, results.setting)
    detail = say(
        "{level} interval: {bounds}; patients scored: {behind}",
        level=level_text(results.setting.plan.confidence_level),
        bounds=bounds,
        behind=_scored_by_arm(results),
    )
    if is_partial:
        detail = say("{detail}, without causes that only one group has scores of", detail=detail)
    return KeyNumber(label, _difference_cell(size, effect, results), detail, mark)


def _difference_cell(size: str, effect: Effect, results: ReportResults) -> Cell:
    return spoken_cell(size, effect.estimate, effect.decimals, results.setting.unit)


def _scored_by_arm(results: ReportResults) -> str:
    plan = results.setting.plan
    arms = [("scored", plan.primary_visit, arm) for arm in (plan.treated_arm, plan.reference_arm)]
    return " / ".join(results.counts.text(key) for key in arms)


def _responders(results: ReportResults) -> KeyNumber | None:
    setting = results.setting
    contrast = next(iter(results.responders_all), None)
    if contrast is None or contrast.n_concluded is None or not contrast.concluded.has_interval:
        return None
    effect = contrast.concluded
    detail = say(
        "{level} interval: {low} to {high}; patients: {n}",
        level=level_text(setting.plan.confidence_level),
        low=more_or_fewer(effect.conf_low, is_limit=True),
        high=more_or_fewer(effect.conf_high, is_limit=True),
        n=number(contrast.n_concluded, 0),
    )
    label = say(
        "Responders ({threshold}) in every 100, adjusted, {treated}",
        threshold=threshold_label(contrast.responder, setting),
        treated=setting.treated,
    )
    people = spoken_cell(more_or_fewer(effect.estimate), 100 * effect.estimate, 0)
    return KeyNumber(label, people, detail)


def _scored(results: ReportResults) -> KeyNumber | None:
    setting, counts, plan = results.setting, results.counts, results.setting.plan
    arms = (plan.treated_arm, plan.reference_arm)
    seen = counts.total(*(("scored", plan.primary_visit, arm) for arm in arms))
    analysed = counts.total(*(("analysed", arm) for arm in arms))
    if seen is None or analysed is None:
        return None
    low, high = share_interval(seen, analysed, plan.confidence_level)
    detail = say(
        "{level} interval: {low} to {high}; {seen} of {all} patients",
        level=level_text(plan.confidence_level),
        low=percent(low),
        high=percent(high),
        seen=number(seen, 0),
        all=number(analysed, 0),
    )
    label = say("Scored after {visit}", visit=setting.visit(plan.primary_visit))
    return KeyNumber(label, share_cell(seen / analysed), detail, _mark(results, "completion"))


def _events(results: ReportResults) -> KeyNumber | None:
    safety = results.safety
    if isinstance(safety, Unavailable) or not safety.rates or safety.n_sessions is None:
        return None
    rate = safety.rates[0]
    detail = say(
        "{level} interval: {low} to {high}; {sessions}",
        level=level_text(results.setting.plan.confidence_level),
        low=number(rate.low, DECIMALS),
        high=number(rate.high, DECIMALS),
        sessions=say_count("{n} session", "{n} sessions", safety.n_sessions),
    )
    label = say("Adverse events per 100 sessions, {treated}", treated=results.setting.treated)
    return KeyNumber(label, number_cell(rate.per_100, DECIMALS), detail, _mark(results, "adverse_events"))


def _mark(results: ReportResults, measure: str) -> str:
    """What the measure's control chart says of change, in a few words."""
    if isinstance(results.trends, Unavailable):
        return ""
    chart = results.trends.by_measure.get(measure)
    return mark_of(chart, claim_of_chart(measure, chart)) if chart is not None else ""


def mark_of(chart: ControlChart, claim: Claim) -> str:
    """Whether a chart shows change beyond chance in the last months.

    Parameters
    ----------
    chart : ControlChart
    claim : Claim
        As from `claim_of_chart`.

    Notes
    -----
    The months are named, since the mark stands under a difference between groups, of which it says nothing.
    """
    if claim.made:
        return {
            "better": say("▲ month by month: lately better, beyond chance"),
            "worse": say("▼ month by month: lately worse, beyond chance"),
            "": say("◆ month by month: lately changed, beyond chance"),
        }[claim.direction]
    if chart.rules:
        return say("● month by month: no change beyond chance")
    if chart.hidden_periods:
        return say("○ month by month: too few months can be shown to tell")
    return say("○ month by month: too few months to tell")
