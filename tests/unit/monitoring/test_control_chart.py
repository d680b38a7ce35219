from dnoutcomes.monitoring.control_chart import Signal
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


def test_nothing_to_show_is_said(points_of):
    chart = individuals_chart(points_of([1.0, 2.0], state="hidden"), title="Pain")
    assert chart.sentence == "Pain: no point can be shown."
    assert chart.verdict == "too few points"
    assert individuals_chart(points_of([4.0])).points["upper"].isna().all()


def test_signals_of_every_rule_have_words():
    said = {
        Signal(rule, side, "2025-01", "2025-06", 6).sentence_part
        for rule in ("outside", "run")
        for side in ("high", "low")
    }
    assert len(said) == 4
