import math
from dataclasses import replace

import numpy as np
import pandas as pd
import pytest

from dnoutcomes.compare.populations import standardised_to
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.forest_data import forest_of
from dnoutcomes.figures.shown import STATE_WORDS, State
from dnoutcomes.language import speaking
from dnoutcomes.plan import Plan


def forest(effects, overall=None, interaction=None, plan=None, by=None):
    return forest_of(effects, overall, interaction, plan, by)


def test_overall_rows_of_the_comparison_come_last_whatever_their_place(effects_of):
    frame = effects_of().frame
    turned = Estimates(frame.iloc[::-1].reset_index(drop=True))
    shown = forest(turned).frame
    assert shown["group"].tolist() == ["idiopathic", "chemotherapy", "diabetic", "all patients, main effect"]
    assert shown["is_overall"].tolist() == [False, False, False, True]


def test_of_a_whole_comparison_the_adjusted_rows_are_drawn_with_its_test(effects_of, interaction):
    adjusted = effects_of().frame.assign(analysis="adjusted")
    unadjusted = adjusted.assign(analysis="unadjusted", estimate=9.0)
    shown = forest(Estimates(pd.concat([adjusted, unadjusted]), details={"interaction": interaction}))
    assert shown.frame["estimate"].tolist() == effects_of().frame["estimate"].tolist()
    assert shown.test.startswith("Does the difference vary by cause?")


def test_overall_effects_from_elsewhere_are_added(effects_of):
    groups = Estimates(effects_of().frame.iloc[:3])
    overall = Estimates(effects_of().frame.iloc[3:].drop(columns=["cause", "population"]))
    assert forest(groups, overall).frame["group"].tolist()[-1] == "all patients together"


def test_all_intervals_have_the_same_decimals(effects_of):
    assert forest(effects_of()).frame["text"].tolist() == [
        "−0.50 (−0.95 to −0.05)", "−0.70 (−1.37 to −0.03)", "−0.90 (−2.90 to 1.10)", "−0.62 (−0.98 to −0.26)",
    ]  # fmt: skip


def test_small_group_leaves_no_number_behind(effects_of, hide):
    shown = forest(hide(effects_of(), 11), plan=Plan())
    row = shown.frame.iloc[2]
    assert (row["group"], row["text"]) == ("idiopathic", STATE_WORDS[State.HIDDEN])
    assert row[["estimate", "std_error", "conf_low", "conf_high", "n_subjects", "p_value"]].isna().all()
    assert "idiopathic hidden (small group);" in shown.alt_text
    assert "−2.90" not in shown.alt_text


def test_effect_that_cannot_be_estimated_says_so(effects_of):
    frame = effects_of().frame
    frame.loc[1, "estimate"] = np.nan
    assert forest(Estimates(frame)).frame["text"].iloc[1] == STATE_WORDS[State.NOT_ESTIMABLE]


def test_no_p_value_of_a_cause_is_printed(effects_of, interaction):
    shown = forest(effects_of(), interaction=interaction, plan=Plan())
    printed = [
        *shown.frame["text"],
        shown.title,
        shown.subtitle,
        shown.caption,
        shown.alt_text.replace(shown.test, ""),
    ]
    assert not any("p =" in text or "p <" in text for text in printed)


def test_the_one_test_is_printed_whole(effects_of, interaction):
    assert forest(effects_of(), interaction=interaction).test == (
        "Does the difference vary by cause? One test for all: F(6, 431) = 0.83, p = 0.55."
    )
    assert "F(6, ∞)" in forest(effects_of(), interaction=replace(interaction, df_denom=math.inf)).test
    assert "F(6, 12.3)" in forest(effects_of(), interaction=replace(interaction, df_denom=12.34)).test
    assert forest(effects_of()).test == ""


@pytest.mark.parametrize(
    ("outcome", "left", "right"), [("pain_nrs", "needling", "alone"), ("fact_gog_ntx", "alone", "needling")]
)
def test_sides_follow_the_direction_of_the_instrument(effects_of, outcome, left, right):
    sides = forest(effects_of(), plan=Plan(outcome=outcome)).favours
    assert left in sides[0]
    assert right in sides[1]


def test_no_side_is_favoured_without_a_plan(effects_of):
    shown = forest(effects_of())
    assert shown.favours == ("", "")
    assert "favours" not in shown.alt_text
    assert shown.subtitle.startswith("needling - standard.")


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: pd.concat([frame, frame]), "several rows for one cause"),
        (lambda frame: frame.assign(visit=["W04", "W08", "W12", "W24"]), r"vary by \['cause', 'visit'\]"),
    ],
)
def test_effects_that_make_no_forest_are_refused(effects_of, change, message):
    with pytest.raises(ModelError, match=message):
        forest(Estimates(change(effects_of().frame)))


def test_unknown_group_is_refused(effects_of):
    with pytest.raises(ModelError, match="no label column 'severity'"):
        forest(effects_of(), by="severity")


def test_groups_need_not_be_causes(effects_of):
    frame = effects_of().frame.rename(columns={"cause": "severity"})
    assert "by severity at week 12" in forest(Estimates(frame), plan=Plan()).title


def test_rows_keep_their_english_keys_and_are_said_where_they_are_printed(effects_of, marked_language):
    with speaking(marked_language):
        shown = forest(effects_of())
        assert shown.frame["group"].tolist()[-1] == "all patients, main effect"
        assert shown.frame["is_overall"].tolist() == [False, False, False, True]
        assert shown.names == ["⟦diabetic⟧", "⟦chemotherapy⟧", "⟦idiopathic⟧", "⟦all patients, main effect⟧"]


def test_a_row_over_the_mix_of_other_groups_names_them(effects_of):
    frame = effects_of().frame.rename(columns={"cause": "site_id"})
    frame.loc[3, "population"] = standardised_to("site_id")
    shown = forest(Estimates(frame))
    assert shown.frame["is_overall"].iloc[3]
    assert shown.names[3] == "all patients, standardised to the mix of site"
