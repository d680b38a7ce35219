"""Columns by which patients may go together, where a plan doesn't speak of it."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from statistics import median

import pandas as pd

from dnoutcomes.record_counts import CountsOfFrame, PatientsByLevel, RecordCounts
from dnoutcomes.schema import COLUMNS

THERAPIST, SITE = "therapist_id", "site_id"
#: So many levels, with several patients in half of them or more, may be clusters.
LEVELS = (3, 200)
#: Sites are named before therapists only where there are so many.
ENOUGH_SITES = 10

# A column of the file's own is one of people or places where its name says so.
_WHO_OR_WHERE = re.compile(
    "therapist|practitioner|clinician|physio|provider|doctor|physician|nurse|operator"
    "|site|clinic|cent(re|er)|hospital|practice|ward|team|department",
    re.IGNORECASE,
)


@dataclass(frozen=True)
class SuggestedClusters:
    """A column that may say who goes together.

    Attributes
    ----------
    column : str
    n_clusters : int
        Its levels.
    n_patients, n_everybody : int
        Patients who have one, and all.
    smallest, largest : int
        Patients of a level.
    sites : int
        Where therapists are suggested and sites could have been: how many; else 0.
    nested : bool
        Whether both could be, and each therapist has patients of one site only.
    """

    column: str
    n_clusters: int
    n_patients: int
    n_everybody: int
    smallest: int
    largest: int
    sites: int = 0
    nested: bool = False


def suggest_clusters(records: pd.DataFrame, time_column: str) -> SuggestedClusters | None:
    """Find the column by which patients are most likely to go together.

    Parameters
    ----------
    records : pandas.DataFrame
        Accepted records: `patient_id`, `source_row` and the time.
    time_column : str

    Returns
    -------
    SuggestedClusters or None
        None where no column has 3 to 200 levels with two patients or more in at least half of them.

    Notes
    -----
    Therapists come first, since patients of one site go together through them. Where each therapist works at one site
    and there are 10 sites or more, the sites are suggested: clusters of the higher level hold for the lower one too,
    and a handful of them would make every interval useless. Columns that the schema doesn't know are looked at where
    neither is there and their name speaks of people or places.

    Examples
    --------
    >>> records = pd.DataFrame({"patient_id": list("ABCDEF"), "study_day": 0, "source_row": range(6),
    ...                         "therapist_id": ["T1", "T1", "T2", "T2", "T3", None]})
    >>> suggest_clusters(records, "study_day").n_clusters
    3
    """
    return suggest_by_counts(count_by_cluster(CountsOfFrame(records, time_column)), records.columns)


def count_by_cluster(counts: RecordCounts) -> PatientsByLevel:
    """Count patients by their levels of all columns by which they may go together.

    Returns
    -------
    Counter
        Patients by their level of each of `cluster_columns`, None where they have none.
    """
    looked_at = cluster_columns(counts.columns)
    return counts.patients_by_most_rows(looked_at) if looked_at else Counter()


def cluster_columns(columns: Iterable[str]) -> list[str]:
    """Return the columns by which patients may go together: therapist, site, and the file's own that sound like it."""
    columns = list(columns)
    own = [name for name in columns if name not in COLUMNS and _WHO_OR_WHERE.search(name)]
    return [name for name in (THERAPIST, SITE, *own) if name in columns]


def suggest_by_counts(patients: PatientsByLevel, columns: Iterable[str]) -> SuggestedClusters | None:
    """Find the column by which patients are most likely to go together, from counts of all patients.

    Parameters
    ----------
    patients : Counter
        From `count_by_cluster`, added up over all patients.
    columns : iterable of str
        Of the records.
    """
    names = cluster_columns(columns)
    sizes: dict[str, Counter[str]] = {}
    for place, name in enumerate(names):
        of_level: Counter[str] = Counter()
        for levels, n in patients.items():
            level = levels[place]
            if level is not None:
                of_level[level] += n
        if _several_each(of_level):
            sizes[name] = of_level
    if not sizes:
        return None
    column, sites, nested = next(iter(sizes)), 0, False
    if column == THERAPIST and SITE in sizes:
        sites = len(sizes[SITE])
        nested = _one_site_each(patients, names.index(THERAPIST), names.index(SITE))
        if nested and sites >= ENOUGH_SITES:
            column, sites = SITE, 0
    of_level = sizes[column]
    return SuggestedClusters(
        column,
        len(of_level),
        of_level.total(),
        patients.total(),
        min(of_level.values()),
        max(of_level.values()),
        sites,
        nested,
    )


def _several_each(sizes: Counter[str]) -> bool:
    return LEVELS[0] <= len(sizes) <= LEVELS[1] and median(sizes.values()) >= 2


def _one_site_each(patients: PatientsByLevel, therapist: int, site: int) -> bool:
    """Whether no therapist has patients of two sites."""
    pairs = {
        (levels[therapist], levels[site])
        for levels in patients
        if levels[therapist] is not None and levels[site] is not None
    }
    return bool(pairs) and len(pairs) == len({name for name, _ in pairs})
