"""What the error of an effect after imputation is referred to: residual df, or those of the clusters."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.weighting.read_sample import refuse_one_cluster
from dnoutcomes.weighting.working_model import few_clusters_note, working_model

Array = NDArray[np.float64]
Codes = NDArray[np.intp]

#: Imputed scores don't know of clusters, which a reader has to be told.
NOTE = (
    "The imputation model takes patients as independent; what clusters have in common enters the errors only."
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
    Without clusters: patients with a score minus columns, at least 1. A visit at which the patients who were seen, of
    one arm, share a cluster has NaN.
    """
    m = grid.y.shape[1]
    df, factor, notes = np.full(m, np.nan), np.full(m, np.nan), []
    for position in range(m):
        seen = ~np.isnan(grid.y[:, position])
        design = grid.analysis[seen]
        if grid.clusters is None:
            df[position], factor[position] = max(len(design) - design.shape[1], 1), 1.0
            continue
        clusters, treated = grid.clusters[seen], grid.treated[seen]
        try:
            refuse_one_cluster(clusters, [grid.arms[int(arm)] for arm in treated], "cluster")
            model = working_model(
                design, np.eye(design.shape[1])[1], grid.y[seen, position], np.ones(len(design)), clusters,
                left_out=left_out,
            )  # fmt: skip
        except ModelError as error:
            notes.append(f"No error at {grid.visits[position]}: {error}.")
            continue
        df[position], factor[position] = model.df, model.factor
        notes += [f"{grid.visits[position]}: {note}" for note in few_clusters_note(model.df)]
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
        of_kind = np.flatnonzero(kind)
        if len(of_kind):
            drawn += [groups[group] for group in rng.choice(of_kind, len(of_kind))]
    return np.concatenate(drawn)
