"""Clusters: patients who share a therapist or a clinic, and whose scores may go together for that reason."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import PlanError
from dnoutcomes.registry import did_you_mean

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

#: Column of `AnalysisData.patients` and `visits` with the code of the patient's cluster.
CLUSTER = "cluster"


@dataclass(frozen=True, eq=False)
class Clusters:
    """Which patients share a cluster.

    Attributes
    ----------
    column : str
        The column of the records that the plan names.
    names : tuple of str
        Names of the clusters in sorted order; the code of a cluster is its place.
    codes : pandas.Series
        Code by `patient_id`. A patient for whom no cluster was recorded is one alone, with a code above those of
        `names`.
    n_several : int
        Patients with rows of more than one cluster; each belongs to that of most rows, the earliest of equals.
    """

    column: str
    names: tuple[str, ...]
    codes: pd.Series
    n_several: int = 0

    @property
    def alone(self) -> pd.Series:
        """Whether no cluster was recorded for the patient, by `patient_id`."""
        return self.codes >= len(self.names)

    def by_arm(self, patients: pd.DataFrame) -> pd.DataFrame:
        """Count the named clusters of each arm.

        Parameters
        ----------
        patients : pandas.DataFrame
            One row per patient: `arm` (categorical) and `cluster`.

        Returns
        -------
        pandas.DataFrame
            One row per arm, its index: `n_patients, n_clusters`, `n_alone` (patients without a named cluster),
            `smallest`, `largest` (patients in a cluster; NaN without any) and `n_shared`, the clusters that have
            patients of the other arm as well.
        """
        return clusters_by_arm(patients["arm"], patients[CLUSTER].where(patients[CLUSTER] < len(self.names)))

    def notes(self, patients: pd.DataFrame) -> tuple[str, ...]:
        """Say how the clusters came about, in sentences."""
        table = self.by_arm(patients)
        counts = ", ".join(f"{row.n_clusters} of {row.Index}" for row in table.itertuples())
        said = [f"Patients who share {self.column} are taken to go together: {counts}."]
        if table["n_alone"].any():
            alone = ", ".join(f"{row.n_alone} of {row.Index}" for row in table.itertuples() if row.n_alone)
            said.append(f"No {self.column} was recorded for {alone}; each of them counts as a cluster.")
        if self.n_several:
            said.append(
                f"{self.n_several} patients had more than one {self.column}; each counts under the one of most rows."
            )
        return tuple(said)


def clusters_by_arm(arms: pd.Series, clusters: pd.Series) -> pd.DataFrame:
    """Count the clusters of each arm, of patients whose arm (categorical) and cluster these are; missing is none.

    Returns
    -------
    pandas.DataFrame
        As from `Clusters.by_arm`.
    """
    patients = pd.DataFrame({"arm": arms.array, CLUSTER: clusters.array})
    named = patients[patients[CLUSTER].notna()]
    sizes = named.groupby(["arm", CLUSTER], observed=True).size().rename("n").reset_index()
    sizes["shared"] = sizes[CLUSTER].map(sizes[CLUSTER].value_counts()) > 1
    counted = sizes.groupby("arm", observed=False).agg(
        n_clusters=("n", "size"), smallest=("n", "min"), largest=("n", "max"), n_shared=("shared", "sum")
    )
    everyone = patients.groupby("arm", observed=False).size().rename("n_patients")
    table = counted.join(everyone)
    table["n_alone"] = everyone - named.groupby("arm", observed=False).size()
    order = ["n_patients", "n_clusters", "n_alone", "smallest", "largest", "n_shared"]
    return table[order].astype({"n_clusters": int, "n_alone": int, "n_shared": int})


def read_clusters(records: pd.DataFrame, plan: Plan, *, part: bool = False) -> Clusters | None:
    """Read who shares a cluster, where the plan names a column.

    Parameters
    ----------
    records : pandas.DataFrame
        Accepted records with `patient_id, day, source_row` and the plan's column.
    plan : Plan
    part : bool
        Whether these are the records of some of a file's patients, who may all be of one cluster.

    Returns
    -------
    Clusters or None
        None where the plan doesn't speak of clusters, or all patients of a part are of one.

    Raises
    ------
    PlanError
        The data don't have the column, or it has fewer than two values.

    Examples
    --------
    >>> from dnoutcomes.plan import Plan
    >>> records = pd.DataFrame({"patient_id": ["A", "A", "A", "B", "C"], "day": [0, 7, 14, 0, 0],
    ...                         "source_row": range(5), "therapist_id": ["T2", "T1", "T1", "T2", None]})
    >>> clusters = read_clusters(records, Plan(clusters="therapist_id"))
    >>> clusters.names, clusters.codes.to_dict(), clusters.n_several
    (('T1', 'T2'), {'A': 0, 'B': 1, 'C': 2}, 1)
    """
    column = plan.clusters
    if column is None:
        return None
    if column not in records.columns:
        raise PlanError(
            f"clusters = {column!r} isn't among the columns of the data"
            f"{did_you_mean(column, list(records.columns))}"
        )
    label, several = cluster_names(records.sort_values(["day", "source_row"], kind="stable"), column)
    names = tuple(sorted(set(label)))
    if len(names) < 2 and part:
        return None
    if len(names) < 2:
        raise PlanError(
            f"clusters = {column!r} has {len(names) or 'no'} value{'s' * (len(names) == 0)} in the data; patients can "
            "only go together in two clusters or more. Leave clusters out of the plan"
        )
    return Clusters(column, names, _codes(records, label, names), several)


def cluster_names(ordered: pd.DataFrame, column: str) -> tuple[pd.Series, int]:
    """Return the cluster of each patient: that of most rows, the earliest of equals.

    Parameters
    ----------
    ordered : pandas.DataFrame
        Records in the order of time: `patient_id` and the column.
    column : str

    Returns
    -------
    pandas.Series
        Name of the cluster by `patient_id`; patients for whom none was recorded aren't in it.
    int
        Patients with rows of more than one.
    """
    stated = ordered[ordered[column].notna()]
    counted = stated.assign(label=stated[column].astype(str)).groupby(["patient_id", "label"], sort=False)
    # Sorting is stable and groups stand in the order of time: the earliest of equals comes first.
    rows = counted.size().rename("n").reset_index().sort_values("n", ascending=False, kind="stable")
    names = rows.drop_duplicates("patient_id").set_index("patient_id")["label"]
    return names, int((rows["patient_id"].value_counts() > 1).sum())


def _codes(records: pd.DataFrame, label: pd.Series, names: tuple[str, ...]) -> pd.Series:
    patients = pd.Index(sorted(records["patient_id"].unique()), name="patient_id")
    place = {name: code for code, name in enumerate(names)}
    codes = label.reindex(patients).map(place)
    alone = codes.isna().to_numpy()
    codes[alone] = len(names) + np.arange(alone.sum())
    return codes.astype("int64").rename(CLUSTER)


def cluster_codes(frame: pd.DataFrame) -> NDArray[np.intp] | None:
    """Return the cluster of each row from 0 upwards without gaps; None where the plan doesn't speak of clusters.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of `AnalysisData.patients` or `visits`, or what was made of them.
    """
    if CLUSTER not in frame.columns:
        return None
    return np.asarray(pd.factorize(frame[CLUSTER], sort=True)[0], dtype=np.intp)


def named_clusters(
    frame: pd.DataFrame, clusters: Clusters | None, taken: tuple[str | None, ...] = ()
) -> tuple[pd.DataFrame, str | None]:
    """Give the clusters of rows the name of their column, so that results say what they are.

    Parameters
    ----------
    frame : pandas.DataFrame
        Rows of `AnalysisData.patients` or `visits`, or what was made of them, with `cluster`.
    clusters : Clusters or None
        `AnalysisData.clusters`.
    taken : tuple of str
        Columns that the analysis uses otherwise; the clusters keep the name `cluster` where theirs is among these.

    Returns
    -------
    (pandas.DataFrame, str or None)
        The rows, and their column with the code of the cluster, NaN for patients alone; None without clusters.
    """
    if clusters is None:
        return frame, None
    name = CLUSTER if clusters.column in taken else clusters.column
    codes = frame[CLUSTER].astype("float64")
    return frame.assign(**{name: codes.where(codes < len(clusters.names))}), name
