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


def test_hidden_points_are_not_drawn_and_have_no_number(means_of, line_of, texts_of, hide):
    figure = plot_course(hide(means_of(smallest=12), 11), plan=Plan())
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


def test_nothing_left_to_show_is_said(means_of, texts_of, hide):
    figure = plot_course(hide(means_of(smallest=5), 11), plan=Plan())
    assert check_layout(figure) == []
    assert "Nothing is shown, to protect small groups." in texts_of(figure)


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
def test_every_word_is_said(means_of, width, change, plan, marked_language, unsaid, hide):
    frame = means_of(("diabetic", "chemotherapy", "hereditary"), smallest=5).frame
    frame.loc[frame["cause"].eq("hereditary") & frame["visit"].eq("W04"), "estimate"] = np.nan
    options = {"plan": plan, "change": change, "width": width}
    with speaking(marked_language):
        for kind in ("LS mean", "mean of a model"):
            assert unsaid(plot_course(hide(Estimates(frame, kind=kind), 25), **options)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_of_observed_means_is_said(analysis, width, marked_language, unsaid):
    with speaking(marked_language):
        assert unsaid(plot_course(analysis, width=width)) == []


LONG = ("W02", "W04", "W08", "W12", "W24")


def test_visits_are_to_scale_where_their_numbers_fit(means_of):
    def shares(figure):
        ticks = figure.axes[0].get_xticks()
        return (ticks - ticks[0]) / (ticks[-1] - ticks[0])

    page, phone = (
        plot_course(means_of(visits=LONG), plan=Plan(), width=width) for width in ("wide", "narrow")
    )
    assert shares(page) == pytest.approx(np.array([0, 2, 4, 8, 12, 24]) / 24)
    assert shares(phone) == pytest.approx(np.arange(6) / 5)


def test_visits_at_equal_distances_are_called_so(means_of, texts_of):
    words = [
        " ".join(texts_of(plot_course(means_of(visits=LONG), plan=Plan(), width=width)))
        for width in ("wide", "narrow")
    ]
    assert ["equal distances" in text for text in words] == [False, True]


@pytest.mark.parametrize(("n", "columns"), [(1, 1), (2, 2), (7, 3)])
def test_panels_stand_side_by_side_on_a_page_and_below_each_other_on_a_phone(means_of, n, columns):
    means = means_of(tuple(f"cause {k}" for k in range(n)))
    for width, expected in (("wide", columns), ("narrow", 1)):
        lefts = {
            round(axes.get_position().x0, 4) for axes in plot_course(means, plan=Plan(), width=width).axes
        }
        assert len(lefts) == expected


def test_axis_holds_every_interval_and_zero(means_of):
    means = means_of(("a", "b"))
    low, high = plot_course(means, plan=Plan()).axes[1].get_ylim()
    assert low <= means.frame["conf_low"].min()
    assert high >= max(means.frame["conf_high"].max(), 0)


def test_an_arm_alone_looks_as_beside_the_other(means_of, line_of):
    """Else a figure of the treated arm would be in the colour of the reference arm of the next."""
    both = plot_course(means_of(), plan=Plan())
    alone = plot_course(means_of().where(arm="needling"), plan=Plan())
    looks = [
        {
            (line.get_color(), line.get_linestyle())
            for line in figure.axes[0].get_lines()
            if line.get_label() == "needling"
        }
        for figure in (both, alone)
    ]
    assert looks[0] == looks[1]
