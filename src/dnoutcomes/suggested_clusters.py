"""Columns by which patients may go together, where a plan doesn't speak of it."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.clusters import cluster_names
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
    own = [name for name in records.columns if name not in COLUMNS and _WHO_OR_WHERE.search(name)]
    looked_at = [name for name in (THERAPIST, SITE, *own) if name in records.columns]
    if not looked_at:
        return None
    # Only these: a copy of all columns in the order of time would be as large as the records. Patients are numbers
    # here, which are grouped faster than texts.
    ordered = records[[time_column, "source_row", *looked_at]]
    ordered = ordered.assign(patient_id=pd.factorize(records["patient_id"])[0])
    ordered = ordered.sort_values([time_column, "source_row"], kind="stable")
    qualified = {name: names for name in looked_at if _several_each(names := cluster_names(ordered, name)[0])}
    if not qualified:
        return None
    column, sites, nested = next(iter(qualified)), 0, False
    if column == THERAPIST and SITE in qualified:
        sites = qualified[SITE].nunique()
        nested = bool(qualified[SITE].groupby(qualified[THERAPIST]).nunique().max() == 1)
        if nested and sites >= ENOUGH_SITES:
            column, sites = SITE, 0
    sizes = qualified[column].value_counts()
    return SuggestedClusters(
        column,
        len(sizes),
        int(sizes.sum()),
        ordered["patient_id"].nunique(),
        int(sizes.min()),
        int(sizes.max()),
        sites,
        nested,
    )


def _several_each(names: pd.Series) -> bool:
    sizes = names.value_counts()
    return LEVELS[0] <= len(sizes) <= LEVELS[1] and bool(sizes.median() >= 2)
