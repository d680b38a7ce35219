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


def test_a_session_in_two_rows_of_one_patient_adds_up_and_points_come_in_the_order_of_their_first_mention():
    sessions = pd.DataFrame(
        {
            "patient_id": ["b", "a", "b", "a", "b"],
            "source_row": [7, 7, 7, 3, 9],
            "points": [
                "ST36; soleus r",
                "soleus l",
                "soleus left;BL57 (b);st36 r",
                ";",
                "soleus r; ST36; st36 both",
            ],
        },
        index=[4, 4, 2, 1, 0],
    )
    assert points_used(sessions).values.tolist() == [
        ["b", 7, "st36", "right"],
        ["b", 7, "soleus", "both"],
        ["a", 7, "soleus", "left"],
        ["b", 7, "bl57", "both"],
        ["b", 9, "soleus", "right"],
        ["b", 9, "st36", "both"],
    ]


@pytest.mark.parametrize("texts", [[None, None], [" ; ", None], []])
def test_sessions_without_points_have_no_rows(texts):
    sessions = pd.DataFrame(
        {"patient_id": ["a"] * len(texts), "source_row": range(len(texts)), "points": texts}
    )
    used = points_used(sessions)
    assert len(used) == 0
    assert list(used.columns) == ["patient_id", "source_row", "point", "side"]


def test_entropy_by_hand():
    assert entropy(pd.Series([1, 1, 2])) == pytest.approx(-(0.5 * math.log(0.25) + 0.5 * math.log(0.5)))
    assert math.isnan(entropy(pd.Series([], dtype=int)))
