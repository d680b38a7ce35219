import time

import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models import growth, mmrm
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.formula import outcome_column, parse, parse_terms, variables_of, written_name

KEYS = {"subject": "patient", "visit": "visit"}


def outcome(formula, data):
    """The outcome of a formula, beside the rows used."""
    design = build_design(formula, data, subject="patient")
    return design.y, design.frame


@pytest.fixture
def scores(trial):
    """Scores above zero, none of them equal to another column."""
    rng = np.random.default_rng(4)
    rows = trial.assign(y=rng.uniform(2, 9, len(trial)), y0=rng.uniform(1, 4, len(trial)))
    return rows.assign(**{"y at start": rows["y0"] * 2}, **{"y.dot": rows["y0"] * 3})


@pytest.mark.parametrize(
    ("left", "expected"),
    [
        ("y", lambda rows: rows["y"]),
        ("(y)", lambda rows: rows["y"]),
        ("y - y0", lambda rows: rows["y"] - rows["y0"]),
        ("(y - y0)", lambda rows: rows["y"] - rows["y0"]),
        ("y^2", lambda rows: rows["y"] ** 2),
        ("y**2", lambda rows: rows["y"] ** 2),
        ("y - 1", lambda rows: rows["y"] - 1),
        ("y + y0", lambda rows: rows["y"] + rows["y0"]),
        ("0 + y", lambda rows: rows["y"]),
        ("-y", lambda rows: -rows["y"]),
        ("2 * y", lambda rows: 2 * rows["y"]),
        ("y / y0", lambda rows: rows["y"] / rows["y0"]),
        ("100 * (y - y0) / y0", lambda rows: 100 * (rows["y"] - rows["y0"]) / rows["y0"]),
        ("log(y)", lambda rows: np.log(rows["y"])),
        ("log(y) - log(y0)", lambda rows: np.log(rows["y"] / rows["y0"])),
        ("I(y - y0)", lambda rows: rows["y"] - rows["y0"]),
        ("I(y^2)", lambda rows: rows["y"] ** 2),
        ("`y at start` - y", lambda rows: rows["y at start"] - rows["y"]),
        ("`y at start`", lambda rows: rows["y at start"]),
        ("y.dot", lambda rows: rows["y.dot"]),
    ],
)
def test_the_left_side_is_arithmetic_as_in_r(scores, left, expected):
    y, used = outcome(f"{left} ~ arm * visit", scores)
    np.testing.assert_allclose(y, expected(scores.loc[used.index]), rtol=1e-12)


@pytest.mark.parametrize("fit", [
    lambda formula, rows: mmrm(formula, rows, **KEYS),
    lambda formula, rows: growth(formula, rows, subject="patient", random="1"),
], ids=["mmrm", "growth"])  # fmt: skip
@pytest.mark.parametrize("left", ["y - y0", "y^2 - y0", "y - 1"])
def test_models_fit_what_the_heading_says(scores, fit, left):
    rows = scores.assign(computed=scores.eval(left.replace("^", "**")))
    found, expected = fit(f"{left} ~ arm * week", rows), fit("computed ~ arm * week", rows)
    np.testing.assert_allclose(found.coefficients, expected.coefficients, rtol=1e-8)
    assert found.design.formula == f"{left} ~ arm * week"
    assert not np.allclose(found.coefficients, fit("y ~ arm * week", rows).coefficients, rtol=1e-3)


def test_rows_without_a_part_of_the_outcome_are_counted(scores):
    rows = scores.assign(y0=scores["y0"].where(scores["week"] > 4))
    design = build_design("y - y0 ~ arm", rows, subject="patient")
    assert design.left_out == {"no outcome": int(rows["y0"].isna().sum())}


@pytest.mark.parametrize(
    "left", ["", "y, y0", "cbind(y, y0)", "C(arm)", "poly(y, 2)", "arm", "y:y0", "y | y0 > 2", "1", "y y0"]
)
def test_what_is_no_single_outcome_is_refused(scores, left):
    with pytest.raises(ModelError):
        build_design(f"{left} ~ visit", scores, subject="patient")


@pytest.mark.parametrize(
    "formula", ["y", "~ arm", "y ~", "y ~ arm ~ visit", "y ~ arm | visit", "y ~ arm +* visit", ""]
)
def test_a_formula_that_cannot_be_read_says_so(formula):
    with pytest.raises(ModelError, match=r"the formula"):
        parse(formula)


def test_powers_are_powers_wherever_they_stand(scores):
    """In Python ^ works on bits; a whole number would have been changed without a word."""
    design = build_design("y ~ I(week^2) + C(arm)", scores, subject="patient")
    np.testing.assert_array_equal(design.x[:, 1], design.frame["week"] ** 2)
    assert variables_of(parse("y ~ (arm + visit)^2").rhs) == ["arm", "visit"]
    assert outcome_column("`y^2` ~ arm") == "y^2"


def test_variables_inside_transforms_are_found():
    parsed = parse("log(y) ~ bs(age, df=3) + np.log(week) * C(visit, contr.sum) + {a + b}")
    assert variables_of(parsed.rhs) == ["a", "age", "b", "visit", "week"]
    assert variables_of(parsed.lhs) == ["y"]
    quoted = parse("change ~ C(`main cause`) + np.log(`age.years`) + C(`arm`)")
    assert variables_of(quoted.rhs) == ["age.years", "arm", "main cause"]


@pytest.mark.parametrize("terms", ["y ~ week", "1 | patient", "(1 | patient)", "1 + open('p', 'w')", 3])
def test_terms_alone_hold_no_outcome(terms):
    with pytest.raises(ModelError):
        parse_terms(terms)


def test_a_column_is_named_as_a_formula_takes_it():
    name = "pain (0-10) ~ 'worst'"
    assert variables_of(parse(f"y ~ {written_name(name)}").rhs) == [name]
    for strange in ("a` + b", "", "a\nb"):
        with pytest.raises(ModelError, match="rename it"):
            written_name(strange)


@pytest.mark.parametrize(
    "formula",
    [
        "y ~ " + "*".join(f"x{i}" for i in range(30)),
        "y ~ (" + "+".join(f"x{i}" for i in range(60)) + ")**9",
        "y ~ a ** 99999999999",
        "y ~ " + "*".join(f"(x{i} + z{i})" for i in range(40)),
        "y ~ " + ":".join(f"(x{i} + z{i})" for i in range(40)),
        "y ~ I(" + "-" * 3000 + "x)",
        "y ~ I(" + "(" * 1500 + "x" + ")" * 1500 + ")",
        "y ~ " + "x + " * 3000 + "x",
        "y ~ I(x ** 9**9**9)",
        "9**9**9 * y ~ x",
        "y ~ bs(x, df=10000000000)",
        "y ~ poly(x, 99999999)",
    ],
    ids=range(12),
)  # fmt: skip
def test_a_formula_that_would_take_for_ever_is_refused_at_once(formula):
    start = time.process_time()
    with pytest.raises(ModelError):
        parse(formula)
    assert time.process_time() - start < 1.0
