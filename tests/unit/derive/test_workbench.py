"""The workbench gives what the functions give, once, and lets nobody change it."""

import pickle
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.analysis import build_analysis
from dnoutcomes.derive import (
    Workbench,
    daily_scores,
    derive_baseline,
    derive_day,
    derive_event_days,
    events_of,
    once,
    sessions_of,
    time_zero,
)
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import BaselineRule, IntercurrentEvent
from dnoutcomes.simulation import simulate


@pytest.fixture(scope="module")
def analysis():
    made = simulate("clinic", n=60, seed=5)
    return build_analysis(read_outcomes(made.frame, plan=made.plan), made.plan)


def test_frames_are_those_of_the_functions(analysis):
    records = analysis.outcomes.records
    bench, days = Workbench(records), derive_day(records)
    rule = BaselineRule(rule="first", first=-30, last=3)
    for frame, by_function in (
        (bench.days, days),
        (bench.sessions, sessions_of(days)),
        (bench.events, events_of(days)),
        (bench.scores("isi"), daily_scores(days, "isi")),
        (bench.baseline("isi", rule), derive_baseline(days, "isi", rule)),
        (bench.by_day, days.sort_values(["patient_id", "day", "source_row"], kind="stable")),
    ):
        assert len(frame) > 20
        pd.testing.assert_frame_equal(frame, by_function)
    pd.testing.assert_series_equal(bench.time_zero, time_zero(days))


def test_events_are_those_of_the_function_and_another_strategy_is_another_frame(analysis):
    days = analysis.workbench.days
    days["moved"] = days["day"] > 40 + days["patient_id"].str[-1].astype(int)
    bench = Workbench(days.drop(columns="day"))
    for strategy in ("treatment-policy", "composite"):
        planned = (IntercurrentEvent(event="moved", strategy=strategy),)
        frame = bench.event_days(planned)
        pd.testing.assert_frame_equal(frame, derive_event_days(bench.days, planned))
        assert set(frame["strategy"]) == {strategy}


def test_one_outcome_or_rule_is_never_taken_for_another(analysis):
    bench, wide = analysis.workbench, BaselineRule()
    assert not bench.scores("isi").equals(bench.scores("pain_nrs"))
    first = bench.baseline("pain_nrs", BaselineRule(rule="mean", first=-90, last=90))
    assert not first.equals(bench.baseline("pain_nrs", wide))


def test_each_frame_is_derived_once_and_later_readers_see_no_change_of_earlier_ones(analysis, monkeypatch):
    bench = Workbench(analysis.outcomes.records)
    calls = []
    monkeypatch.setattr(
        "dnoutcomes.derive.workbench.daily_scores",
        lambda days, outcome: calls.append(outcome) or daily_scores(days, outcome),
    )
    scores = bench.scores("pain_nrs")
    scores.loc[:, "value"] = -99.0
    scores["more"] = 1
    bench.baseline("pain_nrs", BaselineRule())
    assert bench.scores("pain_nrs")["value"].min() >= 0
    assert "more" not in bench.scores("pain_nrs")
    assert calls == ["pain_nrs"]


def test_an_analysis_of_other_encounters_has_a_workbench_of_its_own(analysis):
    few = analysis.outcomes.records[analysis.outcomes.records["patient_id"] < "P0020"].reset_index(drop=True)
    other = replace(analysis, outcomes=replace(analysis.outcomes, records=few))
    assert 0 < len(other.workbench.days) == len(few) < len(analysis.workbench.days)
    assert replace(analysis, notes=()).workbench is analysis.workbench


def test_what_was_derived_of_one_analysis_is_not_kept_for_a_changed_one(analysis):
    visits = analysis.visits.assign(day=np.nan)
    unseen = replace(analysis, visits=visits)
    assert expected_visits(analysis)["seen"].any()
    assert not expected_visits(unseen)["seen"].any()


def test_once_tells_arguments_apart_and_keeps_no_error(analysis):
    calls = []

    @once
    def sizes(of, arm, factor=1):
        calls.append((arm, factor))
        if arm == "nobody":
            raise ValueError(arm)
        return pd.DataFrame({"n": [factor * int((of.patients["arm"] == arm).sum())]})

    first = sizes(analysis, "needling")
    first["n"] = 0
    assert sizes(analysis, "needling")["n"][0] == (analysis.patients["arm"] == "needling").sum()
    assert sizes(analysis, "needling", factor=2)["n"][0] == 2 * sizes(analysis, "needling")["n"][0]
    for _ in range(2):
        with pytest.raises(ValueError, match="nobody"):
            sizes(analysis, "nobody")
    assert calls == [("needling", 1), ("needling", 2), ("nobody", 1), ("nobody", 1)]


def test_what_was_derived_does_not_travel(analysis):
    expected_visits(analysis)
    analysis.workbench.scores("pain_nrs")
    copy = pickle.loads(pickle.dumps(analysis))
    assert copy.workbench.records is copy.outcomes.records
    assert copy.workbench._frames == {}
    assert copy.derived == {}
    pd.testing.assert_frame_equal(expected_visits(copy), expected_visits(analysis))
