"""Dose and attendance: how many sessions patients came to, and how many needles they had at each."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe.attendance import attendance_curve, needles_by_session
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import wrap, wrap_evenly
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.patient_words import patients
from dnoutcomes.figures.scale import scale_over
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.language import say

_PANEL_HEIGHTS = {"wide": 210.0, "narrow": 170.0}
_LEFT = 44.0
_GAP = 30.0
_SHARES = (0, 0.25, 0.5, 0.75, 1)
_ATTENDANCE, _NEEDLES = "attendance", "needles"


def plot_attendance(
    analysis: AnalysisData,
    *,
    smallest_cell: int | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the share of patients who attended at least so many sessions, and the needles of each session.

    Parameters
    ----------
    analysis : AnalysisData
    smallest_cell : int, optional
        Levels and sessions that stand for 1 to `smallest_cell - 1` patients are left out. Default: none is.
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
    shown = _Attendance(
        attendance_curve(analysis, smallest_cell),
        needles_by_session(analysis, smallest_cell),
        (analysis.plan.reference_arm, analysis.plan.treated_arm),
        smallest_cell is not None,
    )
    with look.context():
        return _draw(shown, look)


@dataclass(frozen=True, eq=False)
class _Attendance:
    curve: pd.DataFrame
    needles: pd.DataFrame
    arms: tuple[str, str]
    is_protected: bool

    @property
    def title(self) -> str:
        return say("Sessions attended, and needles per session")

    @property
    def data(self) -> pd.DataFrame:
        needles = self.needles.rename(columns={"session_no": "sessions"}).assign(
            arm=self.arms[1], panel=_NEEDLES
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

    def of(self, arm: str) -> pd.DataFrame:
        return self.curve[self.curve["arm"] == arm]

    @property
    def note(self) -> str:
        notes = []
        if self.is_protected:
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

    def _attended_in_words(self, arm: str) -> str:
        rows = self.of(arm)
        shares = [
            say("{share} at least {n}", share=percent(row.share), n=row.sessions)
            for row in rows.itertuples()
            if self._is_told(rows, row.sessions)
        ]
        return say(
            "{arm}, {patients}: sessions attended: {shares}.",
            arm=arm_name(arm),
            patients=patients(rows["n_patients"].iloc[0]),
            shares=", ".join(shares),
        )

    @property
    def _needles_in_words(self) -> str:
        first, last = self.needles.iloc[0], self.needles.iloc[-1]
        return say(
            "Needles per session in {arm}: {first} on average at session {first_session}, {last} at session "
            "{last_session}.",
            arm=arm_name(self.arms[1]),
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


def _draw(shown: _Attendance, look: Look) -> OutcomeFigure:
    size, margin = look.width, float(look.width.margin)
    line, small_line = size.text * LINE_SPACING, size.small * LINE_SPACING
    inner = size.pixels - 2 * margin
    head = lay_out_head(shown.title, shown.subtitle, look, [arm_in_words(arm) for arm in shown.arms])
    across = 1 if look.is_narrow else max(len(shown.panels), 1)
    panel_width = (inner - _LEFT * across - _GAP * (across - 1)) / across
    needles = say("Needles at each session attended, {arm}", arm=arm_name(shown.arms[1]))
    titles = {
        _ATTENDANCE: wrap_evenly(say("Share who attended at least so many sessions"), panel_width, size.text),
        _NEEDLES: wrap_evenly(needles, panel_width, size.text),
    }
    lines = max(len(titles[name]) for name in shown.panels) if shown.panels else 0
    block = _PANEL_HEIGHTS[size.name] + 8 + line * (1 + lines) + 14
    rows = -(-len(shown.panels) // across)
    note = wrap(shown.note, inner, size.small) if shown.note else []
    height = head.bottom + block * rows + small_line * len(note) + margin
    figure = OutcomeFigure(look, height, data=shown.data, alt_text=shown.alt_text, caption=shown.caption)
    draw_head(figure, head)
    for place, name in enumerate(shown.panels):
        row, column = divmod(place, across)
        left, top = margin + _LEFT + column * (panel_width + _LEFT + _GAP), head.bottom + row * block
        axes = figure.panel(left, top, panel_width, _PANEL_HEIGHTS[size.name])
        (_draw_curves if name == _ATTENDANCE else _draw_needles)(axes, shown, look)
        axes.tick_params(axis="y", length=0)
        axes.grid(axis="y")
        axes.spines["left"].set_visible(False)
        figure.write(
            left + panel_width / 2, top + _PANEL_HEIGHTS[size.name] + 8 + line, titles[name], align="center"
        )
    figure.write(margin, head.bottom + block * rows, note, small=True, colour=look.theme.muted)
    return figure


def _set_sessions(axes: Axes, most: int, look: Look) -> None:
    step = max(1, round(most / (4 if look.is_narrow else 6)))
    ticks = list(range(1, most + 1, step))
    axes.set_xlim(0.5, most + 0.5)
    axes.set_xticks(ticks, labels=[number(tick, 0) for tick in ticks])


def _draw_curves(axes: Axes, shown: _Attendance, look: Look) -> None:
    _set_sessions(axes, int(shown.curve["sessions"].max()), look)
    axes.set_ylim(0, 1.03)
    axes.set_yticks(_SHARES, labels=[percent(share) for share in _SHARES])
    for place, arm in enumerate(shown.arms):
        rows, style = shown.of(arm), look.series(place)
        axes.plot(
            rows["sessions"].astype(float), rows["share"].astype(float), color=style.colour, linestyle=style.line,
            marker=style.marker, markerfacecolor=style.fill, markeredgewidth=1.3, label=arm, clip_on=False, zorder=3,
        )  # fmt: skip


def _draw_needles(axes: Axes, shown: _Attendance, look: Look) -> None:
    rows, style = shown.needles, look.series(1)
    _set_sessions(axes, int(rows["session_no"].max()), look)
    scale = scale_over([0.0, float(rows["upper_quartile"].max())], 4)
    axes.set_ylim(0, scale.high)
    shown_ticks = [(tick, label) for tick, label in zip(scale.ticks, scale.labels) if tick >= 0]
    axes.set_yticks([tick for tick, _ in shown_ticks], labels=[label for _, label in shown_ticks])
    axes.vlines(
        rows["session_no"], rows["lower_quartile"], rows["upper_quartile"], color=style.colour, linewidth=1.4
    )
    axes.plot(
        rows["session_no"], rows["mean"], linestyle="none", color=style.colour, marker=style.marker,
        markerfacecolor=style.fill, label="mean", zorder=3,
    )  # fmt: skip
