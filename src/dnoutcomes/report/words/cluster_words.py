"""What a report says of patients who share a therapist or a site: how errors took them, and what can't be told."""

from __future__ import annotations

import math

from dnoutcomes.figures.number_text import number
from dnoutcomes.language import say, say_count
from dnoutcomes.report.facts.cluster_results import FEW, ArmClusters, ClusterResults
from dnoutcomes.report.names.cluster_units import unit_words
from dnoutcomes.report.names.setting import Setting


def independent_units(clusters: ClusterResults | None) -> str:
    """Name those whose patients errors take for independent because the plan says nothing of them; else empty."""
    if clusters is None or clusters.taken != "as independent":
        return ""
    return unit_words(clusters.column)["units"]


def cluster_paragraph(clusters: ClusterResults, setting: Setting) -> str:
    """Say how errors took patients of one cluster, how many clusters there are, and what that costs."""
    words = unit_words(clusters.column)
    if clusters.taken != "together":
        return _by_patient(clusters)
    how = say(
        "Patients of one {unit} were taken to go together, because scores may be alike where the same people treat. "
        "Errors, intervals and tests of what compares the groups allow for it, so that they hold for patients of other "
        "{units} too; rates of events and charts by month take patients as independent. A patient with records of "
        "several {units} counts under the one of most records.",
        **words,
    )
    arms = [
        _arm_sentence(clusters.arms[arm], setting.arm(arm), words)
        for arm in (setting.plan.treated_arm, setting.plan.reference_arm)
    ]
    return " ".join(filter(None, [how, *arms, design_effect_sentence(clusters, setting)]))


def _by_patient(clusters: ClusterResults) -> str:
    words = unit_words(clusters.column)
    if clusters.taken == "of one":
        return say(
            "The plan takes patients of one {unit} to go together. All patients of this report are of one {unit}, so "
            "errors are by patient, and intervals say nothing of other {units}.",
            **words,
        )
    if clusters.taken == "not recorded":
        return say(
            "The plan takes patients of one {unit} to go together, but no patient of this report has one recorded: "
            "errors are by patient.",
            **words,
        )
    return independent_sentence(clusters)


def independent_sentence(clusters: ClusterResults) -> str:
    """Say that patients of one therapist were taken as independent, and of how many."""
    words = unit_words(clusters.column)
    taken = say("Patients of one {unit} were taken as independent: the plan doesn't name {units}.", **words)
    if clusters.n_clusters is None:
        return f"{taken} {_too_narrow(words)}"
    named = say_count(
        "The file names {n} {unit} of these patients.", "The file names {n} {units} of these patients.",
        clusters.n_clusters, **words,
    )  # fmt: skip
    return f"{taken} {named} {_too_narrow(words)}"


def _too_narrow(words: dict[str, str]) -> str:
    return say("Where results differ between {units}, intervals are too narrow.", **words)


def _arm_sentence(arm: ArmClusters, name: str, words: dict[str, str]) -> str:
    if arm.n_clusters is None:
        return say("How many {units} the patients with {arm} had is not shown.", arm=name, **words)
    if arm.n_clusters == 0:
        return say("No patient with {arm} has a {unit} recorded; each counts alone.", arm=name, **words)
    sentences = [
        say_count(
            "Patients with {arm} had {n} {unit}.", "Patients with {arm} had {n} {units}.",
            arm.n_clusters, arm=name, **words,
        )
    ]  # fmt: skip
    if arm.n_clusters > 1:
        sentences.append(_size_sentence(arm))
    if arm.some_alone is not False:
        sentences.append(say("Whoever of them has no {unit} recorded counts alone.", **words))
    return " ".join(sentences)


def _size_sentence(arm: ArmClusters) -> str:
    if arm.largest is None:
        return say("How many of these patients each had is not shown.")
    if arm.smallest is None:
        return say("None of them had more than {largest} of these patients.", largest=arm.largest)
    return say(
        "Each of them had {smallest} to {largest} of these patients.",
        smallest=arm.smallest,
        largest=arm.largest,
    )


def design_effect_sentence(clusters: ClusterResults, setting: Setting) -> str:
    """Say what going together costs, in patients; empty where it isn't known."""
    effect = clusters.design_effect
    if not math.isfinite(effect):
        return ""
    words = unit_words(clusters.column)
    parts = {"effect": number(effect, 2), "visit": setting.visit(setting.plan.primary_visit)}
    if effect <= 1:
        return say(
            "The design effect of the difference after {visit} is {effect}. Below 1, it is chance, or comes of {units} "
            "who treat both groups.",
            **words,
            **parts,
        )
    return say(
        "The design effect of the difference after {visit} is {effect}: these patients tell as much as {share} % of "
        "their number would if each had come alone.",
        share=number(100 / effect, 0),
        **parts,
    )


def cluster_limits(clusters: ClusterResults, setting: Setting) -> tuple[str, ...]:
    """What can't be told for the sake of who treated whom."""
    words = unit_words(clusters.column)
    sentences = [apart_sentence(clusters, setting)]
    if clusters.taken == "as independent":
        sentences.append(independent_sentence(clusters))
    if clusters.taken in ("of one", "not recorded"):
        sentences.append(_by_patient(clusters))
    if clusters.taken == "together" and any(map(clusters.few, clusters.arms)):
        sentences.append(
            say(
                "At least one group has fewer than {few} {units}. Estimates and numbers of patients hold as they "
                "stand; how far {units} differ can hardly be told from so few, which makes intervals wide.",
                few=FEW,
                **words,
            )
        )
    if clusters.interval == "rough":
        sentences.append(
            say(
                "The interval of the difference rests on so few {units} that it is rough itself (fewer than 4 "
                "degrees of freedom).",
                **words,
            )
        )
    return tuple(filter(None, sentences))


def apart_sentence(clusters: ClusterResults, setting: Setting) -> str:
    """Say that treatment and therapist can't be told apart, where no therapist treated patients of both groups."""
    if not clusters.apart:
        return ""
    words = unit_words(clusters.column)
    parts = {"treated": setting.treated, "reference": setting.reference}
    n = clusters.arms[setting.plan.treated_arm].n_clusters
    if n is None:
        return say(
            "No {unit} of patients with {treated} is named for patients with {reference}: the difference can't be told "
            "from one between {units}.",
            **words,
            **parts,
        )
    return say_count(
        "The file names {n} {unit} for patients with {treated}, and not for patients with {reference}: the difference "
        "can't be told from one between {units}.",
        "The file names {n} {units} for patients with {treated}, and none of them for patients with {reference}: the "
        "difference can't be told from one between {units}.",
        n,
        **words,
        **parts,
    )


def interval_sentence(clusters: ClusterResults | None) -> str:
    """Say beside intervals that they allow for clusters; empty where they don't."""
    if clusters is None or clusters.taken != "together":
        return ""
    return say("Intervals allow for patients of one {unit} going together.", **unit_words(clusters.column))


def error_words(clusters: ClusterResults | None) -> str:
    """Name the errors and degrees of freedom where patients of one cluster go together; empty where they don't."""
    if clusters is None or clusters.taken != "together":
        return ""
    return say("cluster-robust errors by {unit} (CR2, Satterthwaite)", **unit_words(clusters.column))


def cluster_reservation(clusters: ClusterResults | None, setting: Setting) -> str:
    """What the first page must say of who treated whom: a few treated all of one group. Else empty."""
    if clusters is None or not clusters.few(setting.plan.treated_arm):
        return ""
    return apart_sentence(clusters, setting)
