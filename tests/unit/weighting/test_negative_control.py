import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting import effect
from dnoutcomes.weighting.negative_control import negative_controls


@pytest.fixture
def data():
    rng = np.random.default_rng(6)
    severe, hidden = rng.integers(0, 2, (2, 400))
    treated = rng.random(400) < 0.2 + 0.3 * severe + 0.3 * hidden
    return pd.DataFrame({
        "arm": treated * 1, "severe": severe, "visits": rng.poisson(2 + 3 * hidden),
        "height": rng.normal(170 + 12 * severe, 8), "pain": rng.normal(5 - treated, 1),
    })  # fmt: skip


def controls(data, outcomes, covariates=("severe",)):
    return negative_controls(data, outcomes=outcomes, treatment="arm", covariates=list(covariates))


def test_a_hidden_confounder_shows_on_what_it_moves(data):
    found = controls(data, ["visits", "height"])
    assert found.frame["outcome"].tolist() == ["visits", "height"]
    assert "an effect shows on visits, which" in found.notes[-1]


def test_a_measured_confounder_is_removed(data):
    assert "shows on height" in controls(data, ["height"], covariates=()).notes[-1]
    assert controls(data, ["height"]).notes[-1].startswith("No effect shows on what treatment can't")


def test_rows_are_those_of_effect(data):
    expected = effect(data, outcome="visits", treatment="arm", covariates=["severe"]).frame
    pd.testing.assert_frame_equal(controls(data, ["visits"]).frame, expected)


@pytest.mark.parametrize(
    ("outcomes", "message"),
    [
        (["severe"], "'severe' is also a covariate, so the weights balance it"),
        ([], "a list of at least one column"),
        ("visits", "a list of at least one column, got 'visits'"),
        (["weight"], "outcome 'weight' is not a column"),
    ],
)
def test_what_is_no_control_is_refused(data, outcomes, message):
    with pytest.raises(ModelError, match=message):
        controls(data, outcomes)
