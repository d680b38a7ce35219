"""Treatment delivered, released: means and shares over sessions behind which many patients stand."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.describe import stricta_status, treatment_delivered
from dnoutcomes.disclosure import ProtectedCounts, State
from dnoutcomes.language import say
from dnoutcomes.report.counts.session_counts import number_key
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.attendance_results import attendance_figure
from dnoutcomes.report.facts.figure_block import FigureBlock


@dataclass(frozen=True, eq=False)
class DeliveredResults:
    """What was given.

    Attributes
    ----------
    items : pandas.DataFrame
        Rows of `treatment_delivered` that are recorded: `item, description, arm, level, kind, value, spread, unit,
        hidden, spread_hidden`. Without smallest and largest values, each of which is a single session, and without
        numbers of patients.
    checklist : pandas.DataFrame
        As `stricta_status`.
    figure : FigureBlock or None
        Sessions attended and needles per session; None where there are none or a small group would show.
    """

    items: pd.DataFrame
    checklist: pd.DataFrame
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
    items = items.assign(hidden=[not _may_show(row, counts) for row in items.itertuples()])
    items.loc[items["hidden"], ["value", "spread"]] = np.nan
    silent = [not counts.may_say(number_key(row, "spread")) for row in items.itertuples()]
    items = items.assign(spread_hidden=silent)
    items.loc[items["spread_hidden"], "spread"] = np.nan
    columns = [
        "item",
        "description",
        "arm",
        "level",
        "kind",
        "value",
        "spread",
        "unit",
        "hidden",
        "spread_hidden",
    ]
    return DeliveredResults(items[columns], stricta_status(analysis), attendance_figure(analysis, counts))


def _may_show(row: Any, counts: ProtectedCounts) -> bool:
    """Whether enough patients stand behind a row, and behind either side of a share, and it says nothing of others."""
    where = number_key(row)[1:]
    sides = ("behind", "with", "without") if row.kind == "share" else ("behind",)
    return counts.may_say(number_key(row)) and not counts.is_small(*((side, *where) for side in sides))
