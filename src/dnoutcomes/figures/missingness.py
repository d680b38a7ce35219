"""Missingness: which share of each arm was seen at each visit, and why the others weren't."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd
from matplotlib.axes import Axes
from matplotlib.patches import Rectangle

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow
from dnoutcomes.errors import DataError
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.course_data import levels
from dnoutcomes.figures.head import draw_head, lay_out_head
from dnoutcomes.figures.labels import text_width, wrap, wrap_lines
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.style import LINE_SPACING, Look
from dnoutcomes.figures.visit_words import visit_in_words
from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Plan

SEEN = term("seen")
_BAR = 20.0
_BETWEEN = 7.0
_HATCHES = ("", "////", "xxxx", "----", "||||", "++++")
_PADDING = 14.0


def plot_missingness(
    flow: AnalysisData | pd.DataFrame,
    *,
    plan: Plan | None = None,
    width: str = "wide",
    theme: str = "light",
    ax: Axes | None = None,
) -> OutcomeFigure:
    """Draw the shares of each arm that were seen at each visit, or not and why.

    Parameters
    ----------
    flow : AnalysisData or pandas.DataFrame
        The analysis, or a frame as from `patient_flow`. A visit of an arm with a hidden number (a boolean column
        `hidden`, or NaN in `n_patients`) isn't drawn.
    plan : Plan, optional
        Says when visits are. An `AnalysisData` brings its own.
    width : {"wide", "narrow"}
        For a page (720 pixels) or a phone (340).
    theme : {"light", "dark"}
    ax : matplotlib.axes.Axes, optional
        Take its place in a figure of your own, of whatever width it has. Default: a figure for itself.

    Returns
    -------
    OutcomeFigure
        `data` has one row per arm, visit and reason ("seen" or why not): `arm`, `visit`, `reason`, `n_patients`,
        `share` of those analysed, `hidden`.

    Raises
    ------
    DataError
        No visit among the rows.
    """
    look = Look.of(width, theme, ax)
    if isinstance(flow, AnalysisData):
        plan, flow = flow.plan, patient_flow(flow)
    data = _shares(flow)
    with look.context():
        return _draw(_lay_out(data, plan, look), data, plan, look)


def _shares(flow: pd.DataFrame) -> pd.DataFrame:
    rows = flow[flow["stage"].isin([SEEN, "not seen"])]
    if rows.empty:
        raise DataError(
            "missingness needs rows with the stages 'seen' and 'not seen'; take patient_flow(analysis)"
        )
    hidden = rows["hidden"].astype(bool) if "hidden" in rows.columns else rows["n_patients"].isna()
    keys = [rows["arm"].astype(str), rows["visit"].astype(str)]
    hidden = hidden.groupby(keys).transform("any")
    counts = rows["n_patients"].astype("float64").mask(hidden)
    share = counts / counts.groupby(keys).transform("sum").where(lambda total: total > 0)
    reason = rows["reason"].astype(str).where(rows["stage"] != SEEN, SEEN)
    frame = pd.DataFrame(
        {
            "arm": rows["arm"],
            "visit": rows["visit"].astype(str),
            "reason": reason,
            "n_patients": counts,
            "share": share,
            "hidden": hidden,
        }
    )
    return frame.reset_index(drop=True)


@dataclass(frozen=True, eq=False)
class _Layout:
    titles: dict[str, list[str]]
    visits: list[str]
    reasons: list[str]
    key: list[tuple[float, float, str]]
    key_height: float
    names: dict[str, list[str]]
    left: float
    bar_width: float
    bars_height: float
    row: float


def _lay_out(data: pd.DataFrame, plan: Plan | None, look: Look) -> _Layout:
    size, inner = look.width, look.width.pixels - 2.0 * look.width.margin
    line = size.text * LINE_SPACING
    visits, reasons = levels(data["visit"]), levels(data["reason"])
    words = {visit: visit_in_words(visit, plan) for visit in visits}
    left = min(max(text_width(word, size.text) for word in words.values()) + 10, 0.3 * inner)
    names = {visit: wrap_lines(word, left - 8, size.text, 2) for visit, word in words.items()}
    row = max(_BAR, max(len(lines) for lines in names.values()) * line) + _BETWEEN
    share_width = text_width(_share_seen(1.0), size.text) + 8
    key, x, y = [], 0.0, 0.0
    for reason in reasons:
        lines = wrap(say_term(reason), inner - _PADDING - 8, size.text)
        needed = _PADDING + 8 + max(text_width(text, size.text) for text in lines)
        if x > 0 and x + needed > inner:
            x, y = 0.0, y + line + 3
        key.append((x, y, "\n".join(lines)))
        y += line * (len(lines) - 1)
        x += needed + 18
    titles = {
        arm: wrap_lines(_arm_title(data, arm, plan), inner, size.text, 2, bold=True)
        for arm in levels(data["arm"])
    }
    return _Layout(
        titles,
        visits,
        reasons,
        key,
        y + line,
        names,
        left,
        inner - left - share_width,
        row * len(visits) + 6,
        row,
    )


def _draw(layout: _Layout, data: pd.DataFrame, plan: Plan | None, look: Look) -> OutcomeFigure:
    margin, line = float(look.width.margin), look.width.text * LINE_SPACING
    head = lay_out_head(
        say("Who was seen at each visit, and why others weren't"),
        say("Shares of the patients analysed."),
        look,
    )
    top = head.bottom + layout.key_height + 10
    n_lines = sum(map(len, layout.titles.values()))
    height = top + n_lines * line + (4 + layout.bars_height) * len(layout.titles) + margin
    figure = OutcomeFigure(look, height, data=data, alt_text=_alt_text(data, plan), caption=_caption(data))
    draw_head(figure, head)
    for place, (x, y, text) in enumerate(layout.key):
        _draw_segment(figure, (margin + x, head.bottom + y + 2), (_PADDING, _PADDING - 3), place)
        figure.write(margin + x + _PADDING + 6, head.bottom + y, text.split("\n"))
    for arm, title in layout.titles.items():
        figure.write(margin, top, title, bold=True)
        top += line * len(title) + 4
        for place, visit in enumerate(layout.visits):
            y = top + place * layout.row
            figure.write(margin, y + (_BAR - len(layout.names[visit]) * line) / 2, layout.names[visit])
            _draw_bar(
                figure, layout, data[(data["arm"] == arm) & (data["visit"] == visit)], margin + layout.left, y
            )
        top += layout.bars_height
    return figure


def _arm_title(data: pd.DataFrame, arm: str, plan: Plan | None) -> str:
    totals = data[data["arm"] == arm].groupby("visit", sort=False)["n_patients"].sum(min_count=1).dropna()
    if not len(totals):
        return arm_in_words(arm, plan)
    return say("{arm} ({n} analysed)", arm=arm_in_words(arm, plan), n=number(totals.iloc[0], 0))


def _share_seen(share: float) -> str:
    return say("{share} seen", share=percent(share))


def _draw_bar(figure: OutcomeFigure, layout: _Layout, rows: pd.DataFrame, left: float, y: float) -> None:
    text_top = y + (_BAR - figure.look.width.text * LINE_SPACING) / 2
    if rows["hidden"].any() or rows["share"].isna().all():
        figure.write(left, text_top, say("hidden (small group)"), colour=figure.look.theme.muted)
        return
    x = left
    for place, reason in enumerate(layout.reasons):
        share = float(rows.loc[rows["reason"] == reason, "share"].sum())
        if share > 0:
            _draw_segment(figure, (x, y), (share * layout.bar_width, _BAR), place)
        x += share * layout.bar_width
    seen = float(rows.loc[rows["reason"] == SEEN, "share"].sum())
    figure.write(left + layout.bar_width + 8, text_top, _share_seen(seen))


def _draw_segment(
    figure: OutcomeFigure, corner: tuple[float, float], size: tuple[float, float], place: int
) -> None:
    """Draw a piece of a bar: those seen in solid colour, every reason with a hatch of its own."""
    look = figure.look
    colour = look.theme.series[1] if place == 0 else look.theme.muted
    figure.add_artist(
        Rectangle(
            corner,
            *size,
            transform=figure.pixels,
            edgecolor=colour,
            linewidth=0.8,
            facecolor=colour if place == 0 else "none",
            hatch=_HATCHES[place % len(_HATCHES)],
        )
    )


def _alt_text(data: pd.DataFrame, plan: Plan | None) -> str:
    parts = [say("Bars of who was seen.")]
    for (arm, visit), rows in data.groupby(["arm", "visit"], sort=False, observed=True):
        where = f"{arm_name(str(arm))}, {visit_in_words(str(visit), plan)}"
        if rows["hidden"].any():
            parts.append(say("{where}: hidden.", where=where))
            continue
        shares = [
            f"{say_term(str(row.reason))} {percent(row.share)} ({number(row.n_patients, 0)})"
            for row in rows.itertuples()
        ]
        parts.append(f"{where}: {', '.join(shares)}.")
    return " ".join(parts)


def _caption(data: pd.DataFrame) -> str:
    said = say(
        "Patients analysed by arm and visit: those with a score in the visit's window, and the others by reason. A "
        "score that the plan carries forward counts as not seen."
    )
    return f"{said} {say('Visits with a small group are hidden.')}" if data["hidden"].any() else said
