"""A quarter beside the quarters before it: the same comparison, each in patients of its own."""

from __future__ import annotations

import math
from collections.abc import Callable
from dataclasses import dataclass, replace

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.compare.overall_effects import standardised_differences
from dnoutcomes.compare.populations import MAIN_EFFECT, POPULATION, standardised_to
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.describe.quarters import quarter_days, quarters_of_patients
from dnoutcomes.disclosure import Count, Key, LinkedCounts, ProtectedCounts, State, withhold_all
from dnoutcomes.disclosure.gate import verdict_on
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.estimates import Estimates
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.report.facts.answer import effect_of
from dnoutcomes.report.facts.effect import NOTHING, Effect
from dnoutcomes.report.facts.release import release

QUARTERS_BEFORE = 4


@dataclass(frozen=True, eq=False)
class QuarterResults:
    """A quarter and those before it.

    Attributes
    ----------
    quarter : str
    is_over : bool
        Whether the quarter was over at the data cut.
    effects : dict of str to Effect
        Difference of the first page by quarter, the earliest first, the quarter itself last, as its own first page has
        it; where small groups are hidden, earlier ones are rounded as a mean of so few patients as may be shown, so
        that no number of patients follows from it.
    methods : dict of str to str
        Where each comes from: "mixed model", "analysis of covariance" or "none".
    """

    quarter: str
    is_over: bool
    effects: dict[str, Effect]
    methods: dict[str, str]

    @property
    def changes(self) -> dict[str, Effect]:
        """The quarter's difference minus that of each earlier quarter that has one, with an interval.

        Quarters have patients of their own, so variances add. Intervals hold together: with k earlier quarters each has
        the level 1 - (1 - level) / k (Bonferroni).
        """
        from scipy import stats

        now = self.effects[self.quarter]
        before = {
            name: effect
            for name, effect in self.effects.items()
            if name != self.quarter and effect.has_interval
        }
        if not (now.has_interval and before):
            return {}
        level = now.confidence_level
        quantile = float(stats.norm.isf((1 - level) / 2 / len(before)))
        changes = {}
        for name, effect in before.items():
            size, error = now.estimate - effect.estimate, math.hypot(now.std_error, effect.std_error)
            changes[name] = Effect(size, error, size - quantile * error, size + quantile * error, level)
        return changes


def quarter_results(
    whole: AnalysisData, own: AnalysisData, quarter: str, effect: Effect, method: str
) -> QuarterResults:
    """Set the difference of the first page beside those of earlier quarters, worked out in the same way.

    Parameters
    ----------
    whole : AnalysisData
        Everybody.
    own : AnalysisData
        The patients of the quarter.
    quarter : str
        Such as "2026Q3".
    effect, method : Effect, str
        The answer of the first page, and where it comes from.
    """
    _, last = quarter_days(quarter)
    before = sorted(name for name in quarters_of_patients(whole).unique() if name < quarter)
    effects, methods = {}, {}
    for name in before[-QUARTERS_BEFORE:]:
        try:
            effects[name], methods[name] = first_page_of(restrict_to_quarter(whole, name))
        except DataError:  # an arm of that quarter has no patient with a baseline
            effects[name], methods[name] = NOTHING, "none"
    cut = own.plan.data_cutoff
    return QuarterResults(
        quarter,
        cut is not None and cut >= last.date(),
        effects | {quarter: effect},
        methods | {quarter: method},
    )


def first_page_of(analysis: AnalysisData) -> tuple[Effect, str]:
    """Return the difference that a report of these patients has on its first page, and where it comes from.

    Nothing but this table needs it: the rest of that report isn't worked out. How many patients there were is a matter
    of that report, where it may be withheld; so none of it is told here.
    """
    counts = _scored(analysis)
    keys = tuple(counts.statuses)
    if verdict_on(keys, counts).state is State.HIDDEN:
        return replace(NOTHING, state=State.HIDDEN), "none"
    for method, effects_of in _METHODS.items():
        try:
            effects = effects_of(analysis)
        except ModelError:  # too few visits with scores, or more coefficients than patients
            continue
        rows = release(effects, lambda row: keys, counts).frame.dropna(subset="estimate")
        if len(rows):
            return effect_of(rows.iloc[0], analysis.plan.confidence_level), method
    return NOTHING, "none"


def _scored(analysis: AnalysisData) -> ProtectedCounts:
    """The patients of each arm with a score at the primary visit, none of which is told."""
    scored = analysis.at_visit()["arm"].value_counts()
    counts: dict[Key, Count] = {("scored", arm): Count(int(scored.get(arm, 0))) for arm in analysis.plan.arms}
    return withhold_all(LinkedCounts(counts, ()), analysis.plan.smallest_cell)


def _of_mixed_model(analysis: AnalysisData) -> Estimates:
    differences = standardised_differences(fit_mmrm(analysis), analysis)
    of_visit = differences["visit"].astype(str) == analysis.plan.primary_visit
    return Estimates(
        differences[of_visit], kind="difference", confidence_level=analysis.plan.confidence_level
    )


def _of_covariance(analysis: AnalysisData) -> Estimates:
    plan = analysis.plan
    effects = adjusted_effects(
        rows_at_visit(analysis, "cause", plan.primary_visit),
        "cause",
        covariates=analysis.covariates,
        shares=analysis.modelled_causes.shares,
        errors=plan.errors,
        confidence_level=plan.confidence_level,
    ).frame
    overall = [effects[effects[POPULATION] == name] for name in (standardised_to("cause"), MAIN_EFFECT)]
    return Estimates(
        pd.concat(overall, ignore_index=True), kind="difference", confidence_level=plan.confidence_level
    )


# In the order of `choose_answer`.
_METHODS: dict[str, Callable[[AnalysisData], Estimates]] = {
    "mixed model": _of_mixed_model,
    "analysis of covariance": _of_covariance,
}
