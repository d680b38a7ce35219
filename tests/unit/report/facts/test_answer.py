"""Which result the first page stands on, when some are missing or hidden."""

import math
from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.disclosure import State, StatedNumber
from dnoutcomes.plan import Plan
from dnoutcomes.report.facts.answer import choose_answer, small_difference
from dnoutcomes.report.facts.unavailable import Unavailable

MODEL_MISSING = Unavailable("No model.")


def test_the_mixed_model_comes_first(report):
    results = report.results
    answer = choose_answer(results.setting.plan, results.model, results.comparisons, StatedNumber.of(0.4))
    assert (answer.method, answer.reason) == ("mixed model", "")
    assert answer.unadjusted.has_interval


def test_the_analysis_of_covariance_comes_second_and_says_why(report):
    results = report.results
    answer = choose_answer(results.setting.plan, MODEL_MISSING, results.comparisons, StatedNumber.of(0.4))
    assert answer.method == "analysis of covariance"
    assert answer.reason.startswith("No model. The difference comes from")
    standardised = results.comparisons.where(
        analysis="adjusted", population="all patients, standardised to the mix of causes"
    ).frame
    assert answer.effect.estimate == standardised["estimate"].item()


def test_nothing_at_all_is_no_verdict():
    answer = choose_answer(Plan(), MODEL_MISSING, Unavailable("No comparison."), StatedNumber.of(0.4))
    assert (answer.method, answer.verdict) == ("none", "none")
    assert "Only a description" in answer.reason


def test_a_hidden_result_is_hidden_and_not_missing(report):
    results = report.results
    frame = results.model.differences.frame.assign(
        estimate=math.nan, conf_low=math.nan, conf_high=math.nan, state=State.HIDDEN
    )
    hidden = replace(results.model, differences=replace(results.model.differences, frame=frame))
    answer = choose_answer(results.setting.plan, hidden, Unavailable("No comparison."), StatedNumber.of(0.4))
    assert answer.verdict == "hidden"


def test_a_small_difference_is_a_fifth_of_the_spread_at_the_start():
    row = {"characteristic": "baseline", "needling_spread": 3.0, "standard_spread": 4.0}
    row |= {"needling_state": State.SHOWN, "standard_state": State.SHOWN}
    assert small_difference(pd.DataFrame([row]), Plan()).value == pytest.approx(0.2 * math.sqrt(12.5))
    hidden = row | {"standard_spread": math.nan, "standard_state": State.HIDDEN}
    assert small_difference(pd.DataFrame([hidden]), Plan()).state is State.HIDDEN
    alike = row | {"standard_spread": 0.0, "needling_spread": 0.0}
    assert small_difference(pd.DataFrame([alike]), Plan()).state is State.NOT_ESTIMABLE
