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
from dnoutcomes.disclosure import State
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.models.mmrm.on_analysis import fit_mmrm
from dnoutcomes.report.facts.effect import NOTHING, Effect
from dnoutcomes.report.facts.release import LEAST_DF, blurred, decimals_of

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
        """The quarter's difference less that of each earlier quarter that has one, with an interval.

        Quarters have patients of their own, so variances add. Intervals hold together: with k earlier quarters each has
        the level 1 - (1 - level) / k (Bonferroni).
        """
        from scipy import stats

        now = self.effects[self.quarter]
        before = {
            name: effect for name, effect in self.effects.items() if name != self.quarter and effect.known
        }
        if not (now.known and before):
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

    Rounded where small groups are hidden. Nothing but this table needs it: the rest of that report isn't worked out.
    """
    plan = analysis.plan
    scored = analysis.at_visit()["arm"].value_counts()
    if plan.hides_small_groups and not all(
        map(plan.small_groups.are_enough, scored.reindex(list(plan.arms), fill_value=0))
    ):
        return replace(NOTHING, state=State.HIDDEN), "none"
    for method, rows_of in _METHODS.items():
        try:
            rows = rows_of(analysis)
        except ModelError:  # too few visits with scores, or more coefficients than patients
            continue
        rows = rows[(rows["df"] >= LEAST_DF) & rows["estimate"].notna()]
        if len(rows):
            row = {name: float(rows.iloc[0][name]) for name in COLUMNS}
            if plan.hides_small_groups:
                # How many there were is a matter of that quarter's own report, where it may be withheld.
                row |= blurred(row, decimals_of(plan.small_groups.smallest_cell))
            effect = Effect(
                row["estimate"],
                row["std_error"],
                row["conf_low"],
                row["conf_high"],
                confidence_level=plan.confidence_level,
            )
            return effect, method
    return NOTHING, "none"


def _of_mixed_model(analysis: AnalysisData) -> pd.DataFrame:
    differences = standardised_differences(fit_mmrm(analysis), analysis)
    return differences[differences["visit"].astype(str) == analysis.plan.primary_visit]


def _of_covariance(analysis: AnalysisData) -> pd.DataFrame:
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
    return pd.concat(overall, ignore_index=True)


# In the order of `choose_answer`.
_METHODS: dict[str, Callable[[AnalysisData], pd.DataFrame]] = {
    "mixed model": _of_mixed_model,
    "analysis of covariance": _of_covariance,
}
