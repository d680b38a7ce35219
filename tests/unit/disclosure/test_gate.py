"""What of a row may leave, by the counts behind it: by hand, with groups of different sizes and fates."""

import math

import pandas as pd
import pytest

from dnoutcomes.disclosure import Count, LinkedCounts, ShownCount, State, protect
from dnoutcomes.disclosure.gate import Rule, pass_gate, verdict_on

ARMS = ("needling", "standard")
SIZES = {
    ("needling", "diabetic"): 40,
    ("needling", "viral"): 31,
    ("needling", "hereditary"): 4,
    ("standard", "diabetic"): 52,
    ("standard", "viral"): 23,
    ("standard", "hereditary"): 17,
    ("needling", "none"): 0,
    ("standard", "none"): 0,
}


@pytest.fixture(scope="module")
def counts():
    """Four hereditary patients are small, and take the viral ones of their arm with them."""
    entered = {key: Count(n, cost=float(n or 1)) for key, n in SIZES.items()}
    totals = {(arm,): Count(sum(n for key, n in SIZES.items() if key[0] == arm), cost=900.0) for arm in ARMS}
    sums = tuple(((arm,), tuple(key for key in SIZES if key[0] == arm)) for arm in ARMS)
    return protect(LinkedCounts(entered | totals, sums), 11)


@pytest.fixture
def frame():
    causes = ["diabetic", "viral", "hereditary", "none"]
    return pd.DataFrame(
        {"cause": causes, "estimate": [-1.23, 0.47, 2.91, math.nan], "p_value": [0.013, 0.4, 0.7, 1.0]}
    )


def both(row):
    return tuple((arm, row["cause"]) for arm in ARMS)


def test_a_row_is_hidden_where_one_of_its_groups_is_small(counts, frame):
    passed = pass_gate(frame, both, counts, Rule(("estimate", "p_value")))
    assert passed["state"].tolist() == [State.SHOWN, State.WITHHELD, State.HIDDEN, State.NOT_ESTIMABLE]
    assert passed["cause"].tolist() == frame["cause"].tolist()
    assert passed.loc[0, ["estimate", "p_value"]].tolist() == [-1.23, 0.013]
    assert passed.loc[[1, 2], ["estimate", "p_value"]].isna().all(axis=None)
    assert [str(n) for n in passed["n_shown"]][::2] == ["92", "hidden"]


def test_what_is_withheld_may_leave_in_coarser_numbers(counts, frame):
    """Of the viral ones only 23 of the other arm are told; the 31 can be as few as the rule is given."""
    asked = []

    def coarser(values, fewest):
        asked.append((values["cause"], fewest))
        return {"estimate": round(values["estimate"], 1), "p_value": math.nan}

    passed = pass_gate(frame, both, counts, Rule(("estimate", "p_value"), coarser))
    assert asked == [("viral", 25)]
    assert passed.loc[1, "estimate"] == 0.5
    assert math.isnan(passed.loc[1, "p_value"])
    assert passed.loc[1, "state"] == State.SHOWN
    assert passed.loc[2, "state"] == State.HIDDEN
    assert passed.loc[1, "n_shown"].groups[1] == (23, 23)
    assert passed.loc[1, "n_shown"].groups[0] != (31, 31)


def test_what_a_hidden_row_would_follow_from_goes_with_it(counts, frame):
    passed = pass_gate(frame, both, counts, Rule(("estimate",)), also_hidden=frame["cause"] == "diabetic")
    assert passed["state"].tolist()[0] == State.HIDDEN
    assert math.isnan(passed.loc[0, "estimate"])
    assert passed.loc[0, "n_shown"] == ShownCount()
    assert passed.loc[0, "p_value"] == 0.013, "a column that the rule doesn't name is no number of patients"


def test_a_count_of_nobody_is_shown_and_the_order_of_rows_is_kept(counts):
    frame = pd.DataFrame(
        {"cause": ["none", "hereditary", "diabetic"], "n": [0, 4, 40]}, index=[7, 3, 5]
    ).astype({"cause": "category"})
    passed = pass_gate(frame, lambda row: (("needling", row["cause"]),), counts, Rule(("n",)))
    assert passed["state"].tolist() == [State.SHOWN, State.HIDDEN, State.SHOWN]
    assert passed.index.tolist() == [7, 3, 5]
    assert passed["n"].tolist()[::2] == [0.0, 40.0]
    assert passed["cause"].dtype == frame["cause"].dtype


def test_each_verdict_says_what_it_may(counts):
    shown = verdict_on([("standard", "diabetic"), ("standard", "viral")], counts)
    assert (shown.state, shown.n, shown.fewest) == (State.SHOWN, 75, None)
    hidden = verdict_on([("standard", "diabetic"), ("needling", "hereditary")], counts)
    assert (hidden.state, hidden.n, hidden.n_shown) == (State.HIDDEN, None, ShownCount())
    withheld = verdict_on([("needling", "viral"), ("standard", "viral")], counts)
    assert (withheld.state, withheld.n, withheld.fewest) == (State.WITHHELD, None, 25)


def test_every_row_must_say_whether_it_goes_along(counts, frame):
    with pytest.raises(ValueError, match="zip"):
        pass_gate(frame, both, counts, Rule(("estimate",)), also_hidden=[True])
