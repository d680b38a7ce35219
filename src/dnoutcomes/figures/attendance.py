"""Dose and attendance: how many sessions patients came to, and how many needles they had at each."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.attendance import Attendance, attendance_of
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.marks import intervals, joined, points
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import counting_scale, scale_over, share_scale
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say


def plot_attendance(
    attendance: AnalysisData | Attendance,
    *,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the share of patients who attended at least so many sessions, and the needles of each session.

    Parameters
    ----------
    attendance : AnalysisData or Attendance
        The analysis, of which everything is drawn, or what of it may be shown.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per panel ("attendance", "needles"), arm and number of sessions: the columns of
        `attendance_curve` and `needles_by_session`.
    """
    look = Look.of(width, theme, ax)
    released = attendance if isinstance(attendance, Attendance) else attendance_of(attendance)
    arms = arms_of([released.reference_arm, released.treated_arm], look, released.plan)
    return _page(released, arms, look).draw(look)


def _page(released: Attendance, arms: list[Arm], look: Look) -> Page:
    curve, needles = released.curve, released.needles
    panels = [
        *([_attended(curve, arms, look)] if len(curve) else []),
        *([_needled(needles, arms[1], look)] if len(needles) else []),
    ]
    title = say("Sessions attended, and needles per session")
    subtitle = (
        say(
            "All patients in the file. Who does better may come more often: this shows what was delivered, not why."
        )
        if panels
        else say("No sessions can be shown.")
    )
    note = _note(released)
    return Page(
        title,
        subtitle,
        [Panels(Grid(look, len(panels), 44.0, each_named=True, gap=30.0), panels, (210.0, 170.0)),
         Words(note, above=14)],
        _data(released),
        " ".join(filter(None, [f"{title}.", *_in_words(released, arms), "" if panels else subtitle, note])),
        f"{title}. {subtitle} {note}".strip(),
        [arm.key for arm in arms],
    )  # fmt: skip


def _data(released: Attendance) -> pd.DataFrame:
    needles = released.needles.rename(columns={"session_no": "sessions"})
    named = {"attendance": released.curve, "needles": needles.assign(arm=released.treated_arm)}
    frames = [frame.assign(panel=panel) for panel, frame in named.items() if len(frame)]
    return pd.concat(frames, ignore_index=True) if frames else released.curve.assign(panel=[])


def _note(released: Attendance) -> str:
    notes = []
    if released.is_protected:
        notes.append(say("Points that stand for few patients are left out, to protect small groups."))
    if len(released.needles):
        notes.append(say("Needles: mean, and from the lower to the upper quartile."))
    return " ".join(notes)


def _attended(curve: pd.DataFrame, arms: list[Arm], look: Look) -> Panel:
    def draw(axes: Axes) -> None:
        for arm in arms:
            rows = curve[curve["arm"] == arm.name]
            at, share = rows["sessions"].astype(float), rows["share"].astype(float)
            joined(axes, arm.style, at, share, arm.name, clip_on=False)
            points(axes, arm.style, at, share, clip_on=False)

    title = say("Share who attended at least so many sessions")
    across = counting_scale(int(curve["sessions"].max()), 4 if look.is_narrow else 6)
    return Panel(draw, across, share_scale(1.03), axis_title=title)


def _needled(needles: pd.DataFrame, arm: Arm, look: Look) -> Panel:
    def draw(axes: Axes) -> None:
        at = needles["session_no"]
        intervals(axes, arm.style, at, needles["lower_quartile"], needles["upper_quartile"])
        points(axes, arm.style, at, needles["mean"], label="mean")

    up = scale_over([0.0, float(needles["upper_quartile"].max())], 4).above_zero()
    title = say("Needles at each session attended, {arm}", arm=arm.short)
    across = counting_scale(int(needles["session_no"].max()), 4 if look.is_narrow else 6)
    return Panel(draw, across, up, axis_title=title)


def _in_words(released: Attendance, arms: list[Arm]) -> list[str]:
    """The first, the middle and the last number of sessions of each arm, which are enough to hear, and the needles."""
    sentences = []
    for arm in arms:
        rows = released.curve[released.curve["arm"] == arm.name]
        if rows.empty:
            continue
        told = rows.iloc[sorted({0, len(rows) // 2, len(rows) - 1})]
        shares = [
            say("{share} at least {n}", share=percent(row.share), n=row.sessions) for row in told.itertuples()
        ]
        n = patients(rows["n_patients"].iloc[0])
        sentences.append(
            say(
                "{arm}, {patients}: sessions attended: {shares}.",
                arm=arm.short,
                patients=n,
                shares=", ".join(shares),
            )
        )
    if released.needles.empty:
        return sentences
    first, last = released.needles.iloc[0], released.needles.iloc[-1]
    return [
        *sentences,
        say(
            "Needles per session in {arm}: {first} on average at session {first_session}, {last} at session "
            "{last_session}.",
            arm=arms[1].short,
            first=number(first["mean"], 1),
            first_session=number(first["session_no"], 0),
            last=number(last["mean"], 1),
            last_session=number(last["session_no"], 0),
        ),
    ]
