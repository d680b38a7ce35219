"""Patients who share a therapist or a site, read from rows of patients and visits."""

from __future__ import annotations

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.read_sample import shared_clusters

Codes = NDArray[np.intp]


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
