"""What the first page claims: chosen by intervals, one p-value and charts, and never more than its rate allows."""

from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.monitoring.control_chart import Signal
from dnoutcomes.plan import Responder
from dnoutcomes.report.facts.answer import Answer
from dnoutcomes.report.facts.claim import family_rate
from dnoutcomes.report.facts.effect import Effect, judge
from dnoutcomes.report.facts.first_page_claims import (
    MARKED,
    claim_of_causes,
    claim_of_chart,
    claim_of_difference,
    claim_of_responders,
    first_page_claims,
)
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.trend_results import TrendResults
from dnoutcomes.report.facts.unavailable import Unavailable


def answer(low, high, better_sign=-1, margin=0.4):
    effect = Effect((low + high) / 2, 0.2, low, high)
    return Answer(effect, judge(effect, better_sign, margin), "mixed model", effect)


def responders(low, high, **options):
    concluded = Effect((low + high) / 2, 0.04, low, high)
    return ResponderContrast(
        Responder(value=30, scale="percent"), 0.5, 0.4, 0.1, 0.0, 0.2, concluded=concluded, **options
    )


def chart(*sides, rules=("run",), better="lower", last="2026-01"):
    points = pd.DataFrame({"period": ["2025-10", "2026-01"], "value": [1.0, 2.0], "state": "shown"})
    signals = tuple(Signal("run", side, "2025-05", last, 9) for side in sides)
    return ControlChart("t", "share", better, "p'", points, rules, signals, ())


@pytest.mark.parametrize(
    ("low", "high", "better_sign", "direction"),
    [
        (-1.3, -0.5, -1, "better"),
        (-1.3, -0.5, 1, "worse"),
        (0.05, 0.3, -1, "worse"),  # slightly
        (0.05, 0.3, 1, "better"),
        (-0.9, 0.001, -1, ""),
        (-0.1, 0.2, -1, ""),  # close: no claim of a difference
    ],
)
def test_a_difference_is_claimed_where_the_interval_leaves_out_none(low, high, better_sign, direction):
    claim = claim_of_difference(answer(low, high, better_sign))
    assert (claim.made, claim.direction) == (bool(direction), direction)
    assert claim.rate == pytest.approx(0.05)


def test_nothing_is_claimed_and_no_error_spent_where_there_is_no_difference_to_show():
    effect = Effect(*(float("nan"),) * 4, state=State.HIDDEN)
    claim = claim_of_difference(Answer(effect, judge(effect, -1, 0.4), "none", effect))
    assert not claim.made
    assert claim.rate == 0


@pytest.mark.parametrize(
    ("headline", "low", "high", "made"),
    [
        ((-1.3, -0.5), 0.04, 0.2, True),
        ((-1.3, 0.1), 0.04, 0.2, False),  # the headline settles nothing
        ((0.2, 0.9), 0.04, 0.2, False),  # the headline says the contrary
        ((0.2, 0.9), -0.2, -0.04, True),
        ((-1.3, -0.5), -0.01, 0.2, False),
    ],
)
def test_responders_wait_for_a_headline_of_the_same_direction(headline, low, high, made):
    claim = claim_of_responders(responders(low, high), claim_of_difference(answer(*headline)))
    assert claim.made == made
    assert claim.rate == 0


def test_hidden_responders_claim_nothing():
    difference = claim_of_difference(answer(-1.3, -0.5))
    hidden = ResponderContrast.without(Responder(value=30, scale="percent"), State.HIDDEN)
    assert difference.made
    assert not claim_of_responders(hidden, difference).made
    assert not claim_of_responders(None, difference).made


@pytest.mark.parametrize(
    ("p_value", "level", "made"),
    [(0.009, 0.95, True), (0.03, 0.95, False), (0.03, 0.80, True), (0.009, 0.99, False)],
)
def test_causes_have_a_fifth_of_the_error_of_the_headline(report, p_value, level, made):
    causes = report.results.causes
    tested = replace(causes, interaction=replace(causes.interaction, p_value=p_value))
    claim = claim_of_causes(tested, level)
    assert claim.made == made
    assert claim.rate == pytest.approx((1 - level) / 5)


@pytest.mark.parametrize("missing", ["causes", "test", "p"])
def test_causes_without_a_test_claim_nothing(report, missing):
    causes = report.results.causes
    untested = {
        "causes": Unavailable("one cause"),
        "test": replace(causes, interaction=Unavailable("too few")),
        "p": replace(causes, interaction=replace(causes.interaction, p_value=float("nan"))),
    }[missing]
    claim = claim_of_causes(untested, 0.95)
    assert not claim.made
    assert claim.rate == 0


@pytest.mark.parametrize(
    ("drawn", "made", "direction"),
    [
        (chart("low"), True, "better"),
        (chart("high"), True, "worse"),
        (chart("high", "low"), True, ""),
        (chart("low", better=""), True, ""),
        (chart("low", last="2025-08"), False, ""),  # of the past
        (chart(), False, ""),
        (chart(rules=()), False, ""),
        (None, False, ""),
    ],
)
def test_a_chart_claims_what_is_of_late(drawn, made, direction):
    claim = claim_of_chart("change", drawn)
    assert (claim.made, claim.direction) == (made, direction)
    assert (claim.rate > 0) == (drawn is not None and bool(drawn.rules))


def test_a_page_has_all_its_claims_whatever_the_data_allow(report):
    charted = report.results.with_facts(
        trends=TrendResults((), (), {"change": chart("low"), "response": chart("low")})
    )
    for results, made in ((report.results, []), (charted, ["change"])):
        claims = first_page_claims(results)
        assert [claim.name for claim in claims] == ["difference", "responders", "causes", *MARKED]
        assert [claim.name for claim in claims if claim.made and claim.name in MARKED] == made


def test_a_family_of_all_claims_errs_in_at_most_one_page_of_ten(report):
    charts = dict.fromkeys(MARKED, chart())
    full = report.results.with_facts(trends=TrendResults((), (), charts))
    assert 0.08 < family_rate(first_page_claims(full)) <= 0.10
