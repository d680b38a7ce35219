"""Arms of AnalysisData compared after imputation, under one assumption about missing scores or several."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from dnoutcomes.describe.estimand_note import estimand_note
from dnoutcomes.estimates import Estimates
from dnoutcomes.missing.events_on_analysis import event_strategies
from dnoutcomes.missing.grid_on_analysis import imputation_columns, imputation_grid
from dnoutcomes.missing.left_out import refits_without
from dnoutcomes.missing.reference_based import reference_based
from dnoutcomes.missing.strategies import MissingStrategy
from dnoutcomes.missing.tipping_on_analysis import TippingPoint, tipping_on_grid
from dnoutcomes.missing.under_strategies import under_strategies
from dnoutcomes.progress import Progress

if TYPE_CHECKING:
    from dnoutcomes.analysis import AnalysisData
    from dnoutcomes.plan import Plan


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
    effects = reference_based(
        **imputation_columns(analysis),
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
    return _of_the_plan(effects, analysis.plan)


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
    effects = {name: _of_the_plan(estimates, analysis.plan) for name, estimates in effects.items()}
    return Assumptions(effects, tipping_on_grid(analysis, grid, visit, None, refits))


def _of_the_plan(estimates: Estimates, plan: Plan) -> Estimates:
    """Name the outcome and the estimand."""
    frame = estimates.frame.copy()
    frame.insert(0, "outcome", plan.outcome)
    return replace(estimates, frame=frame, notes=(estimand_note(plan), *estimates.notes))
