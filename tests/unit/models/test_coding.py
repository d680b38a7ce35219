import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.coding import learn_coding, parse, variables_of

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


def test_variables_inside_transforms_are_found():
    parsed = parse("log(y) ~ bs(age, df=3) + np.log(week) * C(visit, contr.sum) + {a + b}")
    assert variables_of(parsed.rhs) == ["a", "age", "b", "visit", "week"]
    assert variables_of(parsed.lhs) == ["y"]


def test_names_in_backticks_are_found_inside_transforms(trial):
    """Column names that aren't words, with a dot or a space in them."""
    parsed = parse("change ~ C(`main cause`) + np.log(`age.years`) + C(`arm`)")
    assert variables_of(parsed.rhs) == ["age.years", "arm", "main cause"]
    frame = with_factors(trial)
    named = frame.assign(**{"main cause": frame["cause"], "age.years": frame["week"] + 1})
    plain = learn_coding(parse("change ~ cause + np.log(week + 1) + arm"), frame).matrix(frame)
    np.testing.assert_allclose(learn_coding(parsed, named).matrix(named), plain, rtol=1e-12)


def test_a_method_of_a_column_is_applied(trial):
    frame = with_factors(trial)
    for formula in ("change ~ week.clip(upper=4)", "change ~ {week.clip(upper=4)}"):
        parsed = parse(formula)
        assert variables_of(parsed.rhs) == ["week"]
        matrix = learn_coding(parsed, frame[["change", "week"]]).matrix(frame)
        np.testing.assert_array_equal(matrix[:, 1], frame["week"].clip(upper=4))


@pytest.mark.parametrize(
    "formula", ["change", "change + pain ~ arm", "~ arm", "change ~ arm +* visit", "change ~ arm | visit"]
)
def test_a_formula_that_cannot_be_read_says_so(formula):
    with pytest.raises(ModelError, match=r"the formula"):
        parse(formula)


@pytest.mark.parametrize(
    "expression",
    [
        "np.nothing(baseline)",
        "nothing(week)",
        "log(arm)",
        "{1/0}",
        "{week[99]}",
        "bs(week, df='a')",
        "C(arm, contr.treatment('nobody'))",
        "{__import__('os')}",
        "{next(iter([]))}",
    ],
)
def test_a_failing_expression_is_a_model_error(trial, expression):
    frame = with_factors(trial).reset_index(drop=True).head(20)
    with pytest.raises(ModelError, match="can't be applied to the data"):
        learn_coding(parse(f"change ~ {expression}"), frame)


def test_a_mistake_inside_braces_is_named():
    with pytest.raises(ModelError, match=r"can't be read: invalid syntax in 'week \+'"):
        parse("change ~ {week +}")
