import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import Polygon

from dnoutcomes.compare.populations import standardised_to
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures import check_layout, plot_forest
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan


def squares(figure):
    return [line for line in figure.axes[0].get_lines() if line.get_marker() == "s"]


def bars(figure):
    """Ends of the horizontal bars."""
    segments = [s for lines in figure.axes[0].collections for s in lines.get_segments() if s[0, 1] == s[1, 1]]
    return [segment[:, 0].tolist() for segment in segments]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_squares_and_bars_are_the_effects_and_intervals(effects_of, width):
    effects = effects_of()
    figure = plot_forest(effects, plan=Plan(), width=width)
    causes = effects.frame.iloc[:3]
    assert [line.get_xdata()[0] for line in squares(figure)] == pytest.approx(causes["estimate"].tolist())
    assert np.array(bars(figure)) == pytest.approx(causes[["conf_low", "conf_high"]].to_numpy())


def test_diamond_reaches_from_end_to_end_of_the_overall_interval(effects_of):
    figure = plot_forest(effects_of(), plan=Plan())
    (diamond,) = [patch for patch in figure.axes[0].patches if isinstance(patch, Polygon)]
    x = diamond.get_xy()[:, 0]
    assert (x.min(), x.max()) == pytest.approx((-0.98, -0.26))


def test_area_of_a_square_goes_with_precision(effects_of):
    figure = plot_forest(effects_of(counts=(400, 100, 100)))
    first, second, _ = [line.get_markersize() for line in squares(figure)]
    assert (first / second) ** 2 == pytest.approx(4)


def test_zero_is_drawn_over_all_rows(effects_of):
    figure = plot_forest(effects_of())
    verticals = [
        s for lines in figure.axes[0].collections for s in lines.get_segments() if (s[:, 0] == 0).all()
    ]
    assert len(verticals) == 4


def test_hidden_row_has_a_name_and_no_mark(effects_of, texts_of, hide):
    figure = plot_forest(hide(effects_of(), 11))
    assert len(squares(figure)) == 2
    assert {"idiopathic", "hidden (small group)", "–"} <= set(texts_of(figure))
    assert "9" not in texts_of(figure)


def test_cut_interval_has_an_arrow_and_whole_numbers(effects_of, texts_of):
    frame = effects_of().frame
    frame.loc[2, ["conf_low", "conf_high"]] = [-90.0, 88.0]
    figure = plot_forest(Estimates(frame))
    assert {"<", ">"} <= {line.get_marker() for line in figure.axes[0].get_lines()}
    assert "−0.90 (−90.00 to 88.00)" in texts_of(figure)


def test_one_very_wide_interval_does_not_squeeze_the_others(effects_of):
    frame = effects_of().frame
    usual = np.ptp(plot_forest(Estimates(frame)).axes[0].get_xlim())
    frame.loc[2, ["conf_low", "conf_high"]] = [-90.0, 88.0]
    low, high = plot_forest(Estimates(frame)).axes[0].get_xlim()
    assert high - low < 3 * usual
    assert low < frame["estimate"].min()


def test_estimates_overall_interval_and_zero_are_always_on_the_axis(effects_of):
    frame = effects_of().frame
    frame["estimate"] += 40
    frame.loc[3, ["conf_low", "conf_high"]] = [10.0, 70.0]
    low, high = plot_forest(Estimates(frame)).axes[0].get_xlim()
    assert low <= 0
    assert high >= 70


def test_first_overall_effect_is_drawn_behind_all_rows(effects_of):
    figure = plot_forest(effects_of())
    (dotted,) = [lines for lines in figure.axes[0].collections if lines.get_linestyle()[0][1]]
    assert [segment[:, 0].tolist() for segment in dotted.get_segments()] == [[-0.62, -0.62]] * 4


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("plan", [None, Plan()])
def test_hostile_labels_are_drawn_as_they_are(effects_of, all_hostile, interaction, width, plan, hide):
    counts = (180, 80, 9, 30, 40, 50, 60, 70)
    effects = hide(effects_of(all_hostile, counts), 11)
    figure = plot_forest(effects, interaction=interaction, plan=plan, width=width)
    assert check_layout(figure) == []
    figure.to_svg()
    assert set(all_hostile) < set(figure.data["group"])


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_arms_are_drawn_as_they_are(effects_of, hostile, width):
    plan = Plan(arms=(" ".join(hostile.split()), "other"), reference_arm="other")
    assert check_layout(plot_forest(effects_of(), plan=plan, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_large_numbers_fit(effects_of, width):
    frame = effects_of().frame
    columns = ["estimate", "std_error", "conf_low", "conf_high", "n_subjects"]
    frame[columns] *= 12345
    assert check_layout(plot_forest(Estimates(frame), plan=Plan(), width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_everything_hidden_still_makes_a_figure(effects_of, width, hide):
    figure = plot_forest(hide(effects_of(counts=(3, 4, 5)), 100), width=width)
    assert check_layout(figure) == []
    assert (figure.data["state"] == "hidden").all()


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("plan", [None, Plan()])
@pytest.mark.parametrize(
    ("by", "groups"),
    [("cause", ("diabetic", "chemotherapy", "idiopathic")), ("severity", ("mild", "moderate", "severe"))],
)
def test_every_word_is_said(effects_of, interaction, width, plan, by, groups, marked_language, unsaid, hide):
    frame = effects_of(groups).frame.rename(columns={"cause": by}).drop(columns="contrast")
    frame.loc[0, "estimate"] = np.nan
    averaged = frame.iloc[[3]].assign(population=standardised_to(by))
    effects = hide(Estimates(pd.concat([frame, averaged], ignore_index=True)), 11)
    options = {"plan": plan, "interaction": interaction, "width": width}
    with speaking(marked_language):
        assert unsaid(plot_forest(effects, **options)) == []
        assert unsaid(plot_forest(Estimates(effects.frame.drop(columns="visit")), **options)) == []
