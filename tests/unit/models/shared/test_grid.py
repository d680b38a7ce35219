import numpy as np
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.grid import (
    as_list,
    build_grid,
    require_variables,
    values_of,
    varies_within_subjects,
)


@pytest.fixture
def design(trial):
    return build_design("change ~ baseline + arm * visit + cause", trial, subject="patient")


def test_factors_take_their_levels_and_numbers_their_mean(design):
    values = values_of(design, {})
    assert values["arm"] == ["standard", "needling"]
    np.testing.assert_allclose(values["baseline"], [design.frame["baseline"].mean()])
    held = values_of(design, {"baseline": [4, 6], "visit": "W12"})
    assert (held["baseline"], held["visit"]) == ([4, 6], ["W12"])


def test_every_mean_has_its_block_of_rows(design):
    grid = build_grid(values_of(design, {}), ["arm"], ["visit"])
    assert grid.labels.to_numpy().tolist()[:3] == [
        ["W04", "standard"],
        ["W04", "needling"],
        ["W08", "standard"],
    ]
    rows = grid.frame[["visit", "arm"]].to_numpy()
    np.testing.assert_array_equal(rows, grid.labels.to_numpy()[grid.cell])
    assert len(grid.frame) == 2 * 3 * 3


def test_what_varies_within_subjects(design):
    assert varies_within_subjects(design, "visit")
    assert not varies_within_subjects(design, "arm")
    assert not varies_within_subjects(design, "baseline")


def test_lists():
    assert as_list(None) == []
    assert as_list("arm") == ["arm"]
    assert as_list(("arm", "visit")) == ["arm", "visit"]


def test_what_cannot_be_asked(design):
    with pytest.raises(ModelError, match=r"'aarm' isn't in the formula.*did you mean 'arm'"):
        require_variables(design, ["aarm"])
    with pytest.raises(ModelError, match="'arm' is named twice"):
        require_variables(design, ["arm", "arm"])
    with pytest.raises(ModelError, match="at names 'age', which the formula doesn't use"):
        values_of(design, {"age": 60})
    with pytest.raises(ModelError, match=r"'visit' has no level .'W99'.; known: W04, W08, W12"):
        values_of(design, {"visit": ["W99"]})
    with pytest.raises(ModelError, match="the grid of a, b has 1000000 rows"):
        build_grid({"a": list(range(1000)), "b": list(range(1000))}, ["a"], [])
