"""Patients who share a therapist or a site, in an imputation: who they are, and what an error by cluster is worth."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.read_sample import refuse_one_cluster, shared_clusters
from dnoutcomes.weighting.working_model import few_clusters_note, working_model

if TYPE_CHECKING:
    from dnoutcomes.missing.grid import ImputationGrid

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Imputed scores don't know of clusters, which a reader has to be told.
NOTE = (
    "The imputation model takes patients as independent; what clusters have in common enters the errors only."
)


def patient_clusters(
    data: pd.DataFrame, subject: str, cluster: str | None, patients: pd.DataFrame, arm: str
) -> Codes | None:
    """Number the clusters of the patients; one without any is a cluster alone.

    Parameters
    ----------
    data : pandas.DataFrame
        One row per patient and visit.
    subject, arm : str
        Columns.
    cluster : str or None
        Column of the clusters.
    patients : pandas.DataFrame
        One row per patient, indexed by subject, with the arm.

    Returns
    -------
    array of int, shape (N,), or None
        None without a column, or where no two patients share a cluster.

    Raises
    ------
    ModelError
        No such column, a cluster that changes within a patient, or an arm whose patients all share one.
    """
    if cluster is None:
        return None
    if cluster not in data.columns:
        raise ModelError(
            f"the data have no column {cluster!r} of clusters; columns: {', '.join(map(str, data.columns))}"
        )
    grouped = data.groupby(subject, sort=True, observed=True)[cluster]
    changing = int(grouped.nunique(dropna=True).gt(1).sum())
    if changing:
        raise ModelError(
            f"{cluster!r} changes within {changing} patients; keep for each of them the one that counts"
        )
    return shared_clusters(
        patients.assign(**{cluster: grouped.first().reindex(patients.index)}), cluster, arm
    )


@dataclass(frozen=True, eq=False)
class VisitReference:
    """What the errors at each visit are referred to.

    Attributes
    ----------
    df : array of shape (m,)
        Degrees of freedom.
    factor : array of shape (m,)
        What a variance by cluster has to be multiplied by; 1 without clusters.
    notes : tuple of str
    """

    df: Array
    factor: Array
    notes: tuple[str, ...]


def visit_reference(grid: ImputationGrid, *, left_out: bool) -> VisitReference:
    """Degrees of freedom of an analysis of covariance of the patients seen at each visit, or of their clusters.

    Parameters
    ----------
    grid : ImputationGrid
    left_out : bool
        As in `working_model`.

    Notes
    -----
    Without clusters: patients with a score less columns, at least 1. A visit at which the patients who were seen, of
    one arm, share a cluster has NaN.
    """
    m = grid.y.shape[1]
    df, factor, notes = np.full(m, np.nan), np.full(m, np.nan), []
    for place in range(m):
        seen = ~np.isnan(grid.y[:, place])
        design = grid.analysis[seen]
        if grid.clusters is None:
            df[place], factor[place] = max(len(design) - design.shape[1], 1), 1.0
            continue
        clusters, treated = grid.clusters[seen], grid.treated[seen]
        try:
            refuse_one_cluster(clusters, [grid.arms[int(arm)] for arm in treated], "cluster")
            model = working_model(
                design, np.eye(design.shape[1])[1], grid.y[seen, place], np.ones(len(design)), clusters,
                left_out=left_out,
            )  # fmt: skip
        except ModelError as error:
            notes.append(f"No error at {grid.visits[place]}: {error}.")
            continue
        df[place], factor[place] = model.df, model.factor
        notes += [f"{grid.visits[place]}: {note}" for note in few_clusters_note(model.df)]
    if grid.clusters is not None:
        notes.insert(0, NOTE)
    return VisitReference(df, factor, tuple(notes))


def draw_patients(grid: ImputationGrid, rng: np.random.Generator) -> Codes:
    """Draw patients with replacement within arms, or whole clusters within those of one arm, the other, or both."""
    groups = grid.groups
    of_treated = np.array([grid.treated[group].any() for group in groups])
    of_reference = np.array([not grid.treated[group].all() for group in groups])
    drawn = []
    for kind in (of_reference & ~of_treated, of_treated & ~of_reference, of_treated & of_reference):
        places = np.flatnonzero(kind)
        if len(places):
            drawn += [groups[place] for place in rng.choice(places, len(places))]
    return np.concatenate(drawn)
