"""Differences by cause at the primary visit, released so that no small cause can be seen or worked out."""

from __future__ import annotations

from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.populations import POPULATION
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.disclosure.small_groups import hide_last_of_its_kind
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.language import say, say_term
from dnoutcomes.modelled_causes import ALL_CAUSES, OTHER
from dnoutcomes.report.facts.model_results import NO_TEST, NO_TEST_BY_CLUSTER, ModelResults, both_arms
from dnoutcomes.report.facts.release import release, release_test
from dnoutcomes.report.facts.unavailable import Unavailable


@dataclass(frozen=True, eq=False)
class CauseResults:
    """Differences by cause at the primary visit.

    Attributes
    ----------
    effects : Estimates
        One row per cause, then overall, each with its state.
    without_row : tuple of str
        Causes that have no row of their own to read: hidden ones, and those that were joined with others.
    interaction : JointTest or Unavailable
    method : str
        "mixed model" or "analysis of covariance".
    exact_test : bool
        Whether the test may be printed with its degrees of freedom.
    """

    effects: Estimates
    without_row: tuple[str, ...]
    interaction: JointTest | Unavailable
    method: str
    exact_test: bool


def hidden_causes(analysis: AnalysisData, counts: ProtectedCounts) -> set[str]:
    """Causes as modelled of which no effect may be shown."""
    names = list(analysis.patients["cause_modelled"].cat.categories)
    small = {name for name in names if counts.is_small(*both_arms(analysis, "cause scored", name))}
    sizes = {name: sum(counts.linked.counts[key].value for key in both_arms(analysis, "cause scored", name))
             for name in names if name not in small}  # fmt: skip
    return hide_last_of_its_kind(sizes, small)


def cause_results(
    analysis: AnalysisData,
    counts: ProtectedCounts,
    model: ModelResults | Unavailable,
    comparisons: Estimates | Unavailable,
) -> CauseResults | Unavailable:
    """Choose the best differences by cause that there are, and release them.

    Parameters
    ----------
    analysis : AnalysisData
    counts : ProtectedCounts
    model : ModelResults or Unavailable
        Preferred.
    comparisons : Estimates or Unavailable
        `compare_arms`, not released: used where there is no mixed model.
    """
    nothing = no_causes(analysis)
    if nothing is not None:
        return nothing
    if isinstance(model, ModelResults):
        effects, test, method = model.by_cause, model.interaction, "mixed model"
    elif isinstance(comparisons, Estimates):
        effects = comparisons.where(analysis="adjusted")
        test, method = comparisons.details["interaction"], "analysis of covariance"
        test = test or Unavailable(say_term(NO_TEST if analysis.clusters is None else NO_TEST_BY_CLUSTER))
    else:
        return Unavailable(say("Causes can't be compared, because the groups can't."))
    hidden = hidden_causes(analysis, counts)
    exact = counts.is_shown(*both_arms(analysis, "scored", analysis.plan.primary_visit))
    return CauseResults(
        effects=release_by_cause(effects, analysis, counts, hidden),
        without_row=causes_without_row(analysis, hidden),
        interaction=release_test(test, exact) if isinstance(test, JointTest) else test,
        method=method,
        exact_test=exact,
    )


def no_causes(analysis: AnalysisData) -> Unavailable | None:
    """Say that there are no causes to compare; None where there are."""
    if analysis.patients["cause_modelled"].nunique() > 1:
        return None
    return Unavailable(
        say("All patients have the same cause, or causes too small for a comparison of their own.")
    )


def release_by_cause(
    effects: Estimates, analysis: AnalysisData, counts: ProtectedCounts, hidden: set[str]
) -> Estimates:
    """Release rows by cause and overall; the rows of hidden causes keep their name only."""

    def keys(row):  # type: ignore[no-untyped-def]
        if pd.notna(row[POPULATION]):
            return both_arms(analysis, "scored", analysis.plan.primary_visit)
        return both_arms(analysis, "cause scored", row["cause"])

    return release(effects, keys, counts, also_hidden=effects.frame["cause"].isin(hidden))


def causes_without_row(analysis: AnalysisData, hidden: set[str]) -> tuple[str, ...]:
    """Causes that have no row of their own to read: hidden ones, and those that were joined with others.

    Which of the two it is would tell how small a cause is.
    """
    patients = analysis.patients
    joined = patients["cause"].astype(str) != patients["cause_modelled"].astype(str)
    pooled_away = set(patients.loc[joined, "cause"].astype(str))
    names = {*pooled_away, *hidden} - {OTHER, ALL_CAUSES}
    in_plan = [cause for cause in [*analysis.plan.causes, *analysis.plan.pooled_causes] if cause in names]
    return (*in_plan, *sorted(names - set(in_plan)))
