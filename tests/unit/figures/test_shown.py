import numpy as np
import pandas as pd
import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.figures.shown import blank_hidden, shown_estimate

FRAME = pd.DataFrame(
    {
        "cause": list("abc"),
        "estimate": [-1.5, 2.25, np.nan],
        "std_error": [0.3, 0.4, np.nan],
        "conf_low": [-2.1, 1.4, np.nan],
        "conf_high": [-0.9, 3.1, np.nan],
        "n_subjects": [60.0, 9.0, 4.0],
        "state": [State.SHOWN, State.HIDDEN, State.NOT_ESTIMABLE],
    }
)


def shown():
    return [shown_estimate(row) for row in FRAME.to_dict("records")]


def test_each_row_has_one_state_and_its_words():
    assert [estimate.state for estimate in shown()] == [State.SHOWN, State.HIDDEN, State.NOT_ESTIMABLE]
    assert [estimate.text() for estimate in shown()] == [
        "−1.50 (−2.10 to −0.90)", "hidden (small group)", "not estimable",
    ]  # fmt: skip
    assert [estimate.count for estimate in shown()] == [", 60 patients", "", ", 4 patients"]


def test_a_hidden_row_leaves_no_number_behind():
    hidden = shown()[1]
    assert all(np.isnan([hidden.estimate, hidden.std_error, hidden.low, hidden.high, hidden.n]))
    blank = blank_hidden(FRAME).iloc[1]
    assert blank[["estimate", "std_error", "conf_low", "conf_high", "n_subjects"]].isna().all()
    assert blank["cause"] == "b"
    assert blank_hidden(FRAME).iloc[0]["estimate"] == -1.5


def test_nothing_is_hidden_unless_somebody_said_so():
    states = blank_hidden(FRAME.drop(columns="state"))["state"]
    assert list(states) == [State.SHOWN, State.SHOWN, State.NOT_ESTIMABLE]


@pytest.mark.parametrize("hidden", [State.HIDDEN, "hidden"])
def test_a_state_read_from_a_file_hides_as_well(hidden):
    assert shown_estimate(FRAME.iloc[0].to_dict() | {"state": hidden}).state is State.HIDDEN


def test_the_input_is_not_changed():
    before = FRAME.copy()
    blank_hidden(FRAME)
    pd.testing.assert_frame_equal(FRAME, before)
