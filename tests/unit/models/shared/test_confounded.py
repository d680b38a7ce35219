import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.models.shared.confounded import refuse_confounded

ROWS = pd.DataFrame(
    {
        "arm": list("aabb"),
        "therapist": ["T1", "T2", "none", "none"],
        "sex": list("FMFF"),
        "dose": [1.0, 2, 0, 0],
    }
)


def test_a_factor_without_a_shared_level_is_refused():
    with pytest.raises(ModelError, match="covariate 'therapist' tells the arm"):
        refuse_confounded(ROWS, "arm", ["sex", "therapist"])
    with pytest.raises(ModelError, match="covariate 'therapist' tells the arm"):
        refuse_confounded(ROWS.astype({"therapist": "category"}), "arm", ["therapist"])


def test_one_shared_level_is_enough_and_numbers_are_left_to_the_model():
    refuse_confounded(ROWS, "arm", ["sex", "dose", "arm"])
    refuse_confounded(ROWS.replace({"therapist": {"none": "T1"}}), "arm", ["therapist"])


def test_levels_of_an_unused_category_do_not_count():
    rows = ROWS.assign(sex=pd.Categorical(ROWS["sex"], ["F", "M", "X"]))
    refuse_confounded(rows, "arm", ["sex"])
