import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.coefficient_inference import least_squares_inference
from dnoutcomes.compare.least_squares import solve
from dnoutcomes.models.shared.design import build_design


def design_of(data, formula="y ~ x + group"):
    return build_design(formula, data.assign(row=np.arange(len(data))), subject="row")


@pytest.fixture
def data():
    rng = np.random.default_rng(9)
    frame = pd.DataFrame({"x": rng.normal(50, 3, 30), "group": rng.choice(["a", "b", "c"], 30)})
    return frame.assign(y=0.3 * frame["x"] + rng.normal(0, 1, 30) * frame["x"] / 50)


def test_classical_errors_are_the_textbook_formula(data):
    design = design_of(data)
    inference, notes = least_squares_inference(design, solve(design), "classical")
    s2 = solve(design).residual_sd ** 2
    np.testing.assert_allclose(inference.vcov, s2 * np.linalg.inv(design.x.T @ design.x), rtol=1e-7)
    assert notes == ()


def test_a_joint_test_of_one_contrast_is_its_squared_t(data):
    design = design_of(data)
    for errors in ("HC3", "classical"):
        inference, _ = least_squares_inference(design, solve(design), errors)
        contrast = np.array([[0.0, 0.0, 1.0, -1.0]])
        statistic, df_num, df_denom = inference.joint(contrast)
        variance = (contrast @ inference.vcov @ contrast.T).item()
        assert statistic == pytest.approx((contrast @ inference.coefficients).item() ** 2 / variance)
        assert (df_num, df_denom) == (1, 26)


def test_a_repeated_contrast_is_counted_once(data):
    design = design_of(data)
    inference, _ = least_squares_inference(design, solve(design), "HC3")
    rows = np.array([[0.0, 0.0, 1.0, 0.0], [0.0, 0.0, 0.0, 1.0]])
    doubled = np.vstack([rows, rows.sum(axis=0)])
    assert inference.joint(doubled) == pytest.approx(inference.joint(rows))


def test_what_rests_on_a_row_fitted_exactly_has_no_hc3_error(data):
    alone = pd.concat([data, pd.DataFrame({"x": [50.0], "group": ["z"], "y": [15.0]})], ignore_index=True)
    design = design_of(alone)
    robust, notes = least_squares_inference(design, solve(design), "HC3")
    on_it, off_it = np.eye(5)[design.terms.index("group[T.z]")], np.eye(5)[design.terms.index("group[T.b]")]
    assert robust.estimable(np.vstack([on_it, off_it])).tolist() == [False, True]
    assert "alone in their cell, and so fitted exactly: 1." in notes[0]
    assert np.isfinite(robust.vcov).all()
    classical, _ = least_squares_inference(design, solve(design), "classical")
    assert classical.estimable is None
