import math

import pandas as pd
import pytest

from dnoutcomes.describe.needle_points import entropy, points_used, split_points


@pytest.mark.parametrize(
    ("text", "points"),
    [
        ("soleus", [("soleus", "")]),
        ("Soleus left; soleus RIGHT", [("soleus", "left"), ("soleus", "right")]),
        ("ST36 (B);;  BL57, bilateral ", [("st36", "both"), ("bl57", "both")]),
        ("flexor hallucis l", [("flexor hallucis", "left")]),
        ("brachioradialis", [("brachioradialis", "")]),
        ("", []),
    ],
)
def test_names_and_sides(text, points):
    assert split_points(text) == points


def test_left_and_right_in_one_session_are_both():
    sessions = pd.DataFrame(
        {
            "patient_id": ["a", "a", "b"],
            "source_row": [2, 3, 4],
            "points": ["soleus l; soleus r", None, "soleus l"],
        }
    )
    used = points_used(sessions)
    assert used[["source_row", "point", "side"]].values.tolist() == [
        [2, "soleus", "both"],
        [4, "soleus", "left"],
    ]


def test_entropy_by_hand():
    assert entropy(pd.Series([1, 1, 2])) == pytest.approx(-(0.5 * math.log(0.25) + 0.5 * math.log(0.5)))
    assert math.isnan(entropy(pd.Series([], dtype=int)))
