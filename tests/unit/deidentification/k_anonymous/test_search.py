from itertools import product

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from dnoutcomes.deidentification.k_anonymous.levels import Level, levels_of
from dnoutcomes.deidentification.k_anonymous.search import choose_levels
from dnoutcomes.errors import DataError

WEIGHTS = {"arm": 1.0, "cause": 3.0, "age": 1.0, "sex": 0.25}


def columns_of(patients, k):
    return {
        name: levels_of(name, pd.Series([row[place] for row in patients]), k)
        for place, name in enumerate(WEIGHTS)
    }


def lost_by(levels, k):
    """What a combination loses and whom it keeps, counted with pandas and not with the search's own codes."""
    written = pd.DataFrame(
        {name: level.values.astype("object").fillna("none") for name, level in levels.items()}
    )
    kept = written.groupby(list(levels), sort=False)["arm"].transform("size") >= k
    loss = sum(WEIGHTS[name] * level.loss for name, level in levels.items()) / sum(WEIGHTS.values())
    return 1 - (1 - loss) * kept.mean(), kept.to_numpy()


PATIENTS = st.lists(
    st.tuples(
        st.sampled_from(["needling", "needling", "standard"]),
        st.sampled_from(["diabetic", "diabetic", "diabetic", "idiopathic", "traumatic", "infectious"]),
        st.integers(40, 79),
        st.sampled_from(["F", "F", "M"]),
    ),
    min_size=12,
    max_size=40,
)


@settings(max_examples=40)
@given(PATIENTS, st.integers(2, 5), st.sampled_from([0.0, 0.05, 0.25]))
def test_it_finds_the_best_of_all_combinations_and_every_class_has_k(patients, k, most):
    columns = columns_of(patients, k)
    possible = []
    for levels in product(*(range(len(columns[name])) for name in columns)):
        lost, kept = lost_by({name: columns[name][level] for name, level in zip(columns, levels)}, k)
        if 1 - kept.mean() <= most:
            possible.append(lost)
    if not possible:
        with pytest.raises(DataError, match="too few patients"):
            choose_levels(columns, WEIGHTS, k, most)
        return
    choice = choose_levels(columns, WEIGHTS, k, most)
    lost, kept = lost_by({name: columns[name][level] for name, level in choice.levels.items()}, k)
    assert choice.loss == pytest.approx(min(possible))
    assert choice.loss == pytest.approx(lost)
    assert np.array_equal(choice.kept, kept)
    assert 1 - kept.mean() <= most


def test_nothing_is_made_coarser_where_all_are_alike_already():
    patients = [("needling", "diabetic", 61, "F")] * 6 + [("standard", "idiopathic", 70, "M")] * 5
    choice = choose_levels(columns_of(patients, 5), WEIGHTS, 5)
    assert set(choice.levels.values()) == {0}
    assert (choice.loss, choice.kept.all()) == (0, True)


def test_one_who_is_unlike_all_others_is_left_out_rather_than_everybody_made_coarser():
    patients = [("needling", "diabetic", 61, "F")] * 30 + [("needling", "infectious", 62, "M")]
    choice = choose_levels(columns_of(patients, 5), WEIGHTS, 5)
    assert choice.levels["cause"] == 0
    assert choice.kept.tolist() == [True] * 30 + [False]


def test_what_weighs_more_is_kept():
    halves = [
        Level("as it is", pd.Series([0, 0, 1, 1] * 5), 0.0),
        Level("left out", pd.Series([pd.NA] * 20), 1.0),
    ]
    other = [
        Level("as it is", pd.Series([0, 1, 0, 1] * 5), 0.0),
        Level("left out", pd.Series([pd.NA] * 20), 1.0),
    ]
    for heavier in ("a", "b"):
        weights = {"a": 1.0, "b": 1.0} | {heavier: 2.0}
        choice = choose_levels({"a": halves, "b": other}, weights, 10)
        assert choice.levels[heavier] == 0
        assert sum(choice.levels.values()) == 1


def test_too_few_patients_of_an_arm_are_said():
    patients = [("needling", "diabetic", 61, "F")] * 30 + [("standard", "diabetic", 61, "F")] * 4
    with pytest.raises(DataError, match=r"alike with 10 others.*choose a smaller k"):
        choose_levels(columns_of(patients, 11), WEIGHTS, 11)
