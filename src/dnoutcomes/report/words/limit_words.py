"""Limits: what the results of this report can't say, and why, with the numbers that show how much it matters."""

from __future__ import annotations

from collections.abc import Mapping

from dnoutcomes.compare.before_after import PLACEBO_CHANGE
from dnoutcomes.disclosure import StatedNumber
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.language import say
from dnoutcomes.report.facts.change_results import ChangeResults
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.names.plain_text import join_words
from dnoutcomes.report.names.setting import Setting
from dnoutcomes.schema import CAUSES

# Percent of the same patients as behind PLACEBO_CHANGE.
PLACEBO_HALF = 25


def open_label_sentences(setting: Setting) -> tuple[str, ...]:
    """What a comparison with standard care alone can't separate; printed in every report."""
    if set(setting.plan.arms) != {"needling", "standard"}:
        return (
            say(
                "Patients are taken to have known what they were given. A difference between the groups then includes "
                "attention and expectation."
            ),
        )
    return (
        say(
            "Patients and clinicians knew who was needled. The difference between the groups therefore includes "
            "attention, expectation and contact time as well as whatever the needle itself does. These data can't "
            "separate them."
        ),
        say(
            "For scale: in the pooled data of {n} patients with chronic pain, acupuncture differed from no "
            "acupuncture by about {none} standard deviations and from sham acupuncture by about {sham} (Vickers et al. "
            "2012).",
            n=number(17_922, 0),
            none=number(0.5, 1),
            sham=number(0.2, 1),
        ),
    )


def design_sentences(setting: Setting) -> tuple[str, ...]:
    """What follows from how patients came into their group."""
    if setting.randomised:
        return (
            say(
                "The plan declares that patients were randomised. That makes the groups alike at the start on "
                "average; it doesn't make up for patients who left later."
            ),
        )
    return (
        say(
            "Patients were not randomised. People who choose {treated}, or are chosen for it, may differ from the "
            "others in ways that change {outcome} by themselves.",
            treated=setting.treated,
            outcome=setting.outcome,
        ),
        say(
            "The adjusted difference takes the recorded characteristics into account that the plan names. It can't "
            "take into account what was not recorded, so a difference here doesn't show that {treated} is the reason.",
            treated=setting.treated,
        ),
    )


def adjustment_sentence(adjusted: Effect, unadjusted: Effect, setting: Setting) -> str:
    """The adjusted beside the unadjusted difference, so that a reader sees how much adjusting matters."""
    if not (adjusted.has_interval and unadjusted.has_interval):
        return ""
    decimals = max(adjusted.decimals, unadjusted.decimals)
    parts = {"before": number(unadjusted.estimate, decimals), "after": number(adjusted.estimate, decimals)}
    if abs(adjusted.estimate - unadjusted.estimate) < adjusted.std_error / 4:
        return say(
            "Without adjustment the difference is {before}, with it {after}: adjusting changes little.",
            **parts,
        )
    if setting.randomised:
        return say(
            "Without adjustment the difference is {before}, with it {after}; chance differences at the start explain "
            "the gap.",
            **parts,
        )
    return say(
        "Without adjustment the difference is {before}, with it {after}. The gap shows that the groups were not alike "
        "at the start; what was not recorded may matter as much.",
        **parts,
    )


def before_after_sentences(change: ChangeResults, setting: Setting) -> tuple[str, ...]:
    """Why the change within a group says little: what would have been seen without its treatment."""
    sentences = [
        say(
            "The change from before to after within one group is not the effect of its treatment. Patients come when "
            "they feel worst, and most then drift back towards their usual level (regression to the mean); some "
            "improve with time or with attention."
        ),
    ]
    if change.expected.is_shown:
        sentences.append(_expected_sentence(change, setting))
    instrument = setting.instrument
    if instrument.domain == "pain" and (instrument.minimum, instrument.maximum) == (0, 10):
        sentences.append(
            say(
                "For scale: patients on placebo in drug trials of painful diabetic neuropathy changed by {change} "
                "points on average, and {half} % of them had half their pain or less (Frisaldi et al. 2023).",
                change=number(PLACEBO_CHANGE, 2),
                half=PLACEBO_HALF,
            )
        )
    return tuple(sentences)


def _expected_sentence(change: ChangeResults, setting: Setting) -> str:
    """How much would have been seen in any case, by what that rests on."""
    decimals = max(effect.decimals for effect in change.effects.values())
    parts = {
        "amount": setting.signed_amount(change.expected.value, decimals),
        "treated": setting.treated,
        "reference": setting.reference,
    }
    return {
        "reference arm": say(
            "A change of about {amount} was to be expected of the patients with {treated} in any case: that is "
            "how patients with {reference} and the same score at the start changed, through regression to the mean, "
            "time and their own care together.",
            **parts,
        ),
        "population mean": say(
            "A change of about {amount} was to be expected of the patients with {treated} in any case: that is "
            "regression to the mean alone, towards the mean of the population they come from.",
            **parts,
        ),
        "eligibility cut": say(
            "A change of about {amount} was to be expected of the patients with {treated} in any case: that is "
            "regression to the mean alone, given the score that was needed to take part.",
            **parts,
        ),
    }[change.method]


def evidence_sentences(setting: Setting) -> tuple[str, ...]:
    """What is known of dry needling in neuropathy from elsewhere: little. Empty where the arms or causes are others."""
    if "needling" not in setting.plan.arms or not set(setting.plan.causes) <= set(CAUSES):
        return ()
    return (
        say(
            "Direct evidence on dry needling in peripheral neuropathy is thin. What was found is one trial of 20 "
            "patients with diabetic foot ulcers, a case series of 10, and single case reports; no trial of dry "
            "needling after chemotherapy was found."
        ),
        say(
            "The neighbouring evidence is on acupuncture and is mixed. A review of trials in neuropathic pain found a "
            "standardised mean difference of {estimate} (95 % interval {low} to {high}; 8 trials, 338 patients; "
            "PMC9868276), while a trial of 60 patients against sham found none (doi 10.1007/s40200-023-01314-1).",
            estimate=number(-0.59, 2),
            low=number(-0.95, 2),
            high=number(-0.23, 2),
        ),
        say("This report makes no claim that needling works; it describes what was seen in these patients."),
    )


def missing_sentence(share_missing: Mapping[str, StatedNumber], visit: str, setting: Setting) -> str:
    """How many had no score when it counted, and what has to be assumed about them."""
    shown = {arm: share.value for arm, share in share_missing.items() if share.is_shown}
    when = setting.visit(visit)
    if not shown:
        return say(
            "How many had no score after {when} is not shown, to protect small groups. Those without a score may have "
            "done better or worse than the rest.",
            when=when,
        )
    if max(shown.values()) == 0 and len(shown) == len(share_missing):
        return say("Every patient had a score after {when}.", when=when)
    if max(shown.values()) == 1:
        return say("After {when}, nobody in at least one group had a score.", when=when)
    shares = [
        say("{percent} with {arm}", percent=percent(share.value), arm=setting.arm(arm))
        if share.is_shown
        else say("a number that is hidden with {arm}", arm=setting.arm(arm))
        for arm, share in share_missing.items()
    ]
    return say(
        "After {when}, {shares} had no score. The results assume that, among patients alike in what was recorded, "
        "those without a score did as well as those with one. Nobody can check that with these data.",
        when=when,
        shares=join_words(shares),
    )
