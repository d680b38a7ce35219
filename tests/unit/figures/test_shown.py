import numpy as np
import pandas as pd
import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.errors import DataError
from dnoutcomes.figures.shown import blank_hidden, counts_with_states, shown_estimate, state_of_sum

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


@pytest.mark.parametrize("state", ["withheld", "not recorded", "not planned", "not asked for"])
def test_a_row_keeps_the_state_that_it_was_given(state):
    rows = FRAME.assign(state=["shown", state, state])
    told = blank_hidden(rows)
    # A number of a withheld row says as little as that of a hidden one; otherwise a number is a number.
    assert list(told["state"]) == ["shown", state if state == "withheld" else "shown", state]
    assert told["estimate"].notna().tolist() == [True, state != "withheld", False]
    assert shown_estimate(rows.iloc[2].to_dict()).text() == state


def test_numbers_that_are_missing_are_not_recorded_and_those_hidden_are_gone():
    frame = pd.DataFrame({"arm": list("abcde"), "n_patients": [31, np.nan, 7, np.nan, 0]})
    assert list(counts_with_states(frame)["state"]) == [
        "shown",
        "not recorded",
        "shown",
        "not recorded",
        "shown",
    ]
    given = frame.assign(state=["withheld", "hidden", "hidden", None, "zero"])
    before = given.copy()
    told = counts_with_states(given)
    assert list(told["state"]) == ["withheld", "hidden", "hidden", "not recorded", "zero"]
    assert told["n_patients"].dropna().tolist() == [0.0]
    pd.testing.assert_frame_equal(given, before)


def test_states_that_there_are_not_and_a_column_hidden_are_refused():
    frame = pd.DataFrame({"n_patients": [4, 31]})
    with pytest.raises(DataError, match=r"holds \['secret'\]; a state is one of \['shown', 'zero', 'hidden'"):
        counts_with_states(frame.assign(state=["secret", "shown"]))
    with pytest.raises(DataError, match="not hidden: give state"):
        counts_with_states(frame.assign(hidden=[True, False]))


def test_a_sum_says_no_more_than_the_part_that_says_least():
    assert state_of_sum(["shown", "zero"]) is State.SHOWN
    assert state_of_sum(["not recorded", "shown"]) is State.NOT_RECORDED
    assert state_of_sum(["not recorded", "withheld"]) is State.WITHHELD
    assert state_of_sum(["withheld", "hidden", "shown"]) is State.HIDDEN
