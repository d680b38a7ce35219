"""The numbers of the first page: at most five, each with its interval and n, and none that is hidden."""

from dataclasses import replace

import pandas as pd
import pytest

from dnoutcomes.disclosure import State
from dnoutcomes.monitoring import ControlChart
from dnoutcomes.monitoring.control_chart import Signal
from dnoutcomes.report.facts.first_page_claims import MARKED, claim_of_chart
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.trend_results import TrendResults
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.sections.key_numbers import key_numbers, mark_of


def labels(results):
    return [item.label for item in key_numbers(results)]


def test_at_most_five_each_with_an_interval_and_what_stands_behind_it(report):
    numbers = key_numbers(report.results)
    assert 3 <= len(numbers) <= 5
    for item in numbers:
        assert item.detail.startswith("95 % interval: ") != (item.label == "The same, not adjusted")
        assert "patients" in item.detail or "session" in item.detail


def test_an_unadjusted_difference_has_an_interval_only_where_the_arms_were_made_by_chance(report):
    """In a clinic in which nothing differs, it excludes zero as often as patients were chosen for an arm."""
    setting = report.results.setting
    details = [
        key_numbers(replace(report.results, setting=replace(setting, plan=plan)))[1].detail
        for plan in (setting.plan, setting.plan.model_copy(update={"design": "randomised"}))
    ]
    assert details[0].startswith("doesn't compare like with like; patients scored: ")
    assert details[1].startswith("95 % interval: ")


def test_adjusted_stands_beside_unadjusted(report):
    adjusted, unadjusted = key_numbers(report.results)[:2]
    assert adjusted.label == "Adjusted difference, 12 weeks"
    assert adjusted.value.endswith("points lower")
    assert unadjusted.label == "The same, not adjusted"


def test_patients_scored_are_those_of_the_treated_arm_first(report, analysis):
    scored = analysis.at_visit("W12")["arm"].value_counts()
    first, second = scored["needling"], scored["standard"]
    assert first != second
    assert key_numbers(report.results)[0].detail.endswith(f"patients scored: {first} / {second}")


def test_the_share_scored_is_of_those_compared(report, analysis):
    scored = next(item for item in key_numbers(report.results) if item.label.startswith("Scored"))
    rows = analysis.visits[analysis.visits["visit"] == "W12"]
    assert scored.value == f"{100 * rows['value'].notna().mean():.0f} %"
    assert f"{rows['value'].notna().sum()} of {len(rows)} patients" in scored.detail


def test_each_tile_keeps_the_number_that_its_words_say(report):
    """With its sign, which the words say as lower or fewer, rounded as it is printed."""
    results = report.results
    adjusted, unadjusted, people, scored = (tile.value for tile in key_numbers(results)[:4])
    for cell, effect in ((adjusted, results.answer.effect), (unadjusted, results.answer.unadjusted)):
        (number,) = cell.numbers
        assert number.value == round(effect.estimate, effect.decimals)
        assert number.decimals == effect.decimals
        assert number.unit == "points"
        assert cell.startswith(f"{abs(number.value)}")
    assert adjusted.numbers[0].value != unadjusted.numbers[0].value
    assert people.numbers[0].value == round(100 * results.responders_all[0].concluded.estimate)
    assert scored.numbers[0].is_share
    assert scored == f"{round(100 * scored.numbers[0].value)} %"


def test_what_is_hidden_has_no_number(report):
    first, *others = report.results.responders_all
    results = replace(
        report.results, responders_all=(ResponderContrast.without(first.responder, State.HIDDEN), *others)
    )
    assert any(label.startswith("Responders") for label in labels(report.results))
    assert not any(label.startswith("Responders") for label in labels(results))


def test_without_charts_there_are_numbers_and_no_marks(report):
    results = report.results.with_facts(trends=Unavailable("no dates"))
    assert labels(results) == labels(report.results)
    assert {item.mark for item in key_numbers(results)} == {""}


def test_a_number_is_marked_only_by_a_measure_of_the_family(report):
    """Change and response are the same scores of the same patients: two marks would be one said twice."""
    points = pd.DataFrame({"period": ["2026-01"], "value": [1.0], "state": ["shown"]})
    chart = ControlChart("t", "share", "lower", "p'", points, ("run",), (), ())
    for measure, n_marks in [*((name, 1) for name in MARKED[:2]), ("response", 0), ("attendance", 0)]:
        results = report.results.with_facts(trends=TrendResults((), (), {measure: chart}))
        assert len([item for item in key_numbers(results) if item.mark]) == n_marks


@pytest.mark.parametrize(
    ("rules", "better", "sides", "said"),
    [
        ((), "higher", (), "too few months"),
        (("run",), "higher", (), "no change beyond chance"),
        (("run",), "higher", ("high",), "lately better"),
        (("run",), "lower", ("high",), "lately worse"),
        (("run",), "", ("low",), "lately changed"),
        (("run",), "higher", ("low", "high"), "lately changed"),
    ],
)
def test_a_mark_says_what_the_chart_says(rules, better, sides, said):
    points = pd.DataFrame({"period": ["2026-01"], "value": [1.0], "state": ["shown"]})
    signals = tuple(Signal("run", side, "2025-07", "2026-01", 7) for side in sides)
    chart = ControlChart("t", "share", better, "p'", points, rules, signals, ())
    assert said in mark_of(chart, claim_of_chart("response", chart))


def test_hidden_months_are_not_taken_for_missing_ones():
    points = pd.DataFrame(
        {"period": ["2026-01", "2026-02"], "value": [1.0, 2.0], "state": ["shown", "hidden"]}
    )
    chart = ControlChart("t", "share", "higher", "p'", points, (), (), ())
    assert "too few months can be shown" in mark_of(chart, claim_of_chart("response", chart))
