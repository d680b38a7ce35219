import numpy as np
import pandas as pd

from dnoutcomes.disclosure import SmallGroups
from dnoutcomes.monitoring.hiding import hide_small_points


def small(**columns):
    return pd.DataFrame({"n_with": np.nan, "n_without": np.nan} | columns)


def test_small_months_are_hidden_and_empty_ones_are_not():
    points = hide_small_points(small(n_patients=[30, 10, 0, 11, 5]), SmallGroups(11))
    assert points["state"].tolist() == ["shown", "hidden", "zero", "shown", "hidden"]


def test_a_lone_small_month_takes_the_smallest_other_with_it():
    points = hide_small_points(small(n_patients=[30, 4, 25, 40]), SmallGroups(11))
    assert points["state"].tolist() == ["shown", "hidden", "withheld", "shown"]


def test_few_with_or_few_without_hide_a_share():
    points = pd.DataFrame(
        {"n_patients": [40, 40, 40, 40], "n_with": [20, 3, 38, 15], "n_without": [20, 37, 2, 25]}
    )
    assert hide_small_points(points, SmallGroups(11))["state"].tolist() == [
        "shown",
        "hidden",
        "hidden",
        "shown",
    ]


def test_nothing_is_hidden_without_small_groups():
    assert hide_small_points(small(n_patients=[30, 12]), SmallGroups(11))["state"].eq("shown").all()
    assert hide_small_points(small(n_patients=[3, 2]), SmallGroups(1))["state"].eq("shown").all()
