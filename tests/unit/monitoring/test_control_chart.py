import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.control_chart import LIMIT_WIDTH, Signal
from dnoutcomes.monitoring.individuals import individuals_chart

QUIET = [-1.0, 1.0] * 6


def test_eleven_points_have_limits_and_no_signals_and_say_why(points_of):
    chart = individuals_chart(points_of([*QUIET[:10], 9.0]))
    assert chart.points["upper"].notna().all()
    assert chart.signals == ()
    assert set(chart.points["signal"]) == {""}
    assert chart.verdict == "too few points"
    assert "11 points are too few" in chart.sentence
    assert any("fewer than 12 points (here 11)" in note for note in chart.notes)


def test_without_a_signal_nothing_is_said_of_change(points_of):
    chart = individuals_chart(points_of(QUIET), title="Pain", better="lower")
    assert chart.verdict == "no signal"
    assert chart.sentence == "Pain: no change beyond chance over 12 points."


def test_a_signal_is_marked_named_and_judged_by_direction(points_of):
    values = [*QUIET, -1.0, 9.0]
    chart = individuals_chart(points_of(values), title="Pain", better="lower")
    assert chart.points["signal"].iloc[-1] == "outside"
    assert chart.sentence == "Pain: a point above the upper limit (2025-02)."
    assert chart.verdict == "deterioration"
    assert individuals_chart(points_of(values), better="higher").verdict == "improvement"
    assert individuals_chart(points_of(values)).verdict == "changed"


def test_an_old_signal_is_no_news(points_of):
    chart = individuals_chart(points_of([9.0, *QUIET, *QUIET]), title="Pain", better="lower")
    assert chart.signals[0].first == "2024-01"
    assert chart.verdict == "no signal"
    assert "earlier signals are marked" in chart.sentence


def test_hidden_points_have_no_numbers_and_nothing_stands_on_them(points_of):
    values = np.array([*QUIET, 0.4])
    hidden = np.arange(13) == 5
    shown = individuals_chart(points_of(values, hidden=hidden))
    other = individuals_chart(points_of(np.where(hidden, 99.0, values), hidden=hidden))
    pd.testing.assert_frame_equal(shown.points, other.points)
    assert shown.points.loc[5, ["n", "value", "centre", "lower", "upper", "sigma"]].isna().all()
    without = individuals_chart(points_of(values)[~hidden].reset_index(drop=True))
    assert shown.points["centre"].iloc[0] == without.points["centre"].iloc[0]
    assert any("1 of 13 points is hidden" in note for note in shown.notes)


def test_months_without_patients_are_gaps(points_of):
    chart = individuals_chart(points_of([1.0, np.nan, 3.0]))
    assert chart.points["centre"].iloc[0] == 2.0
    assert np.isnan(chart.points["upper"].iloc[1])
    assert chart.points["upper"].iloc[0] == pytest.approx(2 + LIMIT_WIDTH / 1.128 * 2)


def test_nothing_to_show_is_said(points_of):
    chart = individuals_chart(points_of([1.0, 2.0], hidden=True), title="Pain")
    assert chart.sentence == "Pain: no point can be shown."
    assert chart.verdict == "too few points"
    assert individuals_chart(points_of([4.0])).points["upper"].isna().all()


def test_points_out_of_order_or_without_their_columns_are_refused(points_of):
    points = points_of([1.0, 2.0, 3.0])
    with pytest.raises(ModelError, match="in the order of their periods"):
        individuals_chart(points[::-1])
    with pytest.raises(ModelError, match=r"missing: \['n'\]"):
        individuals_chart(points.drop(columns="n"))


def test_the_input_is_not_changed(points_of):
    points = points_of(QUIET)
    before = points.copy()
    individuals_chart(points)
    pd.testing.assert_frame_equal(points, before)


def test_signals_of_every_rule_have_words():
    said = {
        Signal(rule, side, "2025-01", "2025-06", 6).sentence_part
        for rule in ("outside", "run")
        for side in ("high", "low")
    }
    assert len(said) == 4
