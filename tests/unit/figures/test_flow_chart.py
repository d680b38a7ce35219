"""The chart of a flow: text inside frames, frames apart, an arrow to each, and arms as they look everywhere."""

import numpy as np
import pandas as pd
import pytest
from matplotlib.lines import Line2D
from matplotlib.patches import FancyArrowPatch, Rectangle

from dnoutcomes.describe import patient_flow
from dnoutcomes.figures import plot_flow
from dnoutcomes.figures.arm import arms_of
from dnoutcomes.figures.layout import text_boxes
from dnoutcomes.figures.style import Look
from dnoutcomes.plan import Plan


def boxes_of(figure):
    """Frames of the boxes on the canvas."""
    return [
        patch.get_window_extent()
        for patch in figure.figure.findobj(Rectangle)
        if patch not in (figure.figure.patch, *[axes.patch for axes in figure.axes])
    ]


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
@pytest.mark.parametrize("reverse", [False, True])
def test_an_arm_bears_its_marker_and_its_number_whichever_comes_first(width, reverse):
    sizes = {"standard": 31, "needling": 47}
    frame = pd.DataFrame(
        [
            (stage, "W12" if stage == "seen" else "", "", arm, sizes[arm])
            for arm in sorted(sizes, reverse=reverse)
            for stage in ("in the file", "analysed", "seen")
        ],
        columns=["stage", "visit", "reason", "arm", "n_patients"],
    )
    plan = Plan(arm_labels={"standard": "usual", "needling": "needles"})
    figure = plot_flow(frame, plan=plan, width=width)
    texts = {text: box for text, box, _ in text_boxes(figure)}
    markers = [
        line for line in figure.figure.artists if isinstance(line, Line2D) and len(line.get_xdata()) == 1
    ]
    for arm in arms_of(sizes, Look.of(width), plan):
        (around,) = [box for box in boxes_of(figure) if holds(box, texts[arm.label])]
        assert holds(around, texts[f"{sizes[arm.name]} in the file"])
        (marker,) = [
            line
            for line in markers
            if around.contains(*figure.pixels.transform((line.get_xdata()[0], line.get_ydata()[0])))
        ]
        assert (marker.get_marker(), marker.get_color()) == (arm.style.marker, arm.style.colour)


def holds(frame, text):
    """Whether a text begins in a frame."""
    return frame.contains(text.x0, text.y0)


def test_steps_of_arms_side_by_side_stand_level(analysis):
    figure = plot_flow(analysis)
    seen = [box for text, box, _ in text_boxes(figure) if text.startswith(("Week 4", "Week 12"))]
    assert len({round(box.y0) for box in seen}) == 2


@pytest.mark.parametrize("width", ["wide", "narrow"])
def test_every_arrow_ends_at_a_frame(analysis, width):
    figure = plot_flow(analysis, width=width)
    text_boxes(figure)
    frames = boxes_of(figure)
    for arrow in figure.figure.findobj(FancyArrowPatch):
        x, y = figure.pixels.transform(arrow._posA_posB[1])
        assert any(frame.padded(1).contains(x, y) for frame in frames)
