"""Missingness: which share of each arm was seen at each visit, and why the others weren't."""

from __future__ import annotations

import pandas as pd
from matplotlib.axes import Axes

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, State
from dnoutcomes.errors import DataError
from dnoutcomes.figures.arm_words import arm_in_words, arm_name
from dnoutcomes.figures.course_data import levels
from dnoutcomes.figures.marked_rows import MarkedRow, MarkedRows
from dnoutcomes.figures.marks import pieces
from dnoutcomes.figures.number_text import number, percent
from dnoutcomes.figures.outcome_figure import OutcomeFigure
from dnoutcomes.figures.page import Page
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.figures.scale import Scale
from dnoutcomes.figures.series_style import AreaStyle
from dnoutcomes.figures.shown import STATE_WORDS, counts_with_states, state_of_sum
from dnoutcomes.figures.style import Look
from dnoutcomes.language import say, say_term, term
from dnoutcomes.plan import Plan

SEEN = term("seen")
_BAR = 18.0
# One for each reason, so that no meaning hangs on colour.
_HATCHES = ("////", "xxxx", "----", "||||", "++++", "....", "oooo", "\\\\\\\\")


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
        The analysis, or a frame as from `patient_flow`, perhaps with a column `state`. A visit of an arm is drawn where
        all its numbers are shown; one that is missing is not recorded unless its state says otherwise.
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
        `share` of those analysed, `state` of the visit.

    Raises
    ------
    DataError
        No visit among the rows, or a state that there isn't.
    """
    look = Look.of(width, theme, ax)
    if isinstance(flow, AnalysisData):
        plan, flow = flow.plan, patient_flow(flow)
    data = _shares(flow)
    return _page(data, plan, look).draw(look)


def _shares(flow: pd.DataFrame) -> pd.DataFrame:
    rows = flow[flow["stage"].isin([SEEN, "not seen"])]
    if rows.empty:
        raise DataError(
            "missingness needs rows with the stages 'seen' and 'not seen'; take patient_flow(analysis)"
        )
    rows = counts_with_states(rows)
    keys = [rows["arm"].astype(str), rows["visit"].astype(str)]
    # A bar is a whole: without one of its pieces there is none.
    states = rows["state"].groupby(keys).transform(lambda of_bar: str(state_of_sum(of_bar)))
    counts = rows["n_patients"].where(states == State.SHOWN)
    share = counts / counts.groupby(keys).transform("sum").where(lambda total: total > 0)
    reason = rows["reason"].astype(str).where(rows["stage"] != SEEN, SEEN)
    frame = pd.DataFrame(
        {
            "arm": rows["arm"],
            "visit": rows["visit"].astype(str),
            "reason": reason,
            "n_patients": counts,
            "share": share,
            "state": states,
        }
    )
    return frame.reset_index(drop=True)


def _page(data: pd.DataFrame, plan: Plan | None, look: Look) -> Page:
    styles = _styles(data, look)
    rows: list[MarkedRow] = []
    lengths: list[dict[str, float]] = []
    for arm in levels(data["arm"]):
        rows.append(MarkedRow(_arm_title(data, arm, plan), is_heading=True, bold=True))
        lengths.append({})
        for visit in levels(data["visit"]):
            bar = data[(data["arm"] == arm) & (data["visit"] == visit)]
            if len(bar):
                rows.append(_row(visit_in_words(visit, plan), bar))
                lengths.append(bar.groupby("reason")["share"].sum().to_dict())
    drawn = pd.DataFrame(lengths, columns=list(styles)).fillna(0.0)
    table = MarkedRows(
        rows,
        lambda axes, at, _: pieces(axes, styles, at, drawn, thick=_BAR),
        lambda pixels: Scale(0.0, 1.0, (), ()),
        most=0.3,
    )
    return Page(
        say("Who was seen at each visit, and why others weren't"),
        say("Shares of the patients analysed."),
        [table],
        data,
        _alt_text(data, plan),
        _caption(data),
        [(say_term(reason), style) for reason, style in styles.items()],
    )


def _styles(data: pd.DataFrame, look: Look) -> dict[str, AreaStyle]:
    """Those seen in solid colour, every reason with a hatch of its own."""
    reasons = [reason for reason in levels(data["reason"]) if reason != SEEN]
    colour = look.theme.series[1]
    return {SEEN: AreaStyle(colour, colour)} | {
        reason: AreaStyle(look.theme.muted, "none", _HATCHES[place % len(_HATCHES)])
        for place, reason in enumerate(reasons)
    }


def _row(name: str, bar: pd.DataFrame) -> MarkedRow:
    state = State(bar["state"].iloc[0])
    if state is not State.SHOWN:
        return MarkedRow(name, instead=say_term(STATE_WORDS[state]))
    seen = bar.loc[bar["reason"] == SEEN, "share"].sum(min_count=1)
    return MarkedRow(name, text=say("{share} seen", share=percent(seen)))


def _arm_title(data: pd.DataFrame, arm: str, plan: Plan | None) -> str:
    totals = data[data["arm"] == arm].groupby("visit", sort=False)["n_patients"].sum(min_count=1).dropna()
    if not len(totals):
        return arm_in_words(arm, plan)
    return say("{arm} ({n} analysed)", arm=arm_in_words(arm, plan), n=number(totals.iloc[0], 0))


def _alt_text(data: pd.DataFrame, plan: Plan | None) -> str:
    parts = [say("Bars of who was seen.")]
    for (arm, visit), rows in data.groupby(["arm", "visit"], sort=False, observed=True):
        where = f"{arm_name(str(arm))}, {visit_in_words(str(visit), plan)}"
        state = State(rows["state"].iloc[0])
        if state is not State.SHOWN:
            parts.append(f"{where}: {say_term(STATE_WORDS[state])}.")
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
    states = data["state"]
    if states.isin(NOT_TO_BE_SHOWN).any():
        said += f" {say('Visits with a small group are hidden.')}"
    if (~states.isin([*NOT_TO_BE_SHOWN, State.SHOWN])).any():
        said += f" {say('Visits of which a number is missing have no bar.')}"
    return said
