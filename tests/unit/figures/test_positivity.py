from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.figures import plot_positivity
from dnoutcomes.language import speaking
from dnoutcomes.weighting import propensity


def test_bars_are_shares_of_each_arm(score):
    found = score()
    figure = plot_positivity(found)
    assert figure.data.groupby("arm")["share"].sum().tolist() == pytest.approx([1, 1])
    sizes = found.positivity().set_index("arm")["n"]
    assert figure.data.groupby("arm")["n"].sum().to_dict() == sizes.to_dict()
    heights = [bar.get_height() for bar in figure.axes[0].patches]
    assert heights == pytest.approx([*-figure.data["share"][:20], *figure.data["share"][20:]])


def test_caption_says_who_has_nobody_to_compare_with():
    x = np.r_[np.linspace(-1, 1, 40), np.linspace(0, 2, 40)]
    frame = pd.DataFrame({"x": x, "arm": pd.Categorical(["a"] * 40 + ["b"] * 40, ["a", "b"])})
    found = propensity(frame, treatment="arm", covariates=["x"])
    outside = found.positivity().set_index("arm")["share_outside"]
    assert outside["a"] == pytest.approx(0.5, abs=0.03)
    assert f"{100 * outside['a']:.0f} % of a" in plot_positivity(found).caption


def in_steps(counts, smallest_cell=None):
    """A figure of scores whose bins hold these numbers of the arms a and b."""
    edges = (np.arange(20) + 0.5) / 20
    scores = np.r_[np.repeat(edges[: len(counts)], counts), np.repeat(edges[::-1][: len(counts)], counts)]
    arm = pd.Categorical(["a"] * sum(counts) + ["b"] * sum(counts), ["a", "b"])
    frame = pd.DataFrame({"x": np.arange(len(scores)) % 3, "arm": arm})
    found = propensity(frame, treatment="arm", covariates=["x"])
    fixed = replace(found, fitted=replace(found.fitted, fit=replace(found.model, fitted=scores)))
    return plot_positivity(fixed, smallest_cell=smallest_cell)


@pytest.mark.parametrize(
    ("counts", "hidden"),
    [
        # One small bin: the next smallest goes with it, as the arm's total would give it away.
        ([30, 20, 4, 15], [4, 15]),
        # Two small bins of fewer than 11 together: a third one makes them at least 11.
        ([30, 20, 4, 3], [4, 3, 20]),
        ([30, 20, 6, 7], [6, 7]),
        ([30, 20, 0, 11], []),
    ],
)
def test_bins_of_few_patients_are_hidden_and_do_not_follow_from_the_others(counts, hidden):
    data = in_steps(counts, smallest_cell=11).data
    whole = in_steps(counts).data
    assert not whole["hidden"].any()
    for arm in ("a", "b"):
        own, open_ = data[data["arm"] == arm], whole[whole["arm"] == arm]
        assert sorted(open_.loc[own["hidden"].to_numpy(), "n"]) == sorted(hidden)
        assert own.loc[own["hidden"], ["n", "share"]].isna().all(axis=None)
        shown = ~own["hidden"].to_numpy()
        assert own.loc[shown, "share"].tolist() == open_.loc[shown, "share"].tolist()
        assert not own.loc[shown, "n"].between(1, 10).any()


def test_hidden_bins_are_marked_and_not_taken_for_empty_ones():
    figure = in_steps([30, 20, 6, 7], smallest_cell=11)
    marks = [bar for bar in figure.axes[0].patches if bar.get_hatch()]
    assert len(marks) == 4
    assert len({abs(bar.get_height()) for bar in marks}) == 1
    assert "fewer than 11 patients" in figure.caption
    assert "Hatched" not in in_steps([30, 20, 6, 7]).caption


def test_words_give_no_single_patient_away_where_small_groups_are_hidden(score):
    found = score()
    table = found.positivity()
    plain, careful = plot_positivity(found), plot_positivity(found, smallest_cell=11)
    few = (table["share_outside"] * table["n"]).round()
    assert few.between(1, 10).any()
    for row in table.itertuples():
        assert f"{row.minimum:.2f} to {row.maximum:.2f}" in plain.alt_text
        assert f"{row.minimum:.2f} to {row.maximum:.2f}" not in careful.alt_text
    assert "an undisclosed part of" in careful.caption
    assert "undisclosed" not in plain.caption


def test_arms_of_few_patients_are_all_hidden():
    figure = in_steps([3, 2, 1, 1], smallest_cell=11)
    assert figure.data.loc[figure.data["hidden"], "n"].isna().all()
    assert (figure.data.loc[~figure.data["hidden"], "n"] == 0).all()


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("smallest_cell", [None, 11])
def test_every_word_is_said(score, marked_language, unsaid, width, smallest_cell):
    with speaking(marked_language):
        assert unsaid(plot_positivity(score(), smallest_cell=smallest_cell, width=width)) == []
