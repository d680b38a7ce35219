import numpy as np
import pytest

from dnoutcomes.estimates import Estimates
from dnoutcomes.figures import check_layout, plot_course
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_lines_go_through_zero_and_the_means(means_of, line_of, width):
    means = means_of()
    figure = plot_course(means, plan=Plan(), width=width)
    for arm in ("standard", "needling"):
        expected = means.where(arm=arm).frame["estimate"]
        assert line_of(figure, arm)[:, 1] == pytest.approx([0.0, *expected])


def test_bars_reach_from_end_to_end_of_the_intervals(means_of):
    means = means_of()
    figure = plot_course(means, plan=Plan())
    ends = [sorted(segment[:, 1]) for bars in figure.axes[0].collections for segment in bars.get_segments()]
    assert np.array(ends) == pytest.approx(means.frame[["conf_low", "conf_high"]].to_numpy())


def test_points_stand_at_their_weeks_give_or_take_the_gap_between_arms(means_of, line_of):
    figure = plot_course(means_of(), plan=Plan())
    for arm in ("standard", "needling"):
        assert line_of(figure, arm)[:, 0] == pytest.approx([0, 14, 28, 84], abs=0.6)


def test_means_that_are_no_changes_start_at_the_first_visit(means_of, line_of):
    figure = plot_course(means_of(), plan=Plan(), change=False)
    assert len(line_of(figure, "standard")) == 3
    assert "change" not in figure.alt_text


def test_numbers_of_patients_are_written_below(means_of, texts_of):
    assert [text for text in texts_of(plot_course(means_of(), plan=Plan())) if text.isdigit()] == [
        "0", "2", "4", "12", "40", "39", "38", "40", "39", "38",
    ]  # fmt: skip


def test_hidden_points_are_not_drawn_and_have_no_number(means_of, line_of, texts_of):
    figure = plot_course(means_of(smallest=12), plan=Plan(), smallest_cell=11)
    assert np.isnan(line_of(figure, "needling")[3, 1])
    assert "10" not in texts_of(figure)
    assert texts_of(figure).count("–") == 2


def test_observed_means_are_called_observed(analysis, line_of):
    figure = plot_course(analysis)
    changes = analysis.visits.groupby(["arm", "visit"], observed=True)["change"].mean()
    assert line_of(figure, "needling")[1:, 1] == pytest.approx(changes["needling"].to_numpy())
    assert "observed mean change" in figure.alt_text
    assert len(plot_course(analysis, panel="cause").axes) == 2


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(means_of, all_hostile, width):
    means = means_of(panels=all_hostile, arms=all_hostile[:3], visits=all_hostile[:4])
    figure = plot_course(means, width=width)
    assert check_layout(figure) == []
    figure.to_svg()
    assert set(figure.data["panel"]) == set(all_hostile)


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_one_visit_and_one_arm_are_enough(means_of, width):
    assert check_layout(plot_course(means_of(arms=("a",), visits=("v",)), width=width)) == []


def test_nothing_left_to_show_is_said(means_of, texts_of):
    figure = plot_course(means_of(smallest=5), plan=Plan(), smallest_cell=11)
    assert check_layout(figure) == []
    assert any("Not shown" in text for text in texts_of(figure))


def test_rows_without_an_estimate_are_gaps(means_of, line_of):
    means = means_of()
    frame = means.frame.copy()
    frame.loc[0, ["estimate", "std_error", "conf_low", "conf_high"]] = np.nan
    figure = plot_course(Estimates(frame, kind="LS mean"), plan=Plan())
    assert np.isnan(line_of(figure, "standard")[1, 1])
    assert "At week 2: standard no estimate" in figure.alt_text


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("change", [True, False])
@pytest.mark.parametrize("plan", [None, Plan()])
def test_every_word_is_said(means_of, width, change, plan, marked_language, unsaid):
    frame = means_of(("diabetic", "chemotherapy", "hereditary"), smallest=5).frame
    frame.loc[frame["cause"].eq("hereditary") & frame["visit"].eq("W04"), "estimate"] = np.nan
    options = {"plan": plan, "change": change, "smallest_cell": 25, "width": width}
    with speaking(marked_language):
        for kind in ("LS mean", "mean of a model"):
            assert unsaid(plot_course(Estimates(frame, kind=kind), **options)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_of_observed_means_is_said(analysis, width, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(plot_course(analysis, width=width)) == []
