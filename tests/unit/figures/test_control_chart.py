import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures.control_chart import plot_control_chart
from dnoutcomes.figures.layout import check_layout
from dnoutcomes.language import speaking
from dnoutcomes.monitoring import cusum_chart, g_chart, individuals_chart, p_prime_chart
from dnoutcomes.plan import ChangePoint

SHIFTED = [0.0, 1.0] * 6 + [3.0, 4.0] * 6


def points(values=SHIFTED, **columns):
    months = [str(month) for month in pd.period_range("2024-01", periods=len(values), freq="M")]
    return pd.DataFrame({"period": months, "n": 23, "value": values} | columns)


def chart(values=SHIFTED, title="Average pain, observed minus expected", **options):
    columns = {"state": np.where(options.pop("hidden"), "hidden", "shown")} if "hidden" in options else {}
    return individuals_chart(points(values, **columns), title=title, unit="points", better="lower", **options)


SHARES = p_prime_chart(
    points().assign(count=[9, 12] * 12, n=40).drop(columns="value"),
    title="Responders",
    unit="share",
    better="higher",
)
CHANGE = ChangePoint(month="2025-01", reason="reminders by text message")
CHARTS = {
    "signals": chart(),
    "two phases": chart(change_points=(CHANGE,)),
    "shares": SHARES,
    "hidden": chart(hidden=np.arange(24) % 3 == 0),
    "all hidden": chart(hidden=True),
    "sums": cusum_chart(chart()),
    "gaps": g_chart(
        points([1200.0, 30.0, 800.0]), title="Sessions between serious adverse events", unit="sessions"
    ),
    "one point": chart([1.0]),
}


# Themes share a layout.
@pytest.mark.parametrize(("width", "theme"), [("wide", "light"), ("narrow", "dark")])
@pytest.mark.parametrize("name", list(CHARTS))
def test_no_text_is_clipped_covered_or_small(name, width, theme):
    assert check_layout(plot_control_chart(CHARTS[name], width=width, theme=theme)) == []


def test_points_limits_and_signals_are_drawn_where_they_are(line_of):
    figure = plot_control_chart(CHARTS["signals"])
    frame = CHARTS["signals"].points
    assert line_of(figure, "value")[:, 1] == pytest.approx(frame["value"])
    marked = frame.index[frame["signal"] != ""]
    assert line_of(figure, "signal")[:, 0].tolist() == marked.tolist()
    steps = [patch.get_data() for patch in figure.axes[0].patches]
    levels = {round(float(step.values[0]), 6) for step in steps}
    assert levels == {round(frame[name].iloc[0], 6) for name in ("centre", "lower", "upper")}


def test_shares_are_drawn_as_per_cent(line_of, texts_of):
    figure = plot_control_chart(SHARES)
    assert line_of(figure, "value")[:, 1] == pytest.approx(100 * SHARES.points["value"])
    assert figure.data["value"].max() <= 1
    assert "Responders, %" in texts_of(figure)


def test_a_change_point_is_a_line_with_its_reason(texts_of):
    figure = plot_control_chart(CHARTS["two phases"])
    dotted = [line for line in figure.axes[0].get_lines() if list(line.get_xdata()) == [11.5, 11.5]]
    assert len(dotted) == 1
    assert any("reminders by text message" in text for text in texts_of(figure))


def test_the_rules_are_stated_on_the_chart(texts_of):
    text = " ".join(texts_of(plot_control_chart(CHARTS["signals"])))
    assert "9 points in a row on one side of the centre line" in text


def test_too_few_points_say_so_and_have_no_key_for_signals(texts_of):
    texts = texts_of(plot_control_chart(CHARTS["gaps"]))
    assert any("fewer than 12 points" in text for text in texts)
    assert "signal" not in texts


def test_hidden_points_are_gaps_without_a_number(line_of, texts_of):
    figure = plot_control_chart(CHARTS["hidden"])
    hidden = np.arange(24) % 3 == 0
    assert np.isnan(line_of(figure, "value")[hidden, 1]).all()
    assert texts_of(figure).count("–") == hidden.sum()
    assert figure.data.loc[hidden, ["n", "value", "centre", "lower", "upper"]].isna().all(axis=None)


def test_a_value_that_was_never_given_is_a_gap_and_no_secret(line_of, texts_of):
    bare = points([*SHIFTED[:5], np.nan, *SHIFTED[6:]]).assign(n=[23.0] * 4 + [np.nan] + [23.0] * 19)
    figure = plot_control_chart(individuals_chart(bare, title="Pain"))
    assert np.isnan(line_of(figure, "value")[5, 1])
    assert "–" not in texts_of(figure)
    assert "nan" not in texts_of(figure)
    assert "hidden" not in figure.alt_text


def test_the_alt_text_speaks_of_change_only_on_a_signal():
    quiet = plot_control_chart(chart([0.0, 1.0] * 8)).alt_text
    assert "no change beyond chance over 16 points" in quiet
    assert "points in a row above" in plot_control_chart(CHARTS["signals"]).alt_text.split("A signal is")[0]


def test_labels_are_drawn_as_they_are(all_hostile, texts_of):
    for text in all_hostile:
        for width in ("wide", "narrow"):
            assert check_layout(plot_control_chart(chart(title=text), width=width)) == []
    assert "$x$" in " ".join(texts_of(plot_control_chart(chart(title="$x$"))))


def test_bytes_are_the_same_twice():
    assert plot_control_chart(CHARTS["sums"]).to_svg() == plot_control_chart(CHARTS["sums"]).to_svg()


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("name", ["signals", "quiet", "few", "hidden", "all hidden", "shares"])
def test_every_word_is_said(name, width, marked_language, unsaid):
    makers = {
        "signals": lambda: chart(title="T1"),
        "quiet": lambda: chart([0.0, 1.0] * 8, title="T1"),
        "few": lambda: chart([0.0, 1.0], title="T1"),
        "hidden": lambda: chart(title="T1", hidden=np.arange(24) % 3 == 0),
        "all hidden": lambda: chart(title="T1", hidden=True),
        "shares": lambda: p_prime_chart(
            points().assign(count=[9, 12] * 12, n=40).drop(columns="value"),
            title="T1",
            unit="share",
            better="higher",
        ),
    }
    # A chart's notes are said when it is made.
    with speaking(marked_language):
        assert unsaid(plot_control_chart(makers[name](), width=width)) == []
