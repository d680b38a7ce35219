import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.cluster_column import read_clusters, with_clusters

COLUMN = pd.Series(["T2", None, "T1", None, "T2"], index=[7, 8, 9, 10, 11], name="therapist")


def test_a_gap_takes_the_subjects_other_rows_and_a_subject_without_one_stands_alone():
    read = read_clusters(COLUMN, np.array([0, 0, 1, 2, 3]))
    assert read.codes.tolist() == [0, 0, 1, 2, 0]
    assert (read.n_named, read.n_alone) == (2, 1)
    assert read.note == "2 clusters of therapist; 1 subjects without one count as clusters of their own"


def test_a_subject_in_two_clusters_is_refused_with_its_row():
    with pytest.raises(ModelError, match="changes within the subject of row 7, which has T1 and T2"):
        read_clusters(COLUMN, np.array([0, 0, 0, 1, 2]))


def test_one_cluster_is_too_few():
    with pytest.raises(ModelError, match="all 5 rows have one 'therapist'"):
        read_clusters(COLUMN.where(COLUMN.isna(), "T1"), np.zeros(5, dtype=int))
    with pytest.raises(ModelError, match="'therapist' names no cluster in the 3 rows"):
        read_clusters(COLUMN.where(COLUMN.isna())[1:4], np.arange(3)).require_named()


def test_filling_keeps_who_goes_together():
    frame = pd.DataFrame({"patient": list("aabcd"), "therapist": COLUMN.array}, index=[3, 3, 4, 5, 6])
    filled = with_clusters(frame, "therapist", "patient")
    assert filled["therapist"].notna().all()
    before = read_clusters(frame["therapist"], np.array([0, 0, 1, 2, 3]))
    after = read_clusters(filled["therapist"], np.array([0, 0, 1, 2, 3]))
    assert after.codes.tolist() == [0, 0, 1, 2, 0]
    assert (after.n_named, after.n_alone) == (before.n_named, before.n_alone)


def test_a_column_that_is_not_there_is_named_with_one_like_it():
    with pytest.raises(ModelError, match="did you mean 'therapist'"):
        with_clusters(pd.DataFrame({"patient": [1], "therapist": [1]}), "therapists", "patient")
