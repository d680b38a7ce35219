import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.least_squares import solve
from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import build_design


def design_of(data, formula="y ~ x + group"):
    return build_design(formula, data.assign(row=np.arange(len(data))), subject="row")


@pytest.fixture
def data():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"x": rng.normal(50, 3, 30), "group": rng.choice(["a", "b", "c"], 30)})
    return frame.assign(y=0.3 * frame["x"] + rng.normal(0, 1, 30) * frame["x"] / 50)


def test_the_solution_is_the_projection(data):
    design = design_of(data)
    solved = solve(design)
    np.testing.assert_allclose(design.x.T @ solved.residuals, 0, atol=1e-9)
    np.testing.assert_allclose(solved.influence.T @ design.x, np.eye(4), atol=1e-9)
    assert solved.leverage.sum() == pytest.approx(4)
    assert solved.df == 26


def test_as_many_coefficients_as_rows_leave_nothing_for_the_variance(data):
    with pytest.raises(ModelError, match="nothing is left to estimate the residual variance from"):
        solve(design_of(data.drop_duplicates("group").assign(x=[1.0, 2.0, 3.5])))
