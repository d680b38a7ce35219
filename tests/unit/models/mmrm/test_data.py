import numpy as np
import pytest
from numpy.testing import assert_allclose

from dnoutcomes.errors import ModelError
from dnoutcomes.models.mmrm.data import prepare_data
from dnoutcomes.models.mmrm.visits import read_visits
from dnoutcomes.models.shared.design import build_design


def data_of(formula, frame):
    design = build_design(formula, frame, subject="patient", columns=["visit"])
    return prepare_data(design, read_visits(design, "visit"))


def test_coordinates_go_there_and_back(trial):
    data = data_of("change ~ baseline + arm * visit", trial)
    rng = np.random.default_rng(0)
    working = rng.normal(size=7)
    functions = rng.normal(size=(3, 7))
    moved = data.coefficients(working) - data.coefficients(np.zeros(7))
    assert_allclose(functions @ moved, data.from_data(functions) @ working)
    assert_allclose(data.to_coefficient_shifts(working[None])[0], moved)
    vcov = np.diag(rng.uniform(1, 2, 7))
    into = data.from_data(functions)
    assert_allclose(functions @ data.to_data(vcov) @ functions.T, into @ vcov @ into.T)


def test_aliased_columns_are_named(trial):
    twice = trial.assign(again=2 * trial["baseline"])
    data = data_of("change ~ baseline + again + arm", twice)
    assert data.aliased == ["again"]
    assert np.isnan(data.coefficients(np.zeros(3))).tolist() == [False, False, True, False]


def test_as_many_coefficients_as_rows(trial):
    few = trial.dropna().iloc[:5]
    with pytest.raises(ModelError, match="more parameters than data: 5 coefficients and 5 rows"):
        data_of("change ~ arm * visit + baseline + C(patient)", few)


def test_an_outcome_made_of_its_covariates(trial):
    made = trial.assign(change=3 * trial["baseline"] - 1)
    with pytest.raises(ModelError, match="explain the outcome exactly"):
        data_of("change ~ baseline + arm", made)
