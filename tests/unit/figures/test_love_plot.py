import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.figures import check_layout, plot_love


def test_dots_are_absolute_differences_largest_first(balance, line_of):
    figure = plot_love(balance())
    assert figure.data["name"].tolist() == ["age", "score at the start", "sex: female"]
    assert line_of(figure, "before weighting")[:, 0] == pytest.approx([0.4, 0.3, 0.05])
    assert line_of(figure, "after weighting")[:, 0] == pytest.approx([0.04, 0.03, 0.005])


def test_alt_text_has_the_differences_before_and_after_in_that_order(balance):
    assert "age 0.40, then 0.04; score at the start 0.30, then 0.03" in plot_love(balance()).alt_text


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_dots_of_a_row_stand_at_its_name_on_its_line(balance, line_of, width):
    figure = plot_love(balance(), width=width)
    before, after = line_of(figure, "before weighting"), line_of(figure, "after weighting")
    assert before[:, 1].tolist() == after[:, 1].tolist() == figure.axes[0].get_yticks().tolist()
    assert all(line.get_visible() for line in figure.axes[0].get_ygridlines())
    figure.figure.draw_without_rendering()
    names = {text.get_text(): text.get_window_extent() for text in figure.figure.texts}
    for name, place in zip(figure.data["name"], figure.axes[0].transData.transform(before)):
        assert names[name].y0 - 3 < place[1] < names[name].y1 + 3


def test_customary_limit_is_drawn_even_when_all_are_below(balance):
    frame = balance()
    frame[["smd_before", "smd_after"]] /= 100
    figure = plot_love(frame)
    assert any(list(line.get_xdata()) == [0.1, 0.1] for line in figure.axes[0].get_lines())
    assert figure.axes[0].get_xlim()[1] > 0.1


def test_a_covariate_that_is_yes_or_no_has_one_row(balance, line_of):
    yes_or_no = pd.DataFrame({
        "covariate": ["opioid", "opioid", "nerve_status"], "level": ["False", "True", "compressed_irritated"],
        "smd_before": [0.5, -0.5, 0.2], "smd_after": [0.01, -0.01, 0.02],
    })  # fmt: skip
    figure = plot_love(pd.concat([balance(), yes_or_no], ignore_index=True))
    assert figure.data["name"].tolist()[0] == "opioid"
    assert figure.data["level"].tolist()[0] == "True"
    assert "state of the nerve: compressed or irritated" in set(figure.data["name"])
    assert len(line_of(figure, "before weighting")) == len(figure.data) == 5
    assert "of 5 characteristics and levels" in figure.caption


def test_levels_beside_yes_and_no_are_all_shown(balance):
    levels = ["True", "False", "not recorded"]
    three = pd.DataFrame({"covariate": "opioid", "level": levels, "smd_before": 0.1, "smd_after": 0.0})
    assert plot_love(three).data["name"].tolist() == ["opioid: yes", "opioid: no", "opioid: not recorded"]


def test_caption_counts_those_beyond_the_limit(balance):
    frame = balance().assign(smd_after=[0.2, -0.11, 0.1])
    assert "2 of 3 exceed 0.1" in plot_love(frame).caption


def test_difference_without_a_number_is_last_and_not_drawn(balance, line_of):
    frame = balance()
    frame.loc[0, ["smd_before", "smd_after"]] = np.nan
    figure = plot_love(frame)
    assert figure.data["name"].iloc[-1] == "age"
    assert np.isnan(line_of(figure, "before weighting")[-1, 0])


@pytest.mark.parametrize("change", [lambda f: f.iloc[:0], lambda f: f.drop(columns="smd_after")])
def test_what_is_no_balance_is_refused(balance, change):
    with pytest.raises(ModelError, match=r"missing: (rows|smd_after)"):
        plot_love(change(balance()))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(balance, all_hostile, width):
    assert check_layout(plot_love(balance(all_hostile), width=width)) == []


def test_what_the_weights_do_not_balance_is_named_so(balance):
    figure = plot_love(balance().assign(adjusted=[True, False, True]))
    assert [name.endswith(" (not adjusted for)") for name in figure.data["name"]].count(True) == 1
    named = figure.data.set_index("covariate")["name"]
    assert named[balance()["covariate"].iloc[1]].endswith(" (not adjusted for)")
    assert "(not adjusted for)" in figure.alt_text
