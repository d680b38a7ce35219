"""The tipping point of AnalysisData: how much worse missing scores would have to be, as a number and in words."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.missing.grid import ImputationGrid
from dnoutcomes.missing.grid_on_analysis import imputation_grid
from dnoutcomes.missing.left_out import RefitsWithout
from dnoutcomes.missing.strategies import MissingStrategy
from dnoutcomes.missing.tipping import TippingGrid, tipping_grid
from dnoutcomes.missing.worsenings import worsenings_of

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData
    from dnoutcomes.plan import Plan


@dataclass(frozen=True, eq=False)
class TippingPoint:
    """How much worse the missing scores would have to be before the interval reaches zero.

    Attributes
    ----------
    grid : TippingGrid
        The effect over changes of both arms' imputed scores.
    plan : Plan
        What was planned: the arms, the unit and the words for the visit.
    """

    grid: TippingGrid
    plan: Plan

    @property
    def tipping_delta(self) -> float:
        """Smallest worsening of the treated arm's imputed scores, the reference arm's as assumed, that reaches zero.

        That is, at which the interval holds zero or has passed it; 0 where it does so already, NaN where no worsening
        that was tried does it.
        """
        return self.grid.tipping_delta

    @property
    def frame(self) -> pd.DataFrame:
        """One row per pair of changes; see `TippingGrid`."""
        return self.grid.frame

    @property
    def sentence(self) -> str:
        """The same in words, the arm called as the plan has it."""
        return self.sentence_with(say_term(self.plan.treated_arm))

    def sentence_with(self, treated: str) -> str:
        """Say it with the treated arm called as the text around it calls it: "needling plus standard care"."""
        return _in_words(self.grid, self.tipping_delta, self.plan, treated)

    def __repr__(self) -> str:
        return f"TippingPoint at {self.grid.visit}: {self.sentence}"


def tipping_point(
    analysis: AnalysisData,
    visit: str | None = None,
    *,
    strategy: str | MissingStrategy = "MAR",
    worsenings: Sequence[float] | None = None,
) -> TippingPoint:
    """Ask how much worse the missing scores would have to be before the conclusion changes.

    Parameters
    ----------
    analysis : AnalysisData
    visit : str, optional
        The primary visit by default.
    strategy : str or MissingStrategy
        The assumption to start from.
    worsenings : sequence of float, optional
        Amounts by which imputed scores are made worse, from 0 up, tried for both arms, in units of the outcome. By
        default up to half the range of its scores.

    Returns
    -------
    TippingPoint
    """
    return tipping_on_grid(analysis, imputation_grid(analysis, strategy), visit, worsenings, None)


def tipping_on_grid(
    analysis: AnalysisData,
    grid: ImputationGrid,
    visit: str | None,
    worsenings: Sequence[float] | None,
    refits: RefitsWithout | None,
) -> TippingPoint:
    """Find the tipping point of an analysis that is laid out already.

    Parameters
    ----------
    analysis : AnalysisData
    grid : ImputationGrid
        Of the analysis, under the assumption to start from.
    visit, worsenings
        As in `tipping_point`.
    refits : RefitsWithout or None
        Those of `refits_without(grid)` where they're known already.
    """
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    if worsenings is None:
        spread = float(analysis.patients["baseline"].astype("float64").std())
        sizes: Sequence[float] = worsenings_of(spread, plan.instrument)
    else:
        sizes = worsenings
    deltas = [-plan.instrument.better_sign * size for size in sizes]
    tried = tipping_grid(grid, name, deltas, deltas, plan.confidence_level, refits)
    return TippingPoint(tried, plan)


def _in_words(grid: TippingGrid, delta: float, plan: Plan, treated: str) -> str:
    visit = plan.visit(str(grid.visit)).words
    if not sum(grid.n_missing.values()):
        return say("No score is missing at {visit}, so that nothing depends on missing scores.", visit=visit)
    if delta == 0:
        # Without their number, which may give away how many are missing in a small group.
        return say(
            "The interval at {visit} holds zero as it is: no assumption about missing scores is needed to leave the "
            "difference undecided.",
            visit=visit,
        )
    parts = {"unit": _unit(plan), "treated": treated, "visit": visit}
    if math.isnan(delta):
        return say(
            "Even {points} {unit} worse missing scores of patients with {treated} would not bring the interval at "
            "{visit} to zero.",
            points=say_number(grid.frame["delta_treated"].abs().max()),
            **parts,
        )
    return say(
        "The interval at {visit} reaches zero once the missing scores of patients with {treated} are taken to be "
        "{points} {unit} worse than those of similar patients who were seen.",
        points=say_number(delta),
        **parts,
    )


def _unit(plan: Plan) -> str:
    unit = plan.instrument.unit
    # A utility has no unit; its differences are called points.
    return say_term("points" if unit == "utility" else unit)
