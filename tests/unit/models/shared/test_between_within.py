import numpy as np
from numpy.testing import assert_allclose

from dnoutcomes.models import mmrm
from dnoutcomes.models.shared.between_within import between_within_df, residual_df
from dnoutcomes.models.shared.uncertainty import Uncertainty


def known():
    """Intercept, two between-subject and two within-subject coefficients; 20 subjects, 55 rows."""
    empty = np.zeros((0, 5, 5))
    return Uncertainty(
        np.eye(5),
        np.eye(5),
        empty,
        np.zeros((0, 0)),
        55,
        20,
        np.array([True, True, True, False, False]),
        np.array([True, False, False, False, False]),
    )


def test_counts():
    df = between_within_df(np.eye(5), known())
    between, within = 20 - 3, 55 - 20 - 2
    assert df.tolist() == [within, between, between, within, within]
    assert residual_df(np.eye(5), known()).tolist() == [50.0] * 5


def test_a_function_of_several_gets_the_smallest():
    df = between_within_df(
        np.array([[0, 0, 0, 1.0, -1.0], [0, 1.0, 0, 1.0, 0], [0, 1e-12, 0, 1.0, 0]]), known()
    )
    assert df.tolist() == [33.0, 17.0, 33.0]


def test_a_fit_tells_between_from_within(trial):
    fit = mmrm(
        "change ~ baseline + arm * visit", trial, subject="patient", visit="visit", df="between-within"
    )
    df = fit.tidy().set_index("term")["df"]
    n, subjects = fit.design.n_observations, fit.design.n_subjects
    assert_allclose(df["baseline"], subjects - 3)
    assert_allclose(df["visit[T.W08]"], n - subjects - 4)
