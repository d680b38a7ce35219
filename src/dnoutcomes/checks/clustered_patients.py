"""Patients who share a therapist or a site, and a plan that takes them as independent."""

from __future__ import annotations

from collections import Counter

from dnoutcomes.checks.context import RecordContext
from dnoutcomes.checks.of_counts import OfCounts, Tally
from dnoutcomes.readers.finding import Finding
from dnoutcomes.suggested_clusters import (
    SITE,
    THERAPIST,
    SuggestedClusters,
    count_by_cluster,
    suggest_by_counts,
)


def _count(context: RecordContext) -> Tally:
    if context.clusters is not None:
        return Counter()
    return Counter(count_by_cluster(context.counts))


def _judge(patients: Tally, context: RecordContext) -> list[Finding]:
    """Say that patients of one therapist or site may go together, where no plan speaks of it."""
    suggested = suggest_by_counts(patients, context.records.columns)
    if suggested is None:
        return []
    beside = _beside_sites(suggested)
    return [
        Finding(
            "info",
            f"{suggested.column} has {suggested.n_clusters} levels of {suggested.smallest} to {suggested.largest} "
            f"patients, {suggested.n_patients} of {suggested.n_everybody} in all. Patients of one level may go "
            f"together; where they do, intervals that take every patient as independent are too narrow{beside}",
            column=suggested.column,
            remedy=f'To take it into account, write clusters = "{suggested.column}" into the plan.',
        )
    ]


def _beside_sites(suggested: SuggestedClusters) -> str:
    """Why therapists are suggested and not the sites, or the other way round."""
    if suggested.column == SITE and suggested.nested:
        return f". Each {THERAPIST} is at one {SITE}, so sites hold for both"
    if not suggested.sites:
        return ""
    if suggested.nested:
        return f". {suggested.sites} levels of {SITE} are too few to be clusters; they can be a covariate"
    return f". Some {THERAPIST} are at more than one {SITE}, so sites wouldn't hold for both"


clustered_patients = OfCounts(_count, _judge)
