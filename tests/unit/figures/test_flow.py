import numpy as np
import pandas as pd
import pytest
from matplotlib.patches import FancyArrowPatch, Rectangle

from dnoutcomes.describe import patient_flow
from dnoutcomes.figures import check_layout, plot_flow
from dnoutcomes.figures.layout import text_boxes
from dnoutcomes.language import speaking


def boxes_of(figure):
    """Frames of the boxes on the canvas."""
    return [
        patch.get_window_extent()
        for patch in figure.figure.findobj(Rectangle)
        if patch not in (figure.figure.patch, *[axes.patch for axes in figure.axes])
    ]


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_number_of_the_flow_is_written(analysis, texts_of, width):
    written = " ".join(texts_of(plot_flow(analysis, width=width)))
    counts = patient_flow(analysis)
    for n in counts.loc[counts["stage"].isin(["in the file", "analysed", "seen"]), "n_patients"]:
        assert str(n) in written
    assert (
        f"All patients in the file {counts.loc[counts['stage'] == 'in the file', 'n_patients'].sum()}"
        in written
    )


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_text_stays_inside_its_box(analysis, width):
    figure = plot_flow(analysis, width=width)
    texts = [
        box
        for text, box, _ in text_boxes(figure)
        if text not in ("Flow of patients",) and "Boxes" not in text and not text.startswith("step,")
    ]
    frames = boxes_of(figure)
    for text in texts:
        assert any(
            frame.x0 <= text.x0
            and text.x1 <= frame.x1
            and frame.y0 <= text.y0 + 1
            and text.y1 - 1 <= frame.y1
            for frame in frames
        )


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_boxes_are_apart(analysis, width):
    figure = plot_flow(analysis, width=width)
    text_boxes(figure)
    frames = boxes_of(figure)
    for place, one in enumerate(frames):
        for other in frames[place + 1 :]:
            across = min(one.x1, other.x1) - max(one.x0, other.x0)
            down = min(one.y1, other.y1) - max(one.y0, other.y0)
            assert across <= 0 or down <= 0


def test_each_arm_is_a_branch(analysis):
    figure = plot_flow(analysis)
    arrows = figure.figure.findobj(FancyArrowPatch)
    sides = sum(bool(step.leaving) for steps in [[]] for step in steps)
    counts = patient_flow(analysis)
    steps = counts["stage"].isin(["in the file", "analysed", "seen"]).sum()
    leaving = (
        counts[counts["stage"].isin(["left out", "not seen"])]
        .groupby(["arm", "stage", "visit"], observed=True)
        .ngroups
    )
    assert len(arrows) == steps + leaving + sides


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hidden_numbers_are_not_written(analysis, texts_of, width):
    counts = patient_flow(analysis)
    hidden = counts["n_patients"].between(1, 10)
    figure = plot_flow(counts.assign(hidden=hidden), plan=analysis.plan, width=width)
    assert any("hidden: " in text for text in texts_of(figure))
    assert figure.data.loc[hidden, "n_patients"].isna().all()
    assert check_layout(figure) == []


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_hostile_labels_are_drawn_as_they_are(all_hostile, width):
    rows = [
        {"stage": stage, "visit": visit, "reason": reason, "arm": arm, "n_patients": n}
        for arm in all_hostile[:3]
        for stage, visit, reason, n in [
            ("in the file", "", "", 1000), ("left out", "", all_hostile[4], 10), ("analysed", "", "", 990),
            ("seen", all_hostile[5], "", 900), ("not seen", all_hostile[5], all_hostile[0], 40),
            ("not seen", all_hostile[5], all_hostile[6], 50),
        ]
    ]  # fmt: skip
    figure = plot_flow(pd.DataFrame(rows), width=width)
    assert check_layout(figure) == []
    figure.to_svg()


def test_nobody_leaving_needs_no_side_boxes():
    frame = pd.DataFrame(
        {
            "stage": ["in the file", "analysed", "seen"],
            "visit": ["", "", "W12"],
            "reason": "",
            "arm": "a",
            "n_patients": np.array([5, 5, 5]),
        }
    )
    assert len(boxes_of(plot_flow(frame))) == 4


@pytest.mark.parametrize("width", ["wide", "narrow"])
@pytest.mark.parametrize("hide_below", [1, 11, 1000])
def test_every_word_is_said(analysis, width, hide_below, marked_language, unsaid):
    counts = patient_flow(analysis)
    hidden = counts.assign(hidden=counts["n_patients"].between(1, hide_below - 1))
    with speaking(marked_language):
        assert unsaid(plot_flow(hidden, plan=analysis.plan, width=width)) == []
