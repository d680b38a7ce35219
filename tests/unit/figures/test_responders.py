import numpy as np
import pytest

from dnoutcomes.compare.responder_curve import responder_curve
from dnoutcomes.figures import check_layout, plot_responders
from dnoutcomes.language import speaking


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("released", [False, True])
def test_curves_are_the_data(analysis, line_of, width, released):
    expected = responder_curve(analysis, released=released)
    figure = plot_responders(expected, width=width)
    expected = expected.frame
    for arm in ("standard", "needling"):
        rows = expected[expected["arm"] == arm]
        assert line_of(figure, arm) == pytest.approx(rows[["improvement", "share"]].to_numpy())
    assert figure.data.equals(expected)


def test_an_analysis_is_drawn_step_by_step_at_its_primary_visit(analysis):
    assert plot_responders(analysis).data.equals(responder_curve(analysis).frame)
    assert plot_responders(analysis).data.equals(responder_curve(analysis, "W12", "percent").frame)
    assert not plot_responders(analysis).data.equals(responder_curve(analysis, "W04").frame)


def test_thresholds_of_the_scale_are_marked(analysis):
    figure = plot_responders(analysis)
    dotted = [
        line.get_xdata()[0]
        for line in figure.axes[0].get_lines()
        if len(set(line.get_xdata())) == 1 and list(line.get_ydata()) == [0, 1]
    ]
    assert dotted == [30, 50]


def test_bars_are_the_intervals_at_the_thresholds(analysis):
    figure = plot_responders(analysis)
    marked = figure.data[figure.data["is_threshold"]]
    ends = [sorted(s[:, 1]) for bars in figure.axes[0].collections for s in bars.get_segments()]
    assert np.array(ends) == pytest.approx(marked[["conf_low", "conf_high"]].to_numpy())


def test_exact_curve_steps_down_after_the_improvement_that_counts(analysis):
    figure = plot_responders(analysis)
    assert {
        line.get_drawstyle() for line in figure.axes[0].get_lines() if line.get_label() == "needling"
    } == {"steps-pre"}


@pytest.mark.parametrize(
    ("missing_as", "words"),
    [("non-responder", "count as not improved"), ("left out", "are left out")],
)
def test_rule_for_missing_scores_is_written_on_the_figure(analysis, texts_of, missing_as, words):
    figure = plot_responders(responder_curve(analysis, missing_as=missing_as))
    assert any(words in text for text in texts_of(figure))
    assert words in figure.alt_text


def test_alt_text_holds_shares_intervals_and_n(analysis):
    figure = plot_responders(analysis)
    rows = figure.data[(figure.data["arm"] == "needling") & (figure.data["improvement"] == 30)]
    assert f"needling {100 * rows['share'].iloc[0]:.0f} % (" in figure.alt_text
    assert f"{rows['n_subjects'].iloc[0]:.0f} in needling" in figure.alt_text


def test_threshold_across_which_the_curve_was_coarsened_is_hidden(analysis_with, texts_of):
    analysis = analysis_with(n=30)
    figure = plot_responders(responder_curve(analysis, released=True))
    assert "hidden" in texts_of(figure)
    assert check_layout(figure) == []


def test_points_are_the_scale_where_percent_has_no_meaning(analysis_with):
    analysis = analysis_with(
        outcome="pain_nrs",
        instruments={"pain_nrs": {"label": "Declared", "direction": "lower"}},
        responders=[{"value": 2, "scale": "points"}],
    )
    figure = plot_responders(analysis)
    assert figure.data["is_threshold"].sum() == 2
    assert "2 points" in figure.alt_text


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_arms_and_instruments_are_drawn_as_they_are(analysis_with, hostile, width):
    arm = " ".join(hostile.split())
    analysis = analysis_with(
        n=40,
        arms=("other", arm),
        reference_arm="other",
        instruments={"pain_nrs": {"label": hostile, "direction": "lower", "unit": hostile}},
        responders=[{"value": value, "scale": "points"} for value in (0.5, 1, 2, 3)],
    )
    assert check_layout(plot_responders(analysis, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize(("scale", "missing_as"), [("percent", "non-responder"), ("points", "left out")])
@pytest.mark.parametrize("released", [False, True])
def test_every_word_is_said(analysis_with, marked_language, unsaid, width, scale, missing_as, released):
    analysis = analysis_with(n=60)
    with speaking(marked_language):
        curve = responder_curve(analysis, None, scale, missing_as, released=released)
        figure = plot_responders(curve, width=width)
    assert unsaid(figure) == []


def test_the_name_of_an_arm_is_whole_on_a_phone(analysis_with, texts_of):
    analysis = analysis_with(n=60, arms=("other", "atención habitual"), reference_arm="other")
    assert "atención habitual" in texts_of(plot_responders(analysis, width="narrow"))
