"""Names of outcome, arms and visits in prose."""

import pytest

from dnoutcomes.plan import DeclaredInstrument, Plan, Visit
from dnoutcomes.report.names.setting import Setting, visit_words


def test_the_packages_own_arms_are_written_out():
    setting = Setting(Plan())
    assert (setting.treated, setting.reference) == ("needling plus standard care", "standard care alone")


def test_arms_of_a_plan_are_called_as_the_plan_calls_them():
    setting = Setting(Plan(arms=("laser", "wait\u202e"), reference_arm="wait\u202e"))
    assert (setting.treated, setting.reference) == ("laser", "wait\ufffd")


@pytest.mark.parametrize(
    ("name", "day", "words"),
    [("W12", 84, "12 weeks"), ("M03", 91, "3 months"), ("w1", 7, "1 week"), ("Y1", 365, "1 year"),
     ("discharge", 40, "visit discharge (day 40)")],
)  # fmt: skip
def test_visits_are_read_from_their_codes(name, day, words):
    assert visit_words(Visit(name=name, day=day)) == words


def test_the_scale_says_which_way_is_better():
    assert Setting(Plan()).scale == "points from 0 to 10, lower is better"
    open_ended = DeclaredInstrument(label="Headache score", direction="lower", minimum=0)
    assert Setting(Plan(outcome="h", instruments={"h": open_ended})).scale == "points, lower is better"


@pytest.mark.parametrize(
    ("label", "words"),
    [("Average pain, 0 to 10 numeric rating", "average pain"), ("TCNS (clinical score)", "TCNS"),
     ("Headache score", "headache score")],
)  # fmt: skip
def test_an_outcome_is_named_without_its_scale_and_keeps_an_acronym(label, words):
    declared = DeclaredInstrument(label=label, direction="lower")
    assert Setting(Plan(outcome="x", instruments={"x": declared})).outcome == words


def test_a_range_has_a_minus_sign_and_a_utility_no_unit():
    setting = Setting(Plan(outcome="eq5d_index"))
    assert "from −0.594 to 1" in setting.scale
    assert setting.amount(0.0721, 3) == "0.072"
    assert setting.signed_amount(-0.0721, 3) == "−0.072"
    assert Setting(Plan()).signed_amount(-0.04, 1) == "0.0 points"


def test_the_title_of_labelled_arms_is_made_of_their_labels():
    assert (
        Setting(Plan(arm_labels={"standard": "usual care"})).title
        == "Needling plus standard care against usual care"
    )
    assert Setting(Plan()).title == "Dry needling plus standard care against standard care alone"
