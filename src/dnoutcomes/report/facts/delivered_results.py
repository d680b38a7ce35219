"""Treatment delivered, released: means and shares over sessions behind which many patients stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import stricta_status, treatment_delivered
from dnoutcomes.describe.stricta import FILLED, NEEDS_TEXT, NOT_RECORDED
from dnoutcomes.disclosure import ProtectedCounts, State
from dnoutcomes.language import say
from dnoutcomes.report.counts.session_counts import number_key
from dnoutcomes.report.facts.attendance_results import attendance_figure
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.unavailable import Unavailable

_COLUMNS = ("item", "description", "arm", "level", "kind", "value", "spread", "unit", "state", "spread_state")


@dataclass(frozen=True)
class StrictaAnswer:
    """Whether the sessions answer an item of STRICTA.

    Attributes
    ----------
    item, heading : str
        As in `describe.stricta.STRICTA_ITEMS`.
    state : State or None
        None where only an author can answer.
    """

    item: str
    heading: str
    state: State | None


@dataclass(frozen=True, eq=False)
class DeliveredResults:
    """What was given.

    Attributes
    ----------
    items : pandas.DataFrame
        Rows of `treatment_delivered` that are recorded: `item, description, arm, level, kind, value, spread, unit,
        state, spread_state`. Without smallest and largest values, each of which is a single session, and without
        numbers of patients.
    checklist : tuple of StrictaAnswer
        One per item of STRICTA.
    figure : FigureBlock or None
        Sessions attended and needles per session; None where there are none or a small group would show.
    """

    items: pd.DataFrame
    checklist: tuple[StrictaAnswer, ...]
    figure: FigureBlock | None = None


def delivered_results(analysis: AnalysisData, counts: ProtectedCounts) -> DeliveredResults | Unavailable:
    """Describe the sessions as far as small groups allow."""
    if not analysis.workbench.sessions["attended"].any():
        return Unavailable(
            say("The file has no treatment sessions, so what was given can't be described from it."),
            State.NOT_RECORDED,
        )
    items = treatment_delivered(analysis)
    items = items[items["n"] > 0].reset_index(drop=True)
    rows = list(items.itertuples())
    may_show = np.array([_may_show(row, counts) for row in rows])
    may_say_spread = np.array([counts.may_say(number_key(row, "spread")) for row in rows])
    states = {"state": _states(items["value"], may_show)}
    states["spread_state"] = _states(items["spread"], may_show & may_say_spread)
    items = items.assign(**states)
    for number, state in (("value", "state"), ("spread", "spread_state")):
        items[number] = items[number].where(items[state] == State.SHOWN)
    return DeliveredResults(items[list(_COLUMNS)], _stricta(analysis), attendance_figure(analysis, counts))


def _states(numbers: pd.Series, may_show: np.ndarray) -> np.ndarray:
    """States of numbers; what few stand behind isn't told from what would give few away, which is told of nobody."""
    return np.select([~may_show, numbers.isna()], [State.HIDDEN, State.NOT_ESTIMABLE], State.SHOWN)


_ANSWERS = {FILLED: State.SHOWN, NOT_RECORDED: State.NOT_RECORDED, NEEDS_TEXT: None}


def _stricta(analysis: AnalysisData) -> tuple[StrictaAnswer, ...]:
    rows = stricta_status(analysis).itertuples()
    return tuple(StrictaAnswer(str(row.item), str(row.heading), _ANSWERS[str(row.status)]) for row in rows)


def _may_show(row: Any, counts: ProtectedCounts) -> bool:
    """Whether enough patients stand behind a row, and behind either side of a share, and it says nothing of others."""
    where = number_key(row)[1:]
    sides = ("behind", "with", "without") if row.kind == "share" else ("behind",)
    return counts.may_say(number_key(row)) and not counts.is_small(*((side, *where) for side in sides))
