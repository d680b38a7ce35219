import numpy as np
import pandas as pd
import pytest

from dnoutcomes.describe import patient_flow
from dnoutcomes.disclosure.shown_count import ShownCount
from dnoutcomes.errors import DataError
from dnoutcomes.figures.flow_data import flow_of
from dnoutcomes.plan import Plan

ROWS = [
    ("in the file", "", "", 100),
    ("left out", "", "no score at baseline", 4),
    ("analysed", "", "", 96),
    ("seen", "W12", "", 80),
    ("not seen", "W12", "not seen again", 13),
    ("not seen", "W12", "visit missed, seen later", 3),
]


@pytest.fixture
def frame():
    return pd.DataFrame(ROWS, columns=["stage", "visit", "reason", "n_patients"]).assign(arm="needling")


def test_steps_read_as_sentences(frame):
    steps = [str(step) for step in flow_of(frame, Plan()).steps["needling"]]
    assert steps == [
        "100 in the file, left out: 4 (4 no score at baseline)",
        "96 analysed",
        "Week 12: 80 seen, not seen: 16 (13 not seen again; 3 visit missed, seen later)",
    ]


@pytest.mark.parametrize("row", range(len(ROWS)))
def test_counts_that_do_not_add_up_are_refused(frame, row):
    frame.loc[row, "n_patients"] += 1
    with pytest.raises(DataError, match=r"add up at (the file|W12)"):
        flow_of(frame, Plan())


def test_hidden_numbers_are_not_in_the_steps(frame):
    hidden = frame.assign(state=["shown", "hidden", "shown", "hidden", "shown", "hidden"])
    steps = [str(step) for step in flow_of(hidden, Plan()).steps["needling"]]
    assert steps == [
        "100 in the file, left out: hidden (hidden: no score at baseline)",
        "96 analysed",
        "Week 12: hidden seen, not seen: hidden (13 not seen again; hidden: visit missed, seen later)",
    ]
    assert flow_of(hidden, Plan()).frame["n_patients"].isna().sum() == 3


def test_two_hidden_reasons_leave_what_the_shown_numbers_say(frame):
    hidden = frame.assign(state=["shown", "shown", "shown", "shown", "hidden", "hidden"])
    step = flow_of(hidden, Plan()).steps["needling"][-1]
    assert str(step) == "Week 12: 80 seen, not seen: 16 (reasons hidden)"


def test_one_hidden_reason_hides_the_sum_that_would_give_it_away(frame):
    hidden = frame.assign(state=["shown", "shown", "shown", "shown", "shown", "hidden"])
    step = flow_of(hidden, Plan()).steps["needling"][-1]
    assert step.leaving == "not seen: hidden"


def test_a_number_told_as_a_range_is_one_in_the_figure_too(frame):
    ranges = [
        ShownCount.of(100),
        ShownCount(((3, 9),)),
        *map(ShownCount.of, (96, 80)),
        ShownCount(),
        ShownCount((None,)),
    ]
    hidden = frame.assign(state=["shown", "hidden", "shown", "shown", "hidden", "hidden"], n_shown=ranges)
    assert [str(step) for step in flow_of(hidden, Plan()).steps["needling"]] == [
        "100 in the file, left out: 3 to 9 (3 to 9: no score at baseline)",
        "96 analysed",
        "Week 12: 80 seen, not seen: 16 (reasons hidden)",
    ]


def test_a_stage_told_as_a_range_is_one_in_the_figure_too(frame):
    ranges = [ShownCount.of(row[-1]) for row in ROWS]
    ranges[3], ranges[5] = ShownCount(((77, 82),)), ShownCount(((1, 5),))
    hidden = frame.assign(state=["shown", "shown", "shown", "hidden", "shown", "hidden"], n_shown=ranges)
    assert str(flow_of(hidden, Plan()).steps["needling"][-1]) == (
        "Week 12: 77 to 82 seen, not seen: hidden (13 not seen again; 1 to 5: visit missed, seen later)"
    )


def test_a_missing_number_of_ones_own_is_not_called_hidden(frame):
    frame["n_patients"] = frame["n_patients"].where(~frame.index.isin([0, 5]))
    flow = flow_of(frame, Plan())
    assert flow.frame["state"].tolist() == ["not recorded", *["shown"] * 4, "not recorded"]
    assert [str(step) for step in flow.steps["needling"]] == [
        "an unknown number in the file, left out: 4 (4 no score at baseline)",
        "96 analysed",
        "Week 12: 80 seen, not seen: 16 (13 not seen again; an unknown number: visit missed, seen later)",
    ]
    assert flow.total == "an unknown number"
    assert "hidden" not in flow.alt_text
    assert "hidden" not in flow.caption


def test_reasons_whose_numbers_are_missing_keep_their_names(frame):
    frame["n_patients"] = frame["n_patients"].where(frame["stage"] != "not seen")
    assert str(flow_of(frame, Plan()).steps["needling"][-1]) == (
        "Week 12: 80 seen, not seen: 16 (an unknown number: not seen again; an unknown number: visit missed, seen "
        "later)"
    )


def test_a_stage_without_a_row_is_not_called_hidden(frame):
    steps = flow_of(frame[frame["stage"] != "analysed"], Plan()).steps["needling"]
    assert str(steps[1]) == "an unknown number analysed"


def test_a_withheld_number_is_called_as_its_table_calls_it(frame):
    withheld = frame.assign(state=["shown", "shown", "shown", "withheld", "hidden", "shown"])
    step = flow_of(withheld, Plan()).steps["needling"][-1]
    assert str(step) == (
        "Week 12: withheld seen, not seen: hidden (hidden: not seen again; 3 visit missed, seen later)"
    )


@pytest.mark.parametrize(
    ("state", "said"), [("hidden", "hidden"), ("withheld", "withheld"), (None, "an unknown number")]
)
def test_total_has_the_state_of_the_part_that_says_least(frame, state, said):
    both = pd.concat([frame, frame.assign(arm="standard")], ignore_index=True)
    assert flow_of(both, Plan()).total == "200"
    both.loc[0, "n_patients"] = np.nan
    assert flow_of(both.assign(state=[state, *[None] * 11]), Plan()).total == said


def test_a_column_that_says_what_is_hidden_in_another_way_is_refused(frame):
    with pytest.raises(DataError, match='asks the column state, not hidden: give state="hidden"'):
        flow_of(frame.assign(hidden=True), Plan())


def test_flow_of_an_analysis_is_its_patient_flow(analysis):
    flow = flow_of(analysis, None)
    counts = patient_flow(analysis)
    assert flow.frame["n_patients"].tolist() == counts["n_patients"].tolist()
    assert list(flow.steps) == ["standard", "needling"]
    everyone = counts.loc[counts["stage"] == "in the file", "n_patients"].sum()
    assert flow.total == str(everyone)


def test_missing_column_is_named(frame):
    with pytest.raises(DataError, match="missing: reason"):
        flow_of(frame.drop(columns="reason"), Plan())
