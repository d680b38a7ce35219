import pandas as pd
import pytest

from dnoutcomes.compare.two_arms import require_columns, two_arms
from dnoutcomes.errors import ModelError


@pytest.mark.parametrize(
    ("values", "contrast"),
    [
        (
            pd.Categorical(["needling", "standard", "needling"], ["standard", "needling"]),
            "needling - standard",
        ),
        (pd.Categorical(["b", "a", "b"], ["c", "b", "a"]), "a - b"),
        ([0, 1, 1], "1 - 0"),
        ([True, False, True], "True - False"),
    ],
)
def test_the_reference_is_the_first_level(values, contrast):
    arms = two_arms(pd.Series(values, name="arm"))
    assert arms.contrast == contrast
    assert arms.is_treated.tolist() == [float(value == arms.treated) for value in values]


@pytest.mark.parametrize("values", [["a", "a"], ["a", "b", "c"], pd.Categorical(["a", "a"], ["a", "b"]), []])
def test_anything_but_two_levels_is_refused(values):
    with pytest.raises(ModelError, match=r"treatment 'arm' has \d levels .* exactly two arms"):
        two_arms(pd.Series(values, name="arm"))


def test_numbers_and_text_in_one_column_are_refused():
    with pytest.raises(ModelError, match=r"treatment 'arm' mixes types: \[1, '1'\]"):
        two_arms(pd.Series([1, "1"], name="arm"))


def test_an_absent_column_is_named_with_its_role():
    frame = pd.DataFrame({"arm": [1]})
    require_columns(frame, treatment="arm", cluster=None)
    with pytest.raises(ModelError, match="cluster 'amr' is not a column; did you mean 'arm'"):
        require_columns(frame, treatment="arm", cluster="amr")
