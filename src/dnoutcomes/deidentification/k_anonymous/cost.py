"""What a k-anonymous table costs the analysis: the plan's main estimate from it beside that of the original."""

from __future__ import annotations

import math
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData, build_analysis
from dnoutcomes.compare.adjusted import adjusted_effects
from dnoutcomes.compare.groups import rows_at_visit
from dnoutcomes.deidentification.as_text import as_text
from dnoutcomes.errors import DataError, ModelError
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan

_STEPS = (1, 2, 5, 10)


@dataclass(frozen=True)
class Cost:
    """The plan's main estimate from a table and from its original, rounded so that they give nothing away.

    Attributes
    ----------
    contrast, visit : str
        What is estimated: the adjusted difference in mean change between the arms at the primary visit.
    original, table : float
        The estimate, rounded to `unit`; NaN where it can't be estimated, and both where it can't from the original.
    original_error, table_error : float
        Its standard error, to one digit.
    unit : float
        What the estimates are rounded to: no patient's score, wherever it lies in its range, moves a mean by more.
    reason : str
        Why there is no estimate; empty where there are both.
    """

    contrast: str
    visit: str
    original: float
    table: float
    original_error: float
    table_error: float
    unit: float
    reason: str = ""

    @property
    def standardised_difference(self) -> float:
        """The difference between the two estimates as printed, in standard errors of the original's."""
        return (self.table - self.original) / self.original_error

    @property
    def sentence(self) -> str:
        """What it costs."""
        what = f"Adjusted difference in mean change at {self.visit}, {self.contrast}"
        if math.isnan(self.original):
            return f"{what}: none from the original, because {self.reason}"
        digits = max(0, -math.floor(math.log10(self.unit)))
        before = (
            f"{what}: {self.original:.{digits}f} from the original (standard error {self.original_error:g})"
        )
        if self.reason:
            return f"{before}; this table has none, because {self.reason}"
        return (
            f"{before}, {self.table:.{digits}f} from this table (standard error {self.table_error:g}), a shift of "
            f"{abs(self.standardised_difference):.1f} standard errors. Estimates are rounded to {self.unit:g}"
        )


def cost_of(original: AnalysisData, frame: pd.DataFrame, plan: Plan) -> Cost:
    """Analyse a table as its reader would, and put the main estimate beside the original's.

    Parameters
    ----------
    original : AnalysisData
    frame : pandas.DataFrame
        The table.
    plan : Plan
        The plan that goes with it.

    Returns
    -------
    Cost
    """
    labels = (original.plan.contrast_label, original.plan.primary_visit)
    try:
        before = _main_estimate(original)
    except ModelError as error:
        nothing = math.nan
        return Cost(*labels, nothing, nothing, nothing, nothing, nothing, str(error))
    unit = _unit(original)
    rounded = (_rounded(before["estimate"], unit), _one_digit(before["std_error"]))
    try:
        after = _main_estimate(build_analysis(read_outcomes(as_text(frame), plan=plan), plan))
    except (ModelError, DataError) as error:
        return Cost(*labels, rounded[0], math.nan, rounded[1], math.nan, unit, str(error))
    return Cost(
        *labels,
        rounded[0],
        _rounded(after["estimate"], unit),
        rounded[1],
        _one_digit(after["std_error"]),
        unit,
    )


def _main_estimate(analysis: AnalysisData) -> pd.Series:
    rows = rows_at_visit(analysis, None, analysis.plan.primary_visit)
    effects = adjusted_effects(
        rows,
        None,
        covariates=analysis.covariates,
        errors=analysis.plan.errors,
        confidence_level=analysis.plan.confidence_level,
    )
    return effects.frame.iloc[0]


def _unit(analysis: AnalysisData) -> float:
    """Return the least of 1, 2, 5, 10, ... that is more than one patient's score, wherever it lies, moves a mean by."""
    instrument = analysis.plan.instrument
    scored = analysis.at_visit()
    span = instrument.maximum - instrument.minimum
    if math.isinf(span):
        span = float(scored["value"].max() - scored["value"].min())
    least = span / int(scored["arm"].value_counts().min())
    power = 10.0 ** math.floor(math.log10(least))
    return next(step * power for step in _STEPS if step * power >= least)


def _rounded(value: float, unit: float) -> float:
    return round(round(float(value) / unit) * unit, 12)


def _one_digit(value: float) -> float:
    return float(f"{value:.1g}")
