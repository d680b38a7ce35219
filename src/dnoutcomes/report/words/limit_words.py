"""Limits: what the results of this report can't say, and why, with the numbers that show how much it matters."""

from __future__ import annotations

import math

from dnoutcomes.compare.before_after import PLACEBO_CHANGE
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.report.results import ChangeResults
from dnoutcomes.report.words.setting import Setting
from dnoutcomes.report.words.verdict import Effect

# Percent of the same patients as behind PLACEBO_CHANGE.
PLACEBO_HALF = 25
EXPECTED_FROM = {
    "reference arm": "that is how patients with {reference} and the same score at the start changed, "
    "through regression to the mean, time and their own care together",
    "population mean": "that is regression to the mean alone, towards the mean of the population they come from",
    "eligibility cut": "that is regression to the mean alone, given the score that was needed to take part",
}


def open_label_sentences(setting: Setting) -> tuple[str, ...]:
    """What a comparison with standard care alone can't separate; printed in every report."""
    if set(setting.plan.arms) != {"needling", "standard"}:
        return (
            "Patients are taken to have known what they were given. A difference between the groups then "
            "includes attention and expectation.",
        )
    return (
        "Patients and clinicians knew who was needled. The difference between the groups therefore includes "
        "attention, expectation and contact time as well as whatever the needle itself does. These data can't "
        "separate them.",
        "For scale: in the pooled data of 17,922 patients with chronic pain, acupuncture differed from no "
        "acupuncture by about 0.5 standard deviations and from sham acupuncture by about 0.2 (Vickers et al. "
        "2012).",
    )


def design_sentences(setting: Setting) -> tuple[str, ...]:
    """What follows from how patients came into their group."""
    if setting.randomised:
        return (
            "The plan declares that patients were randomised. That makes the groups alike at the start on "
            "average; it doesn't make up for patients who left later.",
        )
    return (
        "Patients were not randomised. People who choose needling, or are chosen for it, may differ from the "
        "others in ways that change pain by themselves.",
        "The adjusted difference takes the recorded characteristics into account that the plan names. It can't take "
        "into account what was not recorded, so a difference here doesn't show that needling is the reason.",
    )


def adjustment_sentence(adjusted: Effect, unadjusted: Effect, setting: Setting) -> str:
    """The adjusted beside the unadjusted difference, so that a reader sees how much adjusting matters."""
    if not (adjusted.known and unadjusted.known):
        return ""
    decimals = max(adjusted.decimals, unadjusted.decimals)
    first, second = (number(effect.estimate, decimals) for effect in (unadjusted, adjusted))
    both = f"Without adjustment the difference is {first}, with it {second}"
    if abs(adjusted.estimate - unadjusted.estimate) < adjusted.std_error / 4:
        return f"{both}: adjusting changes little."
    if setting.randomised:
        return f"{both}; chance differences at the start explain the gap."
    return (
        f"{both}. The gap shows that the groups were not alike at the start; "
        "what was not recorded may matter as much."
    )


def before_after_sentences(change: ChangeResults, setting: Setting) -> tuple[str, ...]:
    """Why the change within a group says little: what would have been seen without its treatment."""
    sentences = [
        "The change from before to after within one group is not the effect of its treatment. Patients come "
        "when they feel worst, and most then drift back towards their usual level (regression to the mean); "
        "some improve with time or with attention.",
    ]
    if math.isfinite(change.expected):
        decimals = max(effect.decimals for effect in change.effects.values())
        sentences.append(
            f"About {number(change.expected, decimals)} {setting.instrument.unit} were to be expected of the "
            f"patients with {setting.treated} in any case: "
            f"{EXPECTED_FROM[change.method].format(reference=setting.reference)}."
        )
    if setting.instrument.domain == "pain" and (setting.instrument.minimum, setting.instrument.maximum) == (
        0,
        10,
    ):
        sentences.append(
            "For scale: patients on placebo in drug trials of painful diabetic neuropathy changed by "
            f"{number(PLACEBO_CHANGE, 2)} points on average, and {PLACEBO_HALF} % of them had half their pain "
            "or less (Frisaldi et al. 2023)."
        )
    return tuple(sentences)


def evidence_sentences(setting: Setting) -> tuple[str, ...]:
    """What is known of dry needling in neuropathy from elsewhere: little. Empty where the arms are others."""
    if "needling" not in setting.plan.arms:
        return ()
    return (
        "Direct evidence on dry needling in peripheral neuropathy is thin. What was found is one trial of 20 patients "
        "with diabetic foot ulcers, a case series of 10, and single case reports; no trial of dry needling after "
        "chemotherapy was found.",
        "The neighbouring evidence is on acupuncture and is mixed. A review of trials in neuropathic pain "
        f"found a standardised mean difference of {number(-0.59, 2)} (95 % interval {number(-0.95, 2)} to "
        f"{number(-0.23, 2)}; 8 trials, 338 patients; PMC9868276), while a trial of 60 patients against sham "
        "found none (doi 10.1007/s40200-023-01314-1).",
        "This report makes no claim that needling works; it describes what was seen in these patients.",
    )


def missing_sentence(share_missing: dict[str, float], visit: str, setting: Setting) -> str:
    """How many had no score when it counted, and what has to be assumed about them."""
    known = {arm: share for arm, share in share_missing.items() if math.isfinite(share)}
    if not known:
        return (
            f"How many had no score after {setting.visit(visit)} is hidden, because they are few or others "
            "could be worked out from their number. They may have done better or worse than the rest."
        )
    if max(known.values()) == 0 and len(known) == len(share_missing):
        return f"Every patient had a score after {setting.visit(visit)}."
    if max(known.values()) == 1:
        return f"After {setting.visit(visit)}, nobody in at least one group had a score."
    shares = " and ".join(
        f"{percent(share) if arm in known else 'a number that is hidden'} with {setting.arm(arm)}"
        for arm, share in share_missing.items()
    )
    return (
        f"After {setting.visit(visit)}, {shares} had no score. The results assume that, among patients alike "
        "in what was recorded, those without a score did as well as those with one. Nobody can check that "
        "with these data."
    )
