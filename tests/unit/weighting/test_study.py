import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.score_model import ScoreRule
from dnoutcomes.weighting.study import WEIGHT, read_study

RULE = ScoreRule("overlap", False, None, "none")


@pytest.fixture
def data():
    rng = np.random.default_rng(2)
    age, visits = rng.normal(60, 8, 60), rng.integers(1, 4, 60)
    arm = np.where(rng.random(60) < 0.3 + 0.4 * (age > 60), "needling", "usual")
    frame = pd.DataFrame(
        {"patient": np.arange(60), "age": age, "arm": pd.Categorical(arm, ["usual", "needling"])}
    )
    return frame.loc[np.repeat(frame.index, visits)].reset_index(drop=True)


def test_a_patient_drawn_twice_is_two_with_all_rows_and_one_weight_each(data):
    study = read_study(data, "patient", "arm", ("age",), RULE, None)
    drawn = np.array([*range(60), 7, 7])
    rows = study.weighted(drawn)
    assert len(rows) == len(data) + 2 * (data["patient"] == 7).sum()
    weights = rows.groupby("patient")[WEIGHT]
    assert (weights.nunique() == 1).all()
    assert weights.first().loc[[7, 60, 61]].nunique() == 1


def test_a_covariate_that_changes_within_a_patient_is_refused(data):
    data.loc[data["patient"].duplicated().idxmax(), "age"] += 1
    with pytest.raises(ModelError, match="'age' changes within 1 of 60 subjects"):
        read_study(data, "patient", "arm", ("age",), RULE, None)
