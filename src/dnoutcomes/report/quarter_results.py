"""A quarter beside the quarters before it: the same comparison, each in patients of its own."""

from __future__ import annotations

import math
from dataclasses import dataclass

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.describe.quarters import quarter_days, quarters_of_patients
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.estimates import COLUMNS
from dnoutcomes.report.release import blurred, decimals_of
from dnoutcomes.report.words.verdict import Effect

QUARTERS_BEFORE = 4
NOTHING = Effect(*(float("nan"),) * 4)


@dataclass(frozen=True, eq=False)
class QuarterResults:
    """A quarter and those before it.

    Attributes
    ----------
    quarter : str
    is_over : bool
        Whether the quarter was over at the data cut.
    effects : dict of str to Effect
        Adjusted difference by quarter, the earliest first, the quarter itself last; where small groups are hidden,
        rounded as a mean of so few patients as may be shown, so that no number of patients follows from it.
    """

    quarter: str
    is_over: bool
    effects: dict[str, Effect]

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


def quarter_results(whole: AnalysisData, own: AnalysisData, quarter: str) -> QuarterResults:
    """Compare the arms in each quarter.

    Parameters
    ----------
    whole : AnalysisData
        Everybody.
    own : AnalysisData
        The patients of the quarter.
    quarter : str
        Such as "2026Q3".
    """
    _, last = quarter_days(quarter)
    before = sorted(name for name in quarters_of_patients(whole).unique() if name < quarter)
    effects = {}
    for name in before[-QUARTERS_BEFORE:]:
        try:
            effects[name] = _effect(restrict_to_quarter(whole, name))
        except DataError:  # an arm of that quarter has no patient with a baseline
            effects[name] = NOTHING
    cut = own.plan.data_cutoff
    return QuarterResults(quarter, cut is not None and cut >= last.date(), effects | {quarter: _effect(own)})


def _effect(analysis: AnalysisData) -> Effect:
    plan = analysis.plan
    rows = rows_at_visit(analysis, None, plan.primary_visit)
    scored = rows.loc[rows["change"].notna(), "arm"].value_counts()
    if plan.hides_small_groups and (scored.reindex(list(plan.arms), fill_value=0) < plan.smallest_cell).any():
        return Effect(*(float("nan"),) * 4, hidden=True)
    try:
        frame = adjusted_effects(
            rows,
            None,
            covariates=analysis.covariates,
            errors=plan.errors,
            confidence_level=plan.confidence_level,
        ).frame
    except ModelError:  # more coefficients than patients
        return NOTHING
    row = {name: float(frame.iloc[0][name]) for name in COLUMNS}
    if plan.hides_small_groups:
        # How many there were is a matter of that quarter's own report, where it may be withheld.
        row |= blurred(row, decimals_of(plan.smallest_cell))
    return Effect(
        row["estimate"],
        row["std_error"],
        row["conf_low"],
        row["conf_high"],
        confidence_level=plan.confidence_level,
    )
