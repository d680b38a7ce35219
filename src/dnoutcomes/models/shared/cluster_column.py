"""A column that says who shares a therapist or a clinic, read for the rows of a model."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.errors import ModelError
from dnoutcomes.registry import did_you_mean

Codes = NDArray[np.intp]


@dataclass(frozen=True)
class Alone:
    """Label of the cluster of a subject for whom none is given."""

    subject: int


@dataclass(frozen=True, eq=False)
class ClusterColumn:
    """The cluster of each row.

    Attributes
    ----------
    name : str
        The column.
    codes : array of int of shape (n,)
        From 0 upwards. A subject for whom no cluster is given is one alone, with a code above those that are.
    n_named : int
        Clusters that are given.
    n_alone : int
        Subjects for whom none is.
    """

    name: str
    codes: Codes
    n_named: int
    n_alone: int

    def of_subjects(self, subjects: Codes) -> Codes:
        """Return the code of each subject, `subjects` being the codes of the same rows."""
        codes = np.zeros(int(subjects.max()) + 1, dtype=np.intp)
        codes[subjects] = self.codes
        return codes

    def require_named(self) -> ClusterColumn:
        """Return it as it is, or refuse a column that names no cluster at all."""
        if not self.n_named:
            raise ModelError(
                f"{self.name!r} names no cluster in the {len(self.codes)} rows used; name another column"
            )
        return self

    @property
    def note(self) -> str:
        """Say how many clusters there are."""
        said = f"{self.n_named} clusters of {self.name}"
        return (
            f"{said}; {self.n_alone} subjects without one count as clusters of their own"
            if self.n_alone
            else said
        )


def read_clusters(column: pd.Series, subjects: Codes) -> ClusterColumn:
    """Code the clusters of rows.

    Parameters
    ----------
    column : pandas.Series
        One label per row. A gap takes the label of the subject's other rows.
    subjects : array of int of shape (n,)
        Code of the subject of each row, from 0 upwards.

    Returns
    -------
    ClusterColumn

    Raises
    ------
    ModelError
        A subject has two clusters, or all subjects have one.

    Examples
    --------
    >>> column = pd.Series(["T1", "T1", None, "T2", None], name="therapist")
    >>> read_clusters(column, np.array([0, 0, 0, 1, 2])).codes.tolist()
    [0, 0, 0, 1, 2]
    """
    codes, names = pd.factorize(column)
    of_subject = np.full(int(subjects.max()) + 1, -1, dtype=np.intp)
    given = codes >= 0
    of_subject[subjects[given]] = codes[given]
    differs = given & (of_subject[subjects] != codes)
    if differs.any():
        row = int(np.argmax(differs))
        two = [str(names[code]) for code in (of_subject[subjects[row]], codes[row])]
        raise ModelError(
            f"the cluster {column.name!r} changes within the subject of row {column.index[row]}, which has "
            f"{' and '.join(two)}; name one for each subject, such as that of most sessions"
        )
    without_cluster = of_subject < 0
    of_subject[without_cluster] = len(names) + np.arange(without_cluster.sum())
    n_alone = int(without_cluster.sum()) + sum(isinstance(name, Alone) for name in names)
    n_named = len(names) + int(without_cluster.sum()) - n_alone
    if n_named + n_alone < 2:
        raise ModelError(
            f"all {len(column)} rows have one {column.name!r}; errors that allow for it need at least two"
        )
    return ClusterColumn(str(column.name), of_subject[subjects], n_named, n_alone)


def with_clusters(data: pd.DataFrame, cluster: str, subject: str) -> pd.DataFrame:
    """Fill the gaps of a column of clusters: from the subject's other rows, else with a label of the subject's own.

    Parameters
    ----------
    data : pandas.DataFrame
    cluster, subject : str
        Columns.

    Returns
    -------
    pandas.DataFrame

    Raises
    ------
    ModelError
        There is no such column, and as `read_clusters`.
    """
    if cluster not in data.columns:
        columns = [str(name) for name in data.columns]
        raise ModelError(f"no column {cluster!r} to cluster by{did_you_mean(cluster, columns)}")
    if subject not in data.columns or data[subject].isna().any() or not data[cluster].isna().any():
        return data
    subjects = pd.factorize(data[subject])[0]
    codes = read_clusters(data[cluster], subjects).codes
    names: dict[int, object] = {}
    for code, name in zip(codes, data[cluster].array):
        if not pd.isna(name):
            names[int(code)] = name
    filled = [names.get(int(code), Alone(int(who))) for code, who in zip(codes, subjects)]
    return data.assign(**{cluster: pd.Series(filled, index=data.index, dtype=object)})
