import numpy as np
import pytest

from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.forest_data import forest_of
from dnoutcomes.figures.forest_layout import lay_out_forest
from dnoutcomes.figures.style import Look
from dnoutcomes.plan import Plan


def layout(effects, width="wide"):
    return lay_out_forest(forest_of(effects, None, None, Plan(), None), Look.of(width))


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_rows_follow_each_other_and_hold_their_marks(effects_of, width):
    shown = layout(effects_of(), width)
    ends = np.add(shown.row_tops, shown.row_heights)
    assert all(end <= top + 1e-9 for end, top in zip(ends, shown.row_tops[1:]))
    assert all(top < mark < end for top, mark, end in zip(shown.row_tops, shown.marks, ends))
    assert ends[2] < shown.rule_at < shown.row_tops[3]


def test_one_very_wide_interval_does_not_squeeze_the_others(effects_of):
    frame = effects_of().frame
    usual = layout(Estimates(frame)).scale
    frame.loc[2, ["conf_low", "conf_high"]] = [-90.0, 88.0]
    wide = layout(Estimates(frame)).scale
    assert wide.high - wide.low < 3 * (usual.high - usual.low)
    assert wide.low < frame["estimate"].min()


def test_estimates_overall_interval_and_zero_are_always_on_the_axis(effects_of):
    frame = effects_of().frame
    frame["estimate"] += 40
    frame.loc[3, ["conf_low", "conf_high"]] = [10.0, 70.0]
    scale = layout(Estimates(frame)).scale
    assert scale.low <= 0
    assert scale.high >= 70


def test_plot_is_beside_the_text_on_a_page_and_below_it_on_a_phone(effects_of):
    page, phone = layout(effects_of()), layout(effects_of(), "narrow")
    assert page.plot_left > page.count_right
    assert page.plot_width >= 220
    assert phone.plot_width == 324
