import itertools

import numpy as np
import pytest
from scipy import sparse

from dnoutcomes.models.growth.blocks import PatientRows, cross_blocks, read_blocks

STARTS = np.array([0, 1, 4, 6])
CLUSTER = np.array([0, 1, 1, 0, 1, 0])


@pytest.fixture
def rows() -> PatientRows:
    rng = np.random.default_rng(1)
    clusters = sparse.csr_array((np.ones(6), (np.arange(6), CLUSTER)))
    return PatientRows(rng.normal(size=(6, 2)), rng.normal(size=(6, 3)), clusters, STARTS)


def test_blocks_are_the_cross_products_of_each_patient(rows: PatientRows) -> None:
    blocks = read_blocks(rows)
    wide = np.column_stack([rows.clusters.toarray(), rows.w])
    for patient, (first, last) in enumerate(itertools.pairwise(STARTS)):
        z = rows.z[first:last]
        np.testing.assert_allclose(blocks.zz[:, :, patient], z.T @ z)
        np.testing.assert_allclose(blocks.zw[:, :, patient], z.T @ wide[first:last])
    np.testing.assert_allclose(blocks.ww, wide.T @ wide)
    assert (blocks.n_rows, blocks.n_clusters) == (6, 2)


def test_without_clusters_the_columns_are_those_of_w(rows: PatientRows) -> None:
    bare = read_blocks(PatientRows(rows.z, rows.w, sparse.csr_array((6, 0)), STARTS))
    np.testing.assert_allclose(bare.ww, rows.w.T @ rows.w)
    assert bare.zw.shape == (2, 3, 3)


def test_cross_blocks_of_two_versions_of_the_rows(rows: PatientRows) -> None:
    other = np.random.default_rng(2).normal(size=(6, 5))
    zz, zw, ww = cross_blocks(rows.z, other, STARTS, rows.w)
    np.testing.assert_allclose(zz[:, :, 1], rows.z[1:4].T @ other[1:4, :2])
    np.testing.assert_allclose(zw[:, :, 2], rows.z[4:].T @ other[4:, 2:])
    np.testing.assert_allclose(ww, rows.w.T @ other[:, 2:])
