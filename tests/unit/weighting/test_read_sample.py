import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.covariates import covariate_design
from dnoutcomes.compare.two_arms import two_arms
from dnoutcomes.errors import ModelError
from dnoutcomes.weighting.read_sample import read_clusters, read_sample, rows_with_outcome

ROWS = pd.DataFrame(
    {
        "arm": pd.Categorical(
            ["standard", "needling", "standard", "needling", None, "needling"], ["standard", "needling"]
        ),
        "age": [50.0, 61.0, 47.0, 58.0, 70.0, 66.0],
        "pain": [5.0, 3.0, 6.0, np.nan, 4.0, 2.0],
        "therapist": [np.nan, "T2", np.nan, "T1", "T1", "T2"],
    }
)


@pytest.mark.parametrize(("keep", "left", "said"), [(False, 4, "left out"), (True, 5, "stood in for")])
def test_rows_without_an_outcome_are_left_out_or_stood_in_for_and_counted(keep, left, said):
    used, notes = rows_with_outcome(ROWS, "pain", "arm", keep_unobserved=keep)
    assert len(used) == left
    assert notes[0] == "1 rows without a treatment left out."
    assert notes[1].startswith(f"1 rows without an outcome{',' if keep else ''} {said}")


def test_what_explains_who_was_seen_goes_with_the_arm():
    used, _ = rows_with_outcome(ROWS, "pain", "arm", keep_unobserved=True)
    arms = two_arms(used["arm"])
    sample = read_sample(used, "pain", arms, covariate_design(used, ["age"]), attrition=["age"])
    assert sample.attrition_terms[1] == "treated"
    np.testing.assert_array_equal(sample.attrition_matrix[:, 1], sample.treated)
    np.testing.assert_array_equal(sample.outcome, used["pain"].to_numpy())


def test_an_arm_with_one_outcome_is_refused():
    used = ROWS.dropna().assign(arm=pd.Categorical(["standard", "needling"], ["standard", "needling"]))
    with pytest.raises(ModelError, match=r"1 patients of arm .* have the outcome 'pain'; at least 2"):
        read_sample(used, "pain", two_arms(used["arm"]), covariate_design(used, ["age"]), None)


def test_whoever_has_no_cluster_is_one_alone():
    assert read_clusters(ROWS, "therapist").tolist() == [2, 0, 3, 1, 1, 0]
    assert read_clusters(ROWS, None).tolist() == [0, 1, 2, 3, 4, 5]
