"""Dose and attendance: how many sessions patients came to, and how many needles they had at each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.attendance import Attendance, attendance_of
from dnoutcomes.figures.arm import Arm, arms_of
from dnoutcomes.figures.marks import intervals, joined, points
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Box, Page, Words
from dnoutcomes.figures.panels import Grid, Panel, Panels
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import Scale, scale_over
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say

_SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
_ATTENDANCE, _NEEDLES = "attendance", "needles"


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
    shown = _Attendance(
        released, arms_of([released.reference_arm, released.treated_arm], look, released.plan)
    )
    return shown.page(look).draw(look)


@dataclass(frozen=True, eq=False)
class _Attendance:
    released: Attendance
    arms: list[Arm]

    @property
    def curve(self) -> pd.DataFrame:
        return self.released.curve

    @property
    def needles(self) -> pd.DataFrame:
        return self.released.needles

    @property
    def title(self) -> str:
        return say("Sessions attended, and needles per session")

    @property
    def data(self) -> pd.DataFrame:
        needles = self.needles.rename(columns={"session_no": "sessions"}).assign(
            arm=self.arms[1].name, panel=_NEEDLES
        )
        frames = [frame for frame in (self.curve.assign(panel=_ATTENDANCE), needles) if len(frame)]
        return pd.concat(frames, ignore_index=True) if frames else self.curve.assign(panel=[])

    @property
    def panels(self) -> list[str]:
        return [name for name, frame in ((_ATTENDANCE, self.curve), (_NEEDLES, self.needles)) if len(frame)]

    @property
    def subtitle(self) -> str:
        if not self.panels:
            return say("No sessions can be shown.")
        return say(
            "All patients in the file. Who does better may come more often: this shows what was delivered, not why."
        )

    def of(self, arm: Arm) -> pd.DataFrame:
        return self.curve[self.curve["arm"] == arm.name]

    @property
    def note(self) -> str:
        notes = []
        if self.released.is_protected:
            notes.append(say("Points that stand for few patients are left out, to protect small groups."))
        if _NEEDLES in self.panels:
            notes.append(say("Needles: mean, and from the lower to the upper quartile."))
        return " ".join(notes)

    @property
    def alt_text(self) -> str:
        parts = [f"{self.title}.", *(self._attended_in_words(arm) for arm in self.arms if len(self.of(arm)))]
        if len(self.needles):
            parts.append(self._needles_in_words)
        return " ".join(filter(None, [*parts, "" if self.panels else self.subtitle, self.note]))

    def _attended_in_words(self, arm: Arm) -> str:
        rows = self.of(arm)
        shares = [
            say("{share} at least {n}", share=percent(row.share), n=row.sessions)
            for row in rows.itertuples()
            if self._is_told(rows, row.sessions)
        ]
        return say(
            "{arm}, {patients}: sessions attended: {shares}.",
            arm=arm.short,
            patients=patients(rows["n_patients"].iloc[0]),
            shares=", ".join(shares),
        )

    @property
    def _needles_in_words(self) -> str:
        first, last = self.needles.iloc[0], self.needles.iloc[-1]
        return say(
            "Needles per session in {arm}: {first} on average at session {first_session}, {last} at session "
            "{last_session}.",
            arm=self.arms[1].short,
            first=number(first["mean"], 1),
            first_session=number(first["session_no"], 0),
            last=number(last["mean"], 1),
            last_session=number(last["session_no"], 0),
        )

    @staticmethod
    def _is_told(rows: pd.DataFrame, sessions: int) -> bool:
        """The first, the middle and the last level are enough to hear."""
        levels = rows["sessions"].tolist()
        return sessions in (levels[0], levels[len(levels) // 2], levels[-1])

    @property
    def caption(self) -> str:
        return f"{self.title}. {self.subtitle} {self.note}".strip()

    def page(self, look: Look) -> Page:
        grid = Grid(look, len(self.panels), 44.0, each_named=True, gap=30.0)
        panels = [
            self._attended(look) if name == _ATTENDANCE else self._needled(look) for name in self.panels
        ]
        boxes: list[Box] = [Panels(grid, panels, (210.0, 170.0)), Words(self.note, above=14)]
        key = [arm.key for arm in self.arms]
        return Page(self.title, self.subtitle, boxes, self.data, self.alt_text, self.caption, key)

    def _attended(self, look: Look) -> Panel:
        def draw(axes: Axes) -> None:
            for arm in self.arms:
                rows = self.of(arm)
                at, share = rows["sessions"].astype(float), rows["share"].astype(float)
                joined(axes, arm.style, at, share, arm.name, clip_on=False)
                points(axes, arm.style, at, share, clip_on=False)

        up = Scale(0.0, 1.03, _SHARES, tuple(percent(share) for share in _SHARES))
        title = say("Share who attended at least so many sessions")
        return Panel(draw, _sessions(int(self.curve["sessions"].max()), look), up, axis_title=title)

    def _needled(self, look: Look) -> Panel:
        rows, arm = self.needles, self.arms[1]

        def draw(axes: Axes) -> None:
            intervals(axes, arm.style, rows["session_no"], rows["lower_quartile"], rows["upper_quartile"])
            points(axes, arm.style, rows["session_no"], rows["mean"], label="mean")

        up = scale_over([0.0, float(rows["upper_quartile"].max())], 4).above_zero()
        title = say("Needles at each session attended, {arm}", arm=arm.short)
        return Panel(draw, _sessions(int(rows["session_no"].max()), look), up, axis_title=title)


def _sessions(most: int, look: Look) -> Scale:
    ticks = range(1, most + 1, max(1, round(most / (4 if look.is_narrow else 6))))
    return Scale(0.5, most + 0.5, tuple(map(float, ticks)), tuple(number(tick, 0) for tick in ticks))
