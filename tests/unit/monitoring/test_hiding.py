import numpy as np
import pandas as pd

from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.monitoring.hiding import hide_small_points


def small(**columns):
    return pd.DataFrame({"n_with": np.nan, "n_without": np.nan} | columns)


def test_small_months_are_hidden_and_empty_ones_are_not():
    points = hide_small_points(small(n_patients=[30, 10, 0, 11, 5]), SmallGroups(11))
    assert points["hidden"].tolist() == [False, True, False, False, True]


def test_a_lone_small_month_takes_the_smallest_other_with_it():
    points = hide_small_points(small(n_patients=[30, 4, 25, 40]), SmallGroups(11))
    assert points["hidden"].tolist() == [False, True, True, False]


def test_few_with_or_few_without_hide_a_share():
    points = pd.DataFrame(
        {"n_patients": [40, 40, 40, 40], "n_with": [20, 3, 38, 15], "n_without": [20, 37, 2, 25]}
    )
    assert hide_small_points(points, SmallGroups(11))["hidden"].tolist() == [False, True, True, False]


def test_nothing_is_hidden_without_small_groups():
    assert not hide_small_points(small(n_patients=[30, 12]), SmallGroups(11))["hidden"].any()
    assert not hide_small_points(small(n_patients=[3, 2]), SmallGroups(1))["hidden"].any()
