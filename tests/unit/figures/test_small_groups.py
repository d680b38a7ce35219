import pandas as pd
import pytest

from dnoutcomes.figures.small_groups import hide_small_groups

FRAME = pd.DataFrame(
    {"arm": list("abcd"), "estimate": [1.0, 2.0, 3.0, 4.0], "n_subjects": [0.0, 1.0, 10.0, 11.0]}
)


def test_one_to_ten_are_hidden_and_zero_is_not():
    hidden = hide_small_groups(FRAME, 11)
    assert hidden["hidden"].tolist() == [False, True, True, False]
    assert hidden["estimate"].isna().tolist() == [False, True, True, False]
    assert hidden["n_subjects"].isna().tolist() == [False, True, True, False]


def test_nothing_is_hidden_by_default():
    assert not hide_small_groups(FRAME, None)["hidden"].any()


@pytest.mark.parametrize("smallest_cell", [None, 11])
def test_rows_hidden_by_others_stay_hidden(smallest_cell):
    marked = FRAME.assign(hidden=[False, False, False, True])
    assert pd.isna(hide_small_groups(marked, smallest_cell)["estimate"].iloc[3])


def test_input_is_not_changed():
    before = FRAME.copy()
    hide_small_groups(FRAME, 11)
    pd.testing.assert_frame_equal(FRAME, before)
