"""Ratings of change: shares from the counts that may be shown, and nothing where one of them may not."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.compare.risk_difference import risk_difference
from dnoutcomes.disclosure import Count, LinkedCounts, ProtectedCounts, State
from dnoutcomes.errors import DisclosureError
from dnoutcomes.estimates import COLUMNS, Estimates
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.global_rating_results import global_rating_results, rating_keys

PLAN = Plan(confidence_level=0.9)
VALUES = {"needling": (90, 220), "standard": (31, 122)}


def effects(*, hidden=False):
    numbers = dict.fromkeys(COLUMNS, math.nan) if hidden else dict.fromkeys(COLUMNS, 0.1)
    state = State.HIDDEN if hidden else State.SHOWN
    labels = {"outcome": "pgic", "role": "secondary", "measure": "share of responders", "state": state}
    return Estimates(pd.DataFrame([labels | numbers | {"adjusted_p_value": 0.2}]))


def counts():
    linked = {}
    for arm, (yes, n) in VALUES.items():
        linked["responded on", "pgic", arm] = Count(yes)
        linked["scored on", "pgic", arm] = Count(n)
    return ProtectedCounts(LinkedCounts(linked, ()), dict.fromkeys(linked, "shown"), 11)


def test_shares_and_their_difference_come_from_the_counts():
    (rating,) = global_rating_results(effects(), INSTRUMENTS, PLAN, counts())
    expected = risk_difference(90, 220, 31, 122, confidence_level=0.9)
    assert rating.share("needling") == 90 / 220
    assert rating.counted.estimate == expected.estimate
    assert (rating.counted.conf_low, rating.counted.conf_high) == (expected.conf_low, expected.conf_high)
    assert rating.adjusted.estimate == pytest.approx(0.1)
    assert (rating.adjusted_p_value, rating.threshold.value) == (0.2, 2)


def test_a_hidden_rating_holds_no_number():
    (rating,) = global_rating_results(effects(hidden=True), INSTRUMENTS, PLAN, counts())
    assert rating.state is State.HIDDEN
    assert (rating.responders, rating.scored) == ({}, {})
    assert math.isnan(rating.share("needling"))
    assert math.isnan(rating.adjusted_p_value)
    assert not rating.counted.has_interval
    assert not rating.adjusted.has_interval


@pytest.mark.parametrize("name", ["responded on", "scored on"])
def test_a_count_that_may_not_be_shown_never_becomes_nobody(name):
    shown = counts()
    hidden = replace(shown, statuses=shown.statuses | {(name, "pgic", "standard"): "withheld"})
    with pytest.raises(
        DisclosureError, match=f"{name} pgic: the row is shown, and its count of standard may not be"
    ):
        global_rating_results(effects(), INSTRUMENTS, PLAN, hidden)


def test_the_keys_are_those_of_both_counts_in_both_arms():
    assert set(rating_keys("pgic", PLAN)) == set(counts().statuses)


def test_a_rating_that_is_hidden_has_no_counts():
    (rating,) = global_rating_results(effects(hidden=True), INSTRUMENTS, PLAN, counts())
    with pytest.raises(ValueError, match="shares of a rating that are shown can't stand on"):
        replace(rating, state=State.SHOWN)
    with pytest.raises(ValueError, match="shares of a rating that are hidden can't stand on"):
        replace(rating, responders={"needling": 4}, scored={"needling": 9})
