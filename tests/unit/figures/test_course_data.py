import numpy as np
import pandas as pd
import pytest

from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.figures.course_data import course_of, levels
from dnoutcomes.plan import Plan


def course(means, plan=None, **options):
    return course_of(means, plan, **options)


def test_arms_stand_in_the_order_of_the_plan_reference_first(means_of):
    means = means_of(arms=("needling", "standard"))
    assert course(means, Plan()).arms == ["standard", "needling"]
    assert course(means).arms == ["needling", "standard"]


def test_factors_may_have_any_names(means_of):
    means = means_of()
    renamed = Estimates(means.frame.rename(columns={"arm": "group", "visit": "occasion"}), kind="LS mean")
    assert course(renamed, arm="group", visit="occasion").visits == ["W02", "W04", "W12"]


def test_a_label_asked_for_makes_panels_even_where_it_is_constant(means_of):
    means = Estimates(means_of().frame.assign(cause="diabetic", sex="F"))
    assert course(means, panel="cause").panels == ["diabetic"]
    with pytest.raises(ModelError, match=r"vary by \['sex', 'cause'\]"):
        course(Estimates(means.frame.assign(cause=["a", "b"] * 3)), panel="sex")
    with pytest.raises(ModelError, match="no label column 'severity'"):
        course(means, panel="severity")


def test_the_label_that_varies_makes_panels(means_of):
    assert course(means_of(("diabetic", "other"))).panels == ["diabetic", "other"]
    assert course(means_of()).panels == [""]


@pytest.mark.parametrize(
    ("change", "message"),
    [
        (lambda frame: frame.drop(columns="visit"), "no label column 'visit'"),
        (lambda frame: pd.concat([frame, frame]), "several rows for one arm and visit"),
        (
            lambda frame: frame.assign(cause=["a", "b"] * 3, sex=["F"] * 3 + ["M"] * 3),
            r"vary by \['cause', 'sex'\]",
        ),
    ],
)
def test_means_that_make_no_course_are_refused(means_of, change, message):
    with pytest.raises(ModelError, match=message):
        course(Estimates(change(means_of().frame)))


def test_alt_text_holds_the_numbers(means_of):
    assert (
        "At week 12: standard −0.60 (−1.02 to −0.18), 38 patients; needling −1.40 (−1.82 to −0.98), 38 patients."
        in course(means_of(), Plan()).alt_text
    )


@pytest.mark.parametrize(
    ("outcome", "words"), [("pain_nrs", "Down is better."), ("fact_gog_ntx", "Up is better.")]
)
def test_direction_is_that_of_the_instrument(means_of, outcome, words):
    assert words in course(means_of(), Plan(outcome=outcome)).subtitle


def test_direction_is_not_claimed_without_a_plan(means_of):
    assert "better" not in course(means_of()).alt_text


def test_small_groups_leave_no_number_behind(means_of, hide):
    means = means_of(("diabetic", "hereditary"), smallest=7)
    shown = course(hide(means, 11), Plan())
    assert shown.panels == ["hereditary"]
    assert shown.note == "Not shown, to protect small groups: diabetic."
    rows = shown.frame[shown.frame["panel"] == "diabetic"]
    assert rows[["estimate", "std_error", "conf_low", "conf_high", "n_subjects"]].isna().all(axis=None)
    assert "diabetic" not in shown.alt_text.replace(shown.note, "")


def test_a_panel_without_an_estimate_is_not_called_hidden(means_of, hide):
    means = means_of(("diabetic", "hereditary", "viral"), smallest=30)
    frame = means.frame.copy()
    frame.loc[frame["cause"] == "viral", "estimate"] = np.nan
    shown = course(Estimates(frame, kind="LS mean"), Plan())
    assert (shown.panels, shown.hidden_panels) == (["diabetic", "hereditary"], [])
    assert shown.note == "No estimate: viral."
    assert "small group" not in shown.alt_text + shown.caption
    alone = course(Estimates(means_of().frame.assign(estimate=np.nan), kind="LS mean"), Plan())
    assert alone.note == "No estimate."
    assert course(hide(means_of(smallest=5), 11), Plan()).note == "Nothing is shown, to protect small groups."


def test_a_withheld_point_is_no_gap_of_the_model(means_of):
    frame = means_of().frame
    states = np.where((frame["visit"] == "W12") & (frame["arm"] == "needling"), "withheld", "shown")
    shown = course(Estimates(frame.assign(state=states), kind="LS mean"), Plan())
    assert (
        "At week 12: standard −0.60 (−1.02 to −0.18), 38 patients; needling hidden, small group."
        in shown.alt_text
    )
    assert shown.note == "–: hidden, to protect a small group."


def test_a_hidden_point_is_said_to_be_hidden(means_of, hide):
    means = means_of(smallest=12)  # 12, 11 and 10 patients at the three visits
    shown = course(hide(means, 11), Plan())
    assert "At week 12: standard hidden, small group; needling hidden, small group." in shown.alt_text
    assert shown.note == "–: hidden, to protect a small group."
    assert "10" not in shown.alt_text.split("At week 12")[1]


def test_levels_keep_the_order_of_a_categorical():
    column = pd.Series(pd.Categorical(["b", "a"], categories=["c", "b", "a"]))
    assert levels(column) == ["b", "a"]
    assert levels(column[::-1].astype(str)) == ["a", "b"]


def test_the_caption_counts_patients_by_what_they_got(means_of):
    assert (
        "At most 40 with standard care alone and 40 with needling plus standard care."
        in course(means_of(), Plan()).caption
    )


def test_what_may_be_exceeded_by_a_hidden_number_is_not_called_the_most(means_of, hide):
    assert "At most" not in course(hide(means_of(smallest=12), 11), Plan()).caption
