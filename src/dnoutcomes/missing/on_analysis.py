"""Imputation and tipping point for AnalysisData: the plan names the columns."""

from __future__ import annotations

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pandas as pd

from dnoutcomes.clusters import named_clusters
from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.instruments import Instrument
from dnoutcomes.language import say, say_number, say_term
from dnoutcomes.missing.grid import ImputationGrid, build_grid
from dnoutcomes.missing.left_out import RefitsWithout, refits_without
from dnoutcomes.missing.reference_based import reference_based
from dnoutcomes.missing.strategies import MissingStrategy
from dnoutcomes.missing.tipping import TippingGrid, tipping_grid
from dnoutcomes.missing.under_strategies import under_strategies
from dnoutcomes.models.shared.formula import written_name
from dnoutcomes.progress import Progress
from dnoutcomes.registry import did_you_mean

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData
    from dnoutcomes.plan import Plan

#: How many steps of about a quarter of a standard deviation missing scores are made worse to find the tipping point.
STEPS = (0, 1, 2, 3, 4, 5, 6, 8, 10)


@dataclass(frozen=True, eq=False)
class TippingPoint:
    """How much worse the missing scores would have to be before the interval reaches zero.

    Attributes
    ----------
    grid : TippingGrid
        The effect over changes of both arms' imputed scores.
    tipping_delta : float
        Smallest worsening of the treated arm's imputed scores, the reference arm's as assumed, at which the
        interval holds zero or has passed it; 0 where it does so already, NaN where no worsening that was tried does it.
    plan : Plan
        What was planned: the arms, the unit and the words for the visit.
    """

    grid: TippingGrid
    tipping_delta: float
    plan: Plan

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


def impute(
    analysis: AnalysisData,
    strategy: str | MissingStrategy = "MAR",
    *,
    delta: Mapping[object, float] | None = None,
    delta_factor: Mapping[object, float] | None = None,
    by_event: Mapping[str, str | MissingStrategy] | None = None,
    method: str = "conditional-mean",
    n_samples: int = 100,
    progress: Progress | None = None,
) -> Estimates:
    """Compare the arms at each visit after imputing missing scores under a stated assumption.

    Parameters
    ----------
    analysis : AnalysisData
    strategy : {"MAR", "JR", "CR", "CIR", "LMCF"} or MissingStrategy
        What is assumed of patients who aren't seen any more; see `missing.reference_based`.
    delta, delta_factor : dict of arm to float, optional
        Changes to imputed scores before the analysis.
    by_event : dict of event to strategy, optional
        Strategies of patients with an intercurrent event of the plan, from its visit on: {"discontinued": "JR"}. Of
        several events the earliest counts; all other patients follow `strategy` once they aren't seen any more.
    method : {"conditional-mean", "bootstrap", "approximate-bayes"}
        How gaps are filled and where errors come from.
    n_samples : int
        Bootstrap samples or imputations; their seed is the plan's.
    progress : callable, optional
        Called with (done, total) after each patient left out or each sample; see `dnoutcomes.progress.bar`.

    Returns
    -------
    Estimates
        One row per visit: outcome, visit, contrast, then the columns of Estimates.

    Raises
    ------
    ModelError
        `by_event` names an event that the plan doesn't, or as in `missing.reference_based`.
    """
    found = reference_based(
        **_columns(analysis),
        strategy=strategy,
        delta=delta,
        delta_factor=delta_factor,
        events=None if by_event is None else event_strategies(analysis, by_event),
        method=method,
        n_samples=n_samples,
        progress=progress,
        seed=analysis.plan.seed,
        confidence_level=analysis.plan.confidence_level,
    )
    return _of_the_plan(found, analysis.plan)


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
    return _tipping(analysis, imputation_grid(analysis, strategy), visit, worsenings, None)


def event_strategies(analysis: AnalysisData, by_event: Mapping[str, str | MissingStrategy]) -> pd.DataFrame:
    """List the patients with an intercurrent event and the strategy that their missing scores follow after it.

    Parameters
    ----------
    analysis : AnalysisData
    by_event : dict of event to strategy
        Events of the plan.

    Returns
    -------
    pandas.DataFrame
        One row per patient with one of the events by the last visit: `patient_id, visit` (the first whose window ends
        on or after the day of the event), `strategy`.

    Raises
    ------
    ModelError
        An event that the plan doesn't name.
    """
    planned = [item.event for item in analysis.plan.estimand.intercurrent_events]
    for name in by_event:
        if name not in planned:
            raise ModelError(
                f"{name!r} is no intercurrent event of the plan{did_you_mean(name, planned)} "
                f"Events: {', '.join(planned) or 'none'}"
            )
    happened = analysis.events[analysis.events["event"].isin(list(by_event))]
    first = happened.sort_values("event_day", kind="stable").drop_duplicates("patient_id")
    first = first[first["patient_id"].isin(analysis.patients["patient_id"])]
    ends = np.array([visit.last for visit in analysis.plan.visits], dtype=float)
    place = np.searchsorted(ends, first["event_day"].to_numpy(dtype=float))
    known = place < len(ends)
    visits = np.array(analysis.plan.visit_names, dtype=object)[place[known]]
    rows = first[known]
    return pd.DataFrame(
        {
            "patient_id": rows["patient_id"].to_numpy(),
            "visit": visits,
            "strategy": rows["event"].map(dict(by_event)).to_numpy(),
        }
    )


@dataclass(frozen=True, eq=False)
class Assumptions:
    """One set of data under several assumptions about its missing scores.

    Attributes
    ----------
    effects : dict of str to Estimates
        For each strategy the same as `impute(analysis, strategy)`.
    tipping : TippingPoint
        As `tipping_point(analysis)`.
    """

    effects: dict[str, Estimates]
    tipping: TippingPoint


def impute_under(
    analysis: AnalysisData,
    strategies: Sequence[str | MissingStrategy] = ("MAR", "JR", "CIR"),
    visit: str | None = None,
) -> Assumptions:
    """Compare the arms under several assumptions and find the tipping point, refitting the imputation model once.

    Parameters
    ----------
    analysis : AnalysisData
    strategies : sequence of str or MissingStrategy
        As in `impute`.
    visit : str, optional
        Of the tipping point. Default: the primary visit.

    Returns
    -------
    Assumptions
    """
    grid = imputation_grid(analysis, "MAR")
    refits = refits_without(grid)
    level = analysis.plan.confidence_level
    effects = under_strategies(grid, strategies, refits, visit="visit", confidence_level=level)
    effects = {name: _of_the_plan(found, analysis.plan) for name, found in effects.items()}
    return Assumptions(effects, _tipping(analysis, grid, visit, None, refits))


def _of_the_plan(found: Estimates, plan: Plan) -> Estimates:
    """Name the outcome and the estimand."""
    frame = found.frame.copy()
    frame.insert(0, "outcome", plan.outcome)
    return replace(found, frame=frame, notes=(estimand_note(plan), *found.notes))


def imputation_grid(analysis: AnalysisData, strategy: str | MissingStrategy) -> ImputationGrid:
    """Lay out the analysis for imputation and fit the imputation model."""
    return build_grid(**_columns(analysis), strategy=strategy, analysis_covariates=None, events=None)


def _tipping(
    analysis: AnalysisData,
    grid: ImputationGrid,
    visit: str | None,
    worsenings: Sequence[float] | None,
    refits: RefitsWithout | None,
) -> TippingPoint:
    plan = analysis.plan
    name = plan.visit(visit or plan.primary_visit).name
    if worsenings is None:
        spread = float(analysis.patients["baseline"].astype("float64").std())
        sizes: Sequence[float] = worsenings_of(spread, plan.instrument)
    else:
        sizes = worsenings
    deltas = [-plan.instrument.better_sign * size for size in sizes]
    found = tipping_grid(grid, name, deltas, deltas, plan.confidence_level, refits)
    return TippingPoint(found, _tipping_delta(found), plan)


def worsenings_of(spread: float, instrument: Instrument) -> tuple[float, ...]:
    """Return how much worse missing scores are tried to be, up to about two and a half standard deviations.

    Parameters
    ----------
    spread : float
        Standard deviation of the scores at the start. Where there is none (NaN or 0), a fifth of the range stands in,
        or 1 where the outcome has no end.
    instrument : Instrument
        No score is tried to be worse by more than its range.

    Examples
    --------
    >>> from dnoutcomes.instruments import INSTRUMENTS
    >>> worsenings_of(1.7, INSTRUMENTS["pain_nrs"])
    (0.0, 0.5, 1.0, 1.5, 2.0, 2.5, 3.0, 4.0, 5.0)
    >>> worsenings_of(19.0, INSTRUMENTS["npsi_total"])[-1]
    50.0
    """
    span = instrument.maximum - instrument.minimum
    if not spread > 0:
        spread = span / 5 if math.isfinite(span) else 1.0
    step = _round_step(spread / 4)
    return tuple(size for count in STEPS if (size := float(f"{count * step:.6g}")) <= span)


def _round_step(size: float) -> float:
    """The nearest of ..., 0.1, 0.2, 0.25, 0.5, 1, 2, ... by ratio, so that the grid has numbers that people use."""
    power = 10.0 ** math.floor(math.log10(size))
    return min((power * digit for digit in (1, 2, 2.5, 5, 10)), key=lambda step: abs(math.log(step / size)))


def _unit(plan: Plan) -> str:
    unit = plan.instrument.unit
    # A utility has no unit; its differences are called points.
    return say_term("points" if unit == "utility" else unit)


def _columns(analysis: AnalysisData) -> dict[str, Any]:
    """Rows and the names of their columns, as the general functions take them."""
    several = analysis.patients["cause_modelled"].nunique() > 1
    covariates = [
        written_name(name) for name in analysis.covariates if name not in ("baseline", "cause", "arm")
    ]
    rows, cluster = named_clusters(
        analysis.visits, analysis.clusters, ("arm", "visit", "change", *analysis.covariates)
    )
    return {
        "data": rows,
        "outcome": "change",
        "subject": "patient_id",
        "visit": "visit",
        "arm": "arm",
        "reference_arm": analysis.plan.reference_arm,
        "cluster": cluster,
        "covariates": ["baseline * visit", *(["cause_modelled"] if several else []), *covariates],
    }


def _tipping_delta(grid: TippingGrid) -> float:
    """Return the smallest worsening that reaches zero; NaN where none that was tried does or no score is missing."""
    line = grid.frame[grid.frame["delta_reference"] == 0].assign(undecided=grid.undecided)
    worsening = line["delta_treated"].abs()
    # A step may jump over zero: then the interval reached it on the way.
    side = np.sign(line.loc[worsening == 0, "estimate"].iloc[0])
    reached = line["undecided"] | (np.sign(line["estimate"]) == -side)
    if not sum(grid.n_missing.values()) or not reached.any():
        return float("nan")
    return 0.0 if line.loc[worsening == 0, "undecided"].all() else float(worsening[reached].min())


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
