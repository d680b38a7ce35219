"""The forest of outcomes: each in its own spread, better on one side, hidden ones without a mark."""

import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures import check_layout, plot_outcomes
from dnoutcomes.plan import Plan


def squares(figure):
    return [line.get_xdata()[0] for line in figure.axes[0].get_lines() if line.get_marker() == "s"]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_outcome_is_in_its_own_spread_with_better_on_one_side(outcomes, width, texts_of):
    figure = plot_outcomes(outcomes(), plan=Plan(), width=width)
    assert squares(figure) == pytest.approx([-1 / 4, -1 / 5, -1 / 6])
    assert "← favours needling" in " ".join(texts_of(figure))
    assert check_layout(figure) == []


def test_better_lies_where_it_does_for_the_outcome_of_the_plan(outcomes, texts_of):
    figure = plot_outcomes(outcomes(), plan=Plan(outcome="eq_vas"))
    assert squares(figure) == pytest.approx([1 / 4, 1 / 5, 1 / 6])
    assert "← favours standard" in " ".join(texts_of(figure))
    assert "Turned round where less is better" in " ".join(texts_of(figure))


def test_planned_ones_are_marked_and_the_words_say_the_numbers(outcomes):
    figure = plot_outcomes(outcomes(), plan=Plan())
    assert figure.data["group"].tolist()[:2] == ["Insomnia Severity Index (planned)", "Berg Balance Scale"]
    assert "Insomnia Severity Index (planned) −0.25 (−0.45 to −0.05), 150 patients" in figure.alt_text
    assert "SD at the start" in figure.caption
    assert "aren't adjusted for the number of outcomes" in figure.caption


def test_a_small_group_has_a_name_and_no_mark(outcomes, texts_of, hide):
    figure = plot_outcomes(hide(outcomes(), 11), plan=Plan())
    assert len(squares(figure)) == 2
    assert "hidden (small group)" in texts_of(figure)
    assert "small groups are hidden" in figure.caption
    assert "10 patients" not in figure.alt_text


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(outcomes, all_hostile, width):
    codes = [f"own_{place}" for place in range(len(all_hostile))]
    instruments = {code: {"label": label, "direction": "lower"} for code, label in zip(codes, all_hostile)}
    effects = outcomes(codes, ["lower"] * len(codes))
    effects.frame["n_subjects"] = 100.0
    plan = Plan(instruments=instruments, secondary_outcomes=codes[:1])
    assert check_layout(plot_outcomes(effects, plan=plan, width=width)) == []


def test_what_is_no_comparison_of_outcomes_is_refused(outcomes):
    frame = outcomes().frame
    with pytest.raises(ModelError, match="roles"):
        plot_outcomes(Estimates(frame.drop(columns="role")), plan=Plan())
    with pytest.raises(ModelError, match="there is none"):
        plot_outcomes(Estimates(frame.assign(measure="share of responders")), plan=Plan())
