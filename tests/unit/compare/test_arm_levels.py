import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.ancova import ancova
from dnoutcomes.compare.arm_levels import arm_levels, require_reference
from dnoutcomes.compare.ordinal import proportional_odds
from dnoutcomes.compare.standardised_risk import standardised_risk_difference
from dnoutcomes.compare.tobit import tobit
from dnoutcomes.compare.win_odds import win_odds
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting import effect, negative_controls, propensity, weighted_mmrm

TEXT = ["standard", "needling", "needling", "standard", "needling", "needling", "standard"]


def file_of(arm, name="Group"):
    """Seven patients, their arm as a file has it."""
    return pd.DataFrame({
        "id": range(7), "week": pd.Categorical(["W4"] * 7), "age": [50, 61, 47, 58, 70, 66, 44], name: arm,
        "pain": [5.0, 3.0, 6.0, 2.0, 4.0, 1.0, 7.0], "response": [0, 1, 0, 1, 1, 1, 0],
    })  # fmt: skip


PUBLIC = {
    "ancova": lambda data: ancova(data, outcome="pain", treatment="Group"),
    "proportional_odds": lambda data: proportional_odds(data, outcome="pain", treatment="Group"),
    "standardised_risk_difference": lambda data: standardised_risk_difference(
        data, outcome="response", treatment="Group", covariates=[]
    ),
    "tobit": lambda data: tobit(data, outcome="pain", treatment="Group", covariates=[]),
    "win_odds": lambda data: win_odds(data, treatment="Group", hierarchy={"pain": "lower"}),
    "propensity": lambda data: propensity(data, treatment="Group", covariates=["age"]),
    "effect": lambda data: effect(data, outcome="pain", treatment="Group", covariates=["age"]),
    "negative_controls": lambda data: negative_controls(
        data, outcomes=["pain"], treatment="Group", covariates=["age"]
    ),
    "weighted_mmrm": lambda data: weighted_mmrm(
        "pain ~ Group", data, subject="id", visit="week", treatment="Group", covariates=["age"]
    ),
}


@pytest.mark.parametrize("dtype", [object, "string"])
@pytest.mark.parametrize("call", PUBLIC.values(), ids=PUBLIC)
def test_the_alphabet_never_chooses_the_reference(call, dtype):
    with pytest.raises(
        ModelError, match="'needling', 'standard', which don't say which is the reference"
    ) as got:
        call(file_of(pd.Series(TEXT, dtype=dtype)))
    for order in (["standard", "needling"], ["needling", "standard"]):
        assert f"pd.Categorical(data['Group'], {order})" in str(got.value)


def test_what_the_message_says_would_do_does():
    data = file_of(TEXT, name="arm")
    with pytest.raises(ModelError, match="reference") as got:
        win_odds(data, treatment="arm", hierarchy={"pain": "lower"})
    advice = str(got.value).split("put it first: ")[1].split(" if 'standard'")[0]
    exec(advice, {"pd": pd, "data": data})
    assert win_odds(data, treatment="arm", hierarchy={"pain": "lower"}).contrast == "needling - standard"


@pytest.mark.parametrize(
    "levels", [[1, 2], [1.0, 2.0], ["0", "1"], pd.to_datetime(["2026-01-01", "2026-02-01"])]
)
def test_numbers_other_than_0_and_1_say_no_more_than_text(levels):
    arm = pd.Series([levels[0], levels[1], levels[1]], name="arm")
    with pytest.raises(ModelError, match="don't say which is the reference"):
        require_reference(arm, arm_levels(arm))


@pytest.mark.parametrize(
    "values",
    [
        [0, 1, 1],
        [0.0, 1.0, np.nan],
        [True, False, True],
        pd.array([1, 0, None], "Int64"),
        [True, None, False],
    ],
)
def test_0_and_false_are_the_reference(values):
    arm = pd.Series(values, name="arm")
    levels = arm_levels(arm)
    require_reference(arm, levels)
    assert levels == [0, 1]


def test_a_categorical_gives_its_order_without_the_levels_nobody_has():
    arm = pd.Series(pd.Categorical(["b", None, "a"], ["c", "b", "a"]))
    assert arm_levels(arm) == ["b", "a"]
    require_reference(arm, arm_levels(arm))
