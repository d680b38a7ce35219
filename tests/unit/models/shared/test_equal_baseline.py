import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.design import build_design
from dnoutcomes.models.shared.equal_baseline import Baseline, read_baseline


def test_arms_are_equal_at_the_first_visit(trial):
    design = build_design("change ~ arm * visit", trial, subject="patient", equal_at_first=("arm", "visit"))
    cells = pd.DataFrame({"arm": ["standard", "needling"] * 2, "visit": ["W04", "W04", "W08", "W08"]})
    coded = design.matrix(cells)
    np.testing.assert_array_equal(coded[0], coded[1])
    assert (coded[2] != coded[3]).any()
    with pytest.raises(ModelError, match="must be a factor of the formula"):
        build_design("change ~ visit", trial, subject="patient", equal_at_first=("arm", "visit"))


def test_only_rows_at_the_first_visit_get_the_reference_level():
    baseline = read_baseline(
        "arm", "week", "pain ~ week + arm:week", {"arm": ("standard", "needling"), "week": (0, 4, 12)}
    )
    assert baseline == Baseline("arm", "standard", "week", 0)
    frame = pd.DataFrame(
        {"arm": pd.Categorical(["needling", "needling", "standard"]), "week": [0, 12, 4]}, index=[5, 2, 9]
    )
    assert baseline.apply(frame)["arm"].tolist() == ["standard", "needling", "standard"]
    assert frame["arm"].tolist() == ["needling", "needling", "standard"]
