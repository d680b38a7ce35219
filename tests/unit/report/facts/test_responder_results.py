"""Shares of responders from the counts that may be shown."""

import math
from dataclasses import replace

import pytest

from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.disclosure import State, protect
from dnoutcomes.plan import Responder
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.responder_results import responder_results


@pytest.mark.parametrize("everyone", [True, False])
def test_shares_and_difference_are_those_of_the_data(analysis, everyone):
    counts = protect(patient_counts(analysis), 1)
    rows = analysis.visits[analysis.visits["visit"] == "W12"]
    rows = rows if everyone else rows[rows["value"].notna()]
    for found in responder_results(analysis.plan, counts, everyone=everyone):
        yes = (rows[found.responder.column] == 1).groupby(rows["arm"], observed=True).agg(["sum", "size"])
        expected = risk_difference(*map(int, yes.loc["needling"]), *map(int, yes.loc["standard"]))
        assert (found.share_treated, found.share_reference) == (expected.risk, expected.risk_ref)
        assert (found.difference, found.conf_low) == (expected.estimate, expected.conf_low)
        assert found.n_patients == len(rows)


def test_a_share_of_few_is_hidden_with_everything_made_from_it(make_analysis):
    analysis = make_analysis(n=60)
    found = responder_results(analysis.plan, protect(patient_counts(analysis), 11), everyone=True)
    hidden = [item for item in found if item.state is State.HIDDEN]
    assert hidden
    assert all(item.difference != item.difference for item in hidden)


def test_without_any_score_at_the_visit_there_is_nothing_to_say(make_records, make_analysis):
    records = make_records(n=40)
    analysis = make_analysis(records=records[records["study_day"] != 84])
    found = responder_results(analysis.plan, protect(patient_counts(analysis), 1), everyone=True)
    assert all(item.difference != item.difference and item.state is State.NOT_ESTIMABLE for item in found)
    assert [item.n_patients for item in found] == [None] * len(found), (
        "nobody is not the number of its patients"
    )


@pytest.mark.parametrize(
    ("difference", "state"), [(math.nan, State.SHOWN), (0.1, State.HIDDEN), (0.0, State.NOT_ESTIMABLE)]
)
def test_a_number_and_its_state_cannot_say_two_things(difference, state):
    thirty = Responder(value=30, scale="percent")
    with pytest.raises(ValueError, match=f"shares of responders that are {state} can't be"):
        ResponderContrast(thirty, 0.5, 0.4, difference, 0.0, 0.2, state)
    assert not ResponderContrast.without(thirty, State.HIDDEN).counted.has_interval


@pytest.mark.parametrize("name", ["adjusted", "concluded"])
def test_nothing_is_concluded_from_shares_that_are_hidden(name):
    hidden = ResponderContrast.without(Responder(value=30, scale="percent"), State.HIDDEN)
    with pytest.raises(ValueError, match="a difference of responders that are hidden can't be shown"):
        replace(hidden, **{name: Effect(0.2, 0.05, 0.1, 0.3)})
