import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.coding import learn_coding
from dnoutcomes.models.shared.formula import parse

FORMULAS = [
    "change ~ 1",
    "change ~ baseline * visit + arm * cause * visit",
    "change ~ 0 + arm:visit + baseline",
    "change ~ baseline:visit + arm:visit",
    "change ~ visit / arm",
    "change ~ 2:baseline + arm - 1",
    "change ~ np.log(baseline) + bs(week, df=3) + arm",
    "change ~ C(week) * arm + baseline**2",
    "change ~ C(arm, contr.sum) + I(baseline**2)",
]


def with_factors(frame):
    return frame.assign(cause=pd.Categorical(frame["cause"]), visit=pd.Categorical(frame["visit"])).dropna()


@pytest.mark.parametrize("formula", FORMULAS)
def test_columns_are_formulaics(trial, formula):
    frame = with_factors(trial.assign(baseline=trial["baseline"].abs() + 1))
    parsed = parse(formula)
    coding = learn_coding(parsed, frame)
    expected = parsed.rhs.get_model_matrix(frame)
    assert list(coding.columns) == list(expected.columns)
    np.testing.assert_array_equal(coding.matrix(frame), expected.to_numpy(dtype=float))
    assert sum(len(columns) for columns in coding.terms.values()) == len(coding.columns)


def test_new_rows_keep_the_coding_of_the_fit(trial):
    frame = with_factors(trial)
    for formula in FORMULAS:
        coding = learn_coding(parse(formula), frame.assign(baseline=frame["baseline"].abs() + 1))
        few = frame.assign(baseline=frame["baseline"].abs() + 1).iloc[3:5]
        whole = coding.matrix(frame.assign(baseline=frame["baseline"].abs() + 1))
        np.testing.assert_allclose(coding.matrix(few), whole[3:5], rtol=1e-12)


def test_names_in_backticks_are_found_inside_transforms(trial):
    """Column names that aren't words, with a dot or a space in them."""
    parsed = parse("change ~ C(`main cause`) + np.log(`age.years`) + C(`arm`)")
    frame = with_factors(trial)
    named = frame.assign(**{"main cause": frame["cause"], "age.years": frame["week"] + 1})
    plain = learn_coding(parse("change ~ cause + np.log(week + 1) + arm"), frame).matrix(frame)
    np.testing.assert_allclose(learn_coding(parsed, named).matrix(named), plain, rtol=1e-12)


def test_the_callers_functions_are_called(trial):
    frame = with_factors(trial)
    parsed = parse("change ~ arm + late(week, from_week=4)", frozenset({"late"}))
    functions = {"late": lambda week, from_week: (week > from_week) * 2.0}
    coding = learn_coding(parsed, frame, functions)
    np.testing.assert_array_equal(coding.matrix(frame)[:, -1], (frame["week"] > 4) * 2.0)
    few = frame.iloc[[0, 5, 7]]
    np.testing.assert_array_equal(coding.matrix(few)[:, -1], (few["week"] > 4) * 2.0)


def test_ns_spans_the_natural_spline(trial):
    """Three columns beside the constant, straight beyond the outer knots."""
    frame = pd.DataFrame({"change": [1.0, 2.0] * 10, "x": np.linspace(0, 9, 20) ** 1.5})
    coding = learn_coding(parse("change ~ ns(x, df=3)"), frame)
    assert coding.matrix(frame).shape == (20, 4)
    beyond = coding.matrix(pd.DataFrame({"x": [30.0, 40.0, 50.0]}))
    np.testing.assert_allclose(np.diff(beyond, n=2, axis=0), 0, atol=1e-9)
    assert np.linalg.matrix_rank(coding.matrix(frame)) == 4


@pytest.mark.parametrize(
    "expression",
    ["log(arm)", "bs(week, df='a')", "C(arm, contr.treatment('nobody'))", "I(week / arm)", "{week % arm}"],
)
def test_a_failing_expression_is_a_model_error(trial, expression):
    frame = with_factors(trial).reset_index(drop=True).head(20)
    with pytest.raises(ModelError, match="can't be applied to the data"):
        learn_coding(parse(f"change ~ {expression}"), frame)


def test_ns_has_the_knots_of_r_where_values_repeat():
    """fitted(lm(y ~ splines::ns(x, df = 3))) of R 4.2.2: knots at the thirds of all rows."""
    frame = pd.DataFrame({"x": [0, 0, 1, 1, 1, 2, 3, 5, 5, 8.0], "y": [3, 2, 4, 1, 5, 6, 4, 2, 7, 1.0]})
    x = learn_coding(parse("y ~ ns(x, df=3)"), frame).matrix(frame)
    fitted = x @ np.linalg.lstsq(x, frame["y"], rcond=None)[0]
    expected = [
        2.375526070,
        2.375526070,
        3.642024322,
        3.642024322,
        3.642024322,
        4.566164891,
        5.006579152,
        4.346531167,
        4.346531167,
        1.057068516,
    ]
    np.testing.assert_allclose(fitted, expected, rtol=1e-8)


@pytest.mark.parametrize("formula", ["change ~ arm", "change ~ arm + log(week)", "change ~ 0 + C(arm):week"])
def test_a_level_that_formulaic_would_leave_out_is_refused(trial, formula):
    frame = trial.reset_index(drop=True).head(20).assign(week=lambda rows: np.arange(1.0, len(rows) + 1))
    frame["arm"] = pd.Categorical(np.where(np.arange(20) < 7, "__laser", "standard"))
    with pytest.raises(ModelError, match="level '__laser' of 'arm' begins with two underscores"):
        learn_coding(parse(formula), frame)
