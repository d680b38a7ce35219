from dataclasses import replace

import pytest

from dnoutcomes.figures import (
    plot_course,
    plot_flow,
    plot_forest,
    plot_individual_courses,
    plot_missingness,
    plot_outcomes,
    plot_positivity,
    plot_responders,
    plot_sensitivity,
    plot_tipping,
    plot_waterfall,
)
from dnoutcomes.figures.arm import arms_of
from dnoutcomes.figures.style import Look
from dnoutcomes.plan import Plan

LOOK = Look.of("wide")


@pytest.mark.parametrize("names", [["needling", "standard"], ["standard", "needling"], ["needling"]])
def test_an_arm_of_a_plan_looks_the_same_in_whatever_company(names):
    looks = {arm.name: arm.style for arm in arms_of(names, LOOK, Plan())}
    assert looks["needling"] == LOOK.series(1)
    assert looks.get("standard", LOOK.series(0)) == LOOK.series(0)


def test_arms_that_no_plan_has_come_as_they_are():
    assert [arm.name for arm in arms_of(["b", "a"], LOOK, Plan())] == ["b", "a"]
    assert [arm.style for arm in arms_of(["b", "a"], LOOK)] == [LOOK.series(0), LOOK.series(1)]


def test_the_key_says_the_number_where_there_is_one():
    (arm,) = arms_of(["needling"], LOOK, Plan())
    assert arm.key == ("needling plus standard care", LOOK.series(1))
    assert replace(arm, n=31).key[0] == "needling plus standard care (31 patients)"


@pytest.mark.parametrize("reference", ["standard", "needling"])
def test_key_line_and_table_agree(means_of, reference):
    """In each place the colour and the marker beside the name are those of the line of that name."""
    figure = plot_course(means_of(), plan=Plan(reference_arm=reference))
    lines = {
        line.get_label(): line.get_color()
        for line in figure.axes[0].get_lines()
        if not line.get_label().startswith("_")
    }
    words = {"standard care alone": "standard", "needling plus standard care": "needling"}
    texts = {text.get_text(): text for text in figure.figure.texts}
    samples = [line for line in figure.figure.artists if line.get_marker() not in ("None", None, "")]
    for word, name in (*words.items(), ("standard", "standard"), ("needling", "needling")):
        x, y = texts[word].get_position()
        nearest = min(samples, key=lambda line: abs(line.get_ydata()[0] - y) + abs(line.get_xdata()[0] - x))
        assert nearest.get_color() == lines[name], word


def test_colours_follow_the_plan_and_not_the_order_of_rows(analysis):
    figure = plot_responders(analysis)
    colours = {line.get_label(): line.get_color() for line in figure.axes[0].get_lines()}
    assert colours["standard"] == LOOK.series(0).colour
    assert colours["needling"] == LOOK.series(1).colour


def test_an_arm_is_called_by_the_plans_label_and_can_be_a_key():
    plan = Plan(arm_labels={"needling": "needling and usual care"})
    arms = arms_of(["standard", "needling"], Look.of("wide"), plan)
    assert {arm: arm.words for arm in arms} == dict(
        zip(arms, ["standard care alone", "needling and usual care"])
    )
    assert [arm.short for arm in arms] == ["standard", "needling"]


LABELS = {"standard": "usual care", "needling": "needling and exercise"}


@pytest.mark.parametrize(
    "plot",
    [plot_course, plot_responders, plot_flow, plot_missingness, plot_waterfall, plot_individual_courses],
)
def test_no_figure_of_an_analysis_has_other_words_for_an_arm_than_its_plan(plot, analysis_with, texts_of):
    says_the_plan_s_words(plot(analysis_with(n=60, arm_labels=LABELS)), texts_of)


def test_no_figure_of_estimates_has_other_words_for_an_arm_than_its_plan(
    texts_of, means_of, effects_of, outcomes, tipping, score, panel
):
    plan = Plan(arm_labels=LABELS)
    for figure in (
        plot_course(means_of(), plan=plan),
        plot_forest(effects_of(), plan=plan),
        plot_outcomes(outcomes(), plan=plan),
        plot_tipping(tipping(), plan=plan),
        plot_positivity(score(), plan=plan),
        plot_sensitivity(replace(panel(), plan=plan)),
    ):
        says_the_plan_s_words(figure, texts_of)


def says_the_plan_s_words(figure, texts_of):
    said = " ".join([*texts_of(figure), figure.alt_text, figure.caption])
    for label in LABELS.values():
        # A box of a flow breaks them into lines.
        assert all(word in said for word in label.split()), said
    assert "standard care" not in said, said
