import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.figures import check_layout, plot_tipping
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan


def bold_texts(figure):
    return [text.get_text() for text in figure.figure.texts if text.get_weight() == "bold"]


def test_every_estimate_is_a_cell(tipping, texts_of):
    frame = tipping((0.0, 1.0))
    texts = texts_of(plot_tipping(frame, plan=Plan()))
    assert {"−0.90", "−1.20", "−0.60"} <= set(texts)


def test_bold_cells_are_those_whose_interval_leaves_zero_out(tipping):
    frame = tipping((0.0, 2.0))
    figure = plot_tipping(frame, plan=Plan())
    assert figure.data["holds_zero"].tolist() == [False, False, True, False]
    assert sorted(bold_texts(figure)[-3:]) == ["−0.90", "−0.90", "−1.50"]


def test_rows_go_from_the_assumption_to_the_worst(tipping, texts_of):
    lower = [text for text in texts_of(plot_tipping(tipping((0.0, 1.0)), plan=Plan())) if text in ("0", "+1")]
    assert lower == ["0", "+1", "0", "+1"]
    plan = Plan(outcome="fact_gog_ntx")
    higher = [text for text in texts_of(plot_tipping(tipping((0.0, -1.0)), plan=plan)) if text in ("0", "−1")]
    assert higher == ["0", "−1", "0", "−1"]


def test_rows_are_of_the_treated_arm_and_columns_of_the_reference_arm(tipping, texts_of):
    frame = tipping((0.0, 1.0, 2.0)).query("delta_reference < 2")
    texts = texts_of(plot_tipping(frame, plan=Plan()))
    cells = [text for text in texts if text in {"−0.90", "−1.20", "−0.60", "−0.30"}]
    # A row for each change in needling: with no change, and with a point in standard care.
    assert cells == ["−0.90", "−1.20", "−0.60", "−0.90", "−0.30", "−0.60"]


def test_alt_text_holds_both_ends_and_the_count(tipping):
    alt_text = plot_tipping(tipping((0.0, 5.0)), plan=Plan()).alt_text
    assert "with 0 in needling and 0 in standard the difference is −0.90 (−1.30 to −0.50)" in alt_text
    assert "with +5 in needling and 0 in standard the difference is 0.60 (0.20 to 1.00)" in alt_text
    assert "In 0 of 4 the 95 % interval holds 0." in alt_text


@pytest.mark.parametrize("change", [lambda f: f.iloc[1:], lambda f: pd.concat([f, f])])
def test_incomplete_grids_are_refused(tipping, change):
    with pytest.raises(ModelError, match="one row for every pair"):
        plot_tipping(change(tipping()), plan=Plan())


def test_missing_column_is_named(tipping):
    with pytest.raises(ModelError, match="missing: conf_low"):
        plot_tipping(tipping().drop(columns="conf_low"), plan=Plan())


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_many_changes_and_hostile_arms_fit(tipping, hostile, width):
    plan = Plan(arms=(" ".join(hostile.split()), "other"), reference_arm="other")
    frame = tipping((0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0))
    assert check_layout(plot_tipping(frame, plan=plan, width=width)) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_word_is_said(tipping, marked_language, unsaid, width):
    with speaking(marked_language):
        assert unsaid(plot_tipping(tipping(), plan=Plan(), width=width)) == []


def test_changes_are_written_as_the_language_writes_numbers(tipping, texts_of):
    with speaking("es"):
        figure = plot_tipping(tipping((0.0, 0.5)), plan=Plan())
    assert {"+0,5", "−0,90"} <= set(texts_of(figure))
