"""What a flow figure draws, worked out before anything is drawn."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import patient_flow
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN, ShownCount, State, StatedNumber
from dnoutcomes.errors import DataError
from dnoutcomes.figures.arm_words import arm_name
from dnoutcomes.figures.course_data import levels
from dnoutcomes.figures.number_text import number
from dnoutcomes.figures.plan_words import visit_in_words
from dnoutcomes.figures.shown import counts_with_states, state_of_sum
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
        As from `patient_flow`, with the `state` of each number; of a protected report also `n_shown`, what may be told
        of it.
    steps : dict of str to list of FlowStep
        By arm.
    total : str
        Patients in the file, or why that isn't told.
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
        if self.frame["state"].isin(NOT_TO_BE_SHOWN).any():
            return f"{flow} {say('Numbers of small groups are hidden.')}"
        return flow


def flow_of(flow: AnalysisData | pd.DataFrame, plan: Plan | None) -> Flow:
    """Arrange counts of patients as a flow.

    Raises
    ------
    DataError
        A column is missing, there is no such state, or counts that are all known don't add up.
    """
    if isinstance(flow, AnalysisData):
        plan, flow = flow.plan, patient_flow(flow)
    missing = [column for column in _COLUMNS if column not in flow.columns]
    if missing:
        raise DataError(f"a flow needs the columns {', '.join(_COLUMNS)}; missing: {', '.join(missing)}")
    frame = counts_with_states(flow)
    steps = {arm: _steps(frame[frame["arm"].astype(str) == arm], arm, plan) for arm in levels(frame["arm"])}
    return Flow(frame, steps, _text(_sum(frame[frame["stage"] == "in the file"])), plan)


def _steps(rows: pd.DataFrame, arm: str, plan: Plan | None) -> list[FlowStep]:
    by_stage = dict(list(rows.groupby("stage", sort=False)))
    none = rows.iloc[:0]
    in_file, inside, left_out, seen_at, not_seen = (
        by_stage.get(stage, none) for stage in ("in the file", "analysed", "left out", "seen", "not seen")
    )
    everyone, analysed = _only(in_file), _only(inside)
    _check_sum(everyone, analysed, left_out, arm, "the file")
    steps = [
        _step(say("{n} in the file", n=_stage_text(in_file)), _left_out, left_out, _rest(everyone, analysed)),
        FlowStep(say("{n} analysed", n=_stage_text(inside))),
    ]
    for visit, seen in seen_at.groupby("visit", sort=False, observed=True):
        absent = not_seen[not_seen["visit"] == visit]
        _check_sum(analysed, _only(seen), absent, arm, str(visit))
        name = visit_in_words(str(visit), plan)
        visit_name = f"{name[:1].upper()}{name[1:]}"
        said = say("{visit}: {n} seen", visit=visit_name, n=_stage_text(seen))
        steps.append(_step(said, _not_seen, absent, _rest(analysed, _only(seen))))
    return steps


def _left_out(n: str) -> str:
    return say("left out: {n}", n=n)


def _not_seen(n: str) -> str:
    return say("not seen: {n}", n=n)


def _step(
    inside: str, leaving: Callable[[str], str], rows: pd.DataFrame, remainder: StatedNumber
) -> FlowStep:
    n_missing = int(rows["n_patients"].isna().sum())
    is_hidden = rows["state"].isin(NOT_TO_BE_SHOWN)
    # What two shown numbers leave over is no secret, but with a single hidden reason it would be that reason's number.
    is_told = n_missing > 1 or (n_missing == 1 and not is_hidden.any())
    gone = remainder if is_told else _sum(rows)
    if rows.empty or gone.value == 0:
        return FlowStep(inside)
    if len(rows) > 1 and is_hidden.all():
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


def _check_sum(
    whole: StatedNumber, inside: StatedNumber, leaving: pd.DataFrame, arm: str, place: str
) -> None:
    parts = inside.value + leaving["n_patients"].sum(skipna=False)
    if not (pd.isna(whole.value) or pd.isna(parts)) and whole.value != parts:
        raise DataError(
            f"the patients of arm {arm!r} don't add up at {place}: {number(whole.value, 0)} against "
            f"{number(parts, 0)} in its parts"
        )


def _only(rows: pd.DataFrame) -> StatedNumber:
    """The number of a stage; not recorded where the flow has no row of it."""
    return StatedNumber.without(State.NOT_RECORDED) if rows.empty else _stated(rows.iloc[0])


def _stated(row: pd.Series) -> StatedNumber:
    n = float(row["n_patients"])
    return StatedNumber.without(State(row["state"])) if pd.isna(n) else StatedNumber.of(n)


def _sum(rows: pd.DataFrame) -> StatedNumber:
    total = float(rows["n_patients"].sum(skipna=False))
    return StatedNumber.without(state_of_sum(rows["state"])) if pd.isna(total) else StatedNumber.of(total)


def _rest(whole: StatedNumber, inside: StatedNumber) -> StatedNumber:
    if whole.is_shown and inside.is_shown:
        return StatedNumber.of(whole.value - inside.value)
    return StatedNumber.without(state_of_sum([whole.state, inside.state]))


def _stage_text(rows: pd.DataFrame) -> str:
    return _text(_only(rows)) if rows.empty else _row_text(rows.iloc[0])


def _row_text(row: pd.Series) -> str:
    """Write a row's number as a table has it, which may be a range where the number itself may not be told."""
    shown = row.get("n_shown")
    if row["state"] in NOT_TO_BE_SHOWN and isinstance(shown, ShownCount) and not shown.is_silent:
        return shown.words()
    return _text(_stated(row))


def _text(n: StatedNumber) -> str:
    if n.is_shown:
        return number(n.value, 0)
    if n.state is State.HIDDEN:
        return say("hidden", context="number of patients")
    return say("withheld") if n.state is State.WITHHELD else say("an unknown number")
