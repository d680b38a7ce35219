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


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_is_said(score, marked_language, unsaid, width):
    with speaking(marked_language):
        assert unsaid(plot_positivity(score(), width=width)) == []
