import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.covariates import covariate_design, independent_columns
from dnoutcomes.errors import ModelError


@pytest.fixture
def data():
    return pd.DataFrame({
        "age": [50.0, np.nan, 70.0, 65.0],
        "sex": pd.Categorical(["F", "M", "F", "M"], ["M", "F", "X"]),
        "cause": ["b", "a", None, "c"],
        "smoker": [True, False, False, True],
    })  # fmt: skip


def test_numbers_categories_and_gaps_become_columns(data):
    design = covariate_design(data, ["age", "sex", "smoker"])
    assert design.columns == ("constant", "age", "age[missing]", "sex[F]")
    assert design.left_out == ("smoker",)  # with four rows it follows from the others
    assert design.matrix[:, 1].tolist() == [50, pytest.approx(185 / 3), 70, 65]
    assert design.matrix[:, 3].tolist() == [1, 0, 1, 0]
    assert design.missing == {"age": 1}


def test_the_profile_has_every_level_and_the_gaps(data):
    profile = covariate_design(data, ["cause", "sex"]).profile
    assert list(profile.columns) == [
        ("cause", "a"), ("cause", "b"), ("cause", "c"), ("cause", "missing"), ("sex", "M"), ("sex", "F"),
    ]  # fmt: skip
    assert profile["cause"].sum(axis=1).tolist() == [1, 1, 1, 1]


def test_a_term_is_evaluated_on_filled_values(data):
    design = covariate_design(data, ["I(age ** 2)"])
    assert design.columns == ("constant", "age[missing]", "I(age ** 2)")
    assert design.matrix[:, 2].tolist() == pytest.approx([2500, (185 / 3) ** 2, 4900, 4225])
    assert design.missing == {"age": 1}


def test_a_spline_is_evaluated_on_filled_values(data):
    age = data["age"].fillna(data["age"].mean())
    with_gap = covariate_design(data, ["bs(age, 3)"])
    assert with_gap.missing == {"age": 1}
    spline = [name for name in with_gap.columns if name.startswith("bs")]
    complete = covariate_design(data.assign(age=age), ["bs(age, 3)"])
    np.testing.assert_allclose(
        with_gap.matrix[:, [with_gap.columns.index(name) for name in spline]],
        complete.matrix[:, [complete.columns.index(name) for name in spline]],
    )


def test_what_is_asked_about_cannot_be_a_covariate(data):
    with pytest.raises(ModelError, match="'smoker' is the treatment or the outcome"):
        covariate_design(data, ["age", "sex:smoker"], known_apart=["smoker"])


def test_an_interaction_adds_its_products_once(data):
    design = covariate_design(data.dropna(subset="age"), ["age", "age:smoker"])
    assert design.columns == ("constant", "age", "age:smoker")
    assert design.left_out == ()


def test_notes_tell_of_gaps_and_columns_left_out(data):
    notes = covariate_design(data.assign(site="one"), ["age", "site"]).notes
    assert notes[0] == "Missing covariate values enter with an indicator: age (1)."
    assert covariate_design(data.assign(days=7), ["days"]).notes == (
        "Left out as constant or implied by other columns: days.",
    )


def test_nullable_types_and_all_missing(data):
    frame = data.assign(points=pd.array([1, None, 3, 4], dtype="Int64"), empty=np.nan)
    design = covariate_design(frame, ["points", "empty"])
    assert design.matrix[:, 1].tolist() == [1, pytest.approx(8 / 3), 3, 4]
    assert design.left_out == ("empty", "empty[missing]")


def test_data_stay_as_they_were(data):
    before = data.copy(deep=True)
    covariate_design(data, ["age", "cause", "age:sex"])
    pd.testing.assert_frame_equal(data, before)


def test_no_covariates_is_a_constant(data):
    assert covariate_design(data, []).matrix.tolist() == [[1.0]] * 4


@pytest.mark.parametrize(
    ("covariates", "message"),
    [
        ("age", "must be a list of names, got the string 'age'"),
        (["agee"], "'agee' is neither a column nor a term that can be evaluated; did you mean 'age'"),
        (["age +* sex"], r"'age \+\* sex' is neither a column nor a formula term"),
        (["tall"], "covariate 'tall' has 1 infinite values"),
    ],
)
def test_what_cannot_be_coded_is_refused(data, covariates, message):
    with pytest.raises(ModelError, match=message):
        covariate_design(data.assign(tall=[1.0, 2.0, np.inf, 4.0]), covariates)


def test_dependent_columns_are_found_in_order():
    rng = np.random.default_rng(1)
    x = rng.normal(size=(30, 3)) * [1e-6, 1, 1e6]
    matrix = np.column_stack([np.ones(30), x, x @ [1e6, 2, 3e-6], 5 + 2 * x[:, 1], rng.normal(size=30)])
    assert independent_columns(matrix).tolist() == [True, True, True, True, False, False, True]


def test_a_year_beside_the_constant_is_kept():
    years = np.array([2023.0, 2024.0, 2025.0, 2024.0])
    assert independent_columns(np.column_stack([np.ones(4), years])).all()
