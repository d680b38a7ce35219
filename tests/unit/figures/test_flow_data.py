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
    hidden = frame.assign(hidden=[False, True, False, True, False, True])
    steps = [str(step) for step in flow_of(hidden, Plan()).steps["needling"]]
    assert steps == [
        "100 in the file, left out: hidden (hidden: no score at baseline)",
        "96 analysed",
        "Week 12: hidden seen, not seen: hidden (13 not seen again; hidden: visit missed, seen later)",
    ]
    assert flow_of(hidden, Plan()).frame["n_patients"].isna().sum() == 3


def test_two_hidden_reasons_leave_what_the_shown_numbers_say(frame):
    hidden = frame.assign(hidden=[False, False, False, False, True, True])
    step = flow_of(hidden, Plan()).steps["needling"][-1]
    assert str(step) == "Week 12: 80 seen, not seen: 16 (reasons hidden)"


def test_one_hidden_reason_hides_the_sum_that_would_give_it_away(frame):
    hidden = frame.assign(hidden=[False, False, False, False, False, True])
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
    hidden = frame.assign(hidden=[False, True, False, False, True, True], n_shown=ranges)
    assert [str(step) for step in flow_of(hidden, Plan()).steps["needling"]] == [
        "100 in the file, left out: 3 to 9 (3 to 9: no score at baseline)",
        "96 analysed",
        "Week 12: 80 seen, not seen: 16 (reasons hidden)",
    ]


def test_a_stage_told_as_a_range_is_one_in_the_figure_too(frame):
    ranges = [ShownCount.of(row[-1]) for row in ROWS]
    ranges[3], ranges[5] = ShownCount(((77, 82),)), ShownCount(((1, 5),))
    hidden = frame.assign(hidden=[False, False, False, True, False, True], n_shown=ranges)
    assert str(flow_of(hidden, Plan()).steps["needling"][-1]) == (
        "Week 12: 77 to 82 seen, not seen: hidden (13 not seen again; 1 to 5: visit missed, seen later)"
    )


def test_a_missing_number_is_a_hidden_one(frame):
    frame["n_patients"] = frame["n_patients"].where(frame["stage"] != "left out")
    assert flow_of(frame, Plan()).frame["hidden"].sum() == 1


def test_total_is_hidden_with_any_of_its_parts(frame):
    both = pd.concat([frame, frame.assign(arm="standard")], ignore_index=True)
    assert flow_of(both, Plan()).total == "200"
    both.loc[0, "n_patients"] = np.nan
    assert flow_of(both, Plan()).total == "hidden"


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
