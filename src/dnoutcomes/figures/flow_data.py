"""What a flow figure draws, worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow
from dnoutcomes.disclosure.shown_count import ShownCount
from dnoutcomes.errors import DataError
from dnoutcomes.figures.arm_words import arm_name
from dnoutcomes.figures.course_data import levels
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.language import say, say_term
from dnoutcomes.plan import Plan

_COLUMNS = ("stage", "visit", "reason", "arm", "n_patients")


@dataclass(frozen=True)
class FlowStep:
    """A stage of one arm: who is in it, and who is not and why.

    Attributes
    ----------
    inside : str
        "Week 12: 190 seen".
    leaving : str
        "not seen: 98"; empty where nobody leaves.
    reasons : tuple of str
        "20 visit missed, seen later".
    """

    inside: str
    leaving: str = ""
    reasons: tuple[str, ...] = ()

    def __str__(self) -> str:
        reasons = f" ({'; '.join(self.reasons)})" if self.reasons else ""
        return f"{self.inside}, {self.leaving}{reasons}" if self.leaving else self.inside


@dataclass(frozen=True, eq=False)
class Flow:
    """Stages of each arm in order.

    Attributes
    ----------
    frame : pandas.DataFrame
        As from `patient_flow`, with a boolean column `hidden`; of a protected report also `n_shown`, what may be told
        of each number.
    steps : dict of str to list of FlowStep
        By arm.
    total : str
        Patients in the file, or "hidden" where an arm's number is.
    plan : Plan or None
        Has the labels of the arms.
    """

    frame: pd.DataFrame
    steps: dict[str, list[FlowStep]]
    total: str
    plan: Plan | None = None

    @property
    def alt_text(self) -> str:
        """Every number in words, arm by arm."""
        arms = [
            f"{arm_name(arm)}: {'; '.join(str(step) for step in steps)}." for arm, steps in self.steps.items()
        ]
        return " ".join([f"{say('Flow of patients')}.", say("In the file: {n}.", n=self.total), *arms])

    @property
    def caption(self) -> str:
        """What adds up to what."""
        flow = say(
            "Patients from the file to each visit. In each arm those in the file are left out or analysed, and at "
            "each visit those analysed were seen or not."
        )
        return f"{flow} {say('Numbers of small groups are hidden.')}" if self.frame["hidden"].any() else flow


def flow_of(flow: AnalysisData | pd.DataFrame, plan: Plan | None) -> Flow:
    """Arrange counts of patients as a flow.

    Raises
    ------
    DataError
        A column is missing, or counts that are all known don't add up.
    """
    if isinstance(flow, AnalysisData):
        plan, flow = flow.plan, patient_flow(flow)
    missing = [column for column in _COLUMNS if column not in flow.columns]
    if missing:
        raise DataError(f"a flow needs the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}")
    hidden = flow["hidden"].astype(bool) if "hidden" in flow.columns else flow["n_patients"].isna()
    frame = flow.assign(hidden=hidden, n_patients=flow["n_patients"].astype("float64").mask(hidden))
    steps = {arm: _steps(frame[frame["arm"].astype(str) == arm], arm, plan) for arm in levels(frame["arm"])}
    everyone = frame.loc[frame["stage"] == "in the file", "n_patients"]
    return Flow(frame, steps, _text(everyone.sum(skipna=False)), plan)


def _steps(rows: pd.DataFrame, arm: str, plan: Plan | None) -> list[FlowStep]:
    by_stage = dict(list(rows.groupby("stage", sort=False)))
    everyone, analysed = (_only(by_stage.get(stage)) for stage in ("in the file", "analysed"))
    left_out = by_stage.get("left out", rows.iloc[:0])
    _check_sum(everyone, analysed, left_out, arm, "the file")
    steps = [
        _step(
            say("{n} in the file", n=_stage_text(by_stage.get("in the file"))),
            _left_out,
            left_out,
            everyone - analysed,
        ),
        FlowStep(say("{n} analysed", n=_stage_text(by_stage.get("analysed")))),
    ]
    not_seen = by_stage.get("not seen", rows.iloc[:0])
    for visit, seen in by_stage.get("seen", rows.iloc[:0]).groupby("visit", sort=False, observed=True):
        absent = not_seen[not_seen["visit"] == visit]
        _check_sum(analysed, _only(seen), absent, arm, str(visit))
        name = visit_in_words(str(visit), plan)
        visit_name = f"{name[:1].upper()}{name[1:]}"
        inside = say("{visit}: {n} seen", visit=visit_name, n=_stage_text(seen))
        steps.append(_step(inside, _not_seen, absent, analysed - _only(seen)))
    return steps


def _left_out(n: str) -> str:
    return say("left out: {n}", n=n)


def _not_seen(n: str) -> str:
    return say("not seen: {n}", n=n)


def _step(inside: str, leaving: Callable[[str], str], rows: pd.DataFrame, remainder: float) -> FlowStep:
    n_hidden = int(rows["n_patients"].isna().sum())
    # What two shown numbers leave over is no secret, but with a single hidden reason it would be that reason's number.
    gone = remainder if n_hidden > 1 else rows["n_patients"].sum(skipna=False)
    if rows.empty or gone == 0:
        return FlowStep(inside)
    if n_hidden == len(rows) > 1:
        return FlowStep(inside, leaving(_text(gone)), (say("reasons hidden"),))
    numbers = [_row_text(row) for _, row in rows.iterrows()]
    reasons = tuple(
        _reason(reason, n, shown) for reason, n, shown in zip(rows["reason"], rows["n_patients"], numbers)
    )
    # All who leave for a single reason are as many as leave for it.
    return FlowStep(inside, leaving(numbers[0] if len(rows) == 1 else _text(gone)), reasons)


def _reason(reason: str, n: float, shown: str) -> str:
    if pd.isna(n):
        return f"{shown}: {say_term(reason)}"
    return say("{n} {reason}", n=shown, reason=say_term(reason))


def _check_sum(whole: float, inside: float, leaving: pd.DataFrame, arm: str, place: str) -> None:
    parts = inside + leaving["n_patients"].sum(skipna=False)
    if not (pd.isna(whole) or pd.isna(parts)) and whole != parts:
        raise DataError(
            f"the patients of arm {arm!r} don't add up at {place}: {number(whole, 0)} against "
            f"{number(parts, 0)} in its parts"
        )


def _only(rows: pd.DataFrame | None) -> float:
    return float("nan") if rows is None or rows.empty else float(rows["n_patients"].iloc[0])


def _stage_text(rows: pd.DataFrame | None) -> str:
    return _text(float("nan")) if rows is None or rows.empty else _row_text(rows.iloc[0])


def _row_text(row: pd.Series) -> str:
    """Write a row's number as a table has it, which may be a range where the number itself may not be told."""
    shown = row.get("n_shown")
    if pd.isna(row["n_patients"]) and isinstance(shown, ShownCount) and not shown.is_silent:
        return shown.words()
    return _text(row["n_patients"])


def _text(n: float) -> str:
    return say("hidden", context="number of patients") if pd.isna(n) else number(n, 0)
