"""Slopes by patient against those by group, where all patients have the visits of their group."""

import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.models.mmrm import slopes as module
from dnoutcomes.models.mmrm.moments import compute_moments
from dnoutcomes.models.mmrm.patient_sums import sums_by_patient
from dnoutcomes.models.mmrm.patterns import find_patterns
from dnoutcomes.models.mmrm.slopes import GroupSlopes, PatientSlopes

N, M, Q, R = 11, 3, 4, 2


@pytest.fixture
def parts():
    rng = np.random.default_rng(5)
    group = np.sort(np.arange(N) % 2 * (np.arange(N) > 3)).astype(np.intp)
    subject, visit = (index.ravel() for index in np.indices((N, M)))
    patients = sums_by_patient(rng.normal(size=(N * M, Q)), subject, visit, group)
    values = rng.normal(size=(2, R, M, M))
    values += values.transpose(0, 1, 3, 2)
    precision = rng.normal(size=(N, M, M))
    precision = precision @ precision.transpose(0, 2, 1)
    return patients, GroupSlopes(values), PatientSlopes(values[group], group, 2), precision


def test_they_agree(parts):
    patients, by_group, by_patient, precision = parts
    other = precision + np.eye(M) * np.arange(1, N + 1)[:, None, None]
    weights = np.random.default_rng(6).normal(size=(2 * R, 2 * R))
    assert_allclose(by_patient.products(patients, precision), by_group.products(patients, precision))
    assert_allclose(
        by_patient.traces(patients, precision, other), by_group.traces(patients, precision, other), atol=1e-10
    )
    assert_allclose(
        by_patient.carried(patients, weights, precision), by_group.carried(patients, weights, precision)
    )
    gradient = np.random.default_rng(7).normal(size=(N, M, M))
    summed = np.stack([gradient[patients.group == g].sum(axis=0) for g in (0, 1)])
    assert_allclose(by_patient.chain(gradient), by_group.chain(summed))


def test_traces_are_those_of_the_definition(parts):
    patients, by_group, _, precision = parts
    found = by_group.traces(patients, precision, 2 * precision)
    mine = precision[patients.group == 1]
    first, second = by_group.values[1]
    assert_allclose(found[2, 3], 2 * np.trace(first @ mine @ second @ mine, axis1=1, axis2=2).sum())
    assert (found[:2, 2:] == 0).all()


def test_traces_of_many_visits_need_no_large_product(parts, monkeypatch):
    patients, by_group, _, precision = parts
    before = by_group.traces(patients, precision, 3 * precision)
    monkeypatch.setattr(module, "MANY_VISITS", 2)
    assert_allclose(by_group.traces(patients, precision, 3 * precision), before)


def test_sums_by_pattern_have_no_covariance_of_each_patient(parts):
    *_, by_patient, precision = parts
    rows = np.ones((N * M, Q))
    subject, visit = (index.ravel() for index in np.indices((N, M)))
    moments = compute_moments(rows, find_patterns(subject, visit, M))
    with pytest.raises(TypeError, match="rows by patient"):
        by_patient.products(moments, precision)
