"""What a report prints, collected from its results: estimates with intervals, and whether something signals."""

from __future__ import annotations

import math
from dataclasses import dataclass, field

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.compare.pool_causes import NEW_CAUSE, PARTLY_POOLED, POOLED_MEAN, pool_causes
from dnoutcomes.compare.populations import ALL_TOGETHER, MAIN_EFFECT
from dnoutcomes.describe.safety import ANY
from dnoutcomes.disclosure import NOT_TO_BE_SHOWN
from dnoutcomes.errors import ModelError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.modelled_causes import OTHER
from dnoutcomes.report.facts.cause_results import CauseResults
from dnoutcomes.report.facts.domain_results import DomainResults
from dnoutcomes.report.facts.effect import Effect
from dnoutcomes.report.facts.model_results import ModelResults
from dnoutcomes.report.facts.results import ReportResults
from dnoutcomes.report.facts.safety_results import SafetyResults
from dnoutcomes.report.facts.sensitivity_results import SensitivityResults
from dnoutcomes.report.facts.trend_results import TrendResults
from dnoutcomes.report.facts.unavailable import Unavailable

#: Level of the tests that are counted.
LEVEL = 0.05

Numbers = tuple[float, float, float, float]


@dataclass
class Figures:
    """The numbers of one report.

    Attributes
    ----------
    effects : dict of (str, str) to (estimate, std_error, conf_low, conf_high)
        By group, as in `truths.TRUTHS`, and name within it. NaN where the report has none.
    signals : dict of (str, str) to bool
        By group and name: whether a test rejects, a chart signals or a unit lies beyond its limits.
    """

    effects: dict[tuple[str, str], Numbers] = field(default_factory=dict)
    signals: dict[tuple[str, str], bool] = field(default_factory=dict)

    def add(self, group: str, name: str, effect: Effect) -> None:
        """Add an effect of a report."""
        numbers = effect.estimate, effect.std_error, effect.conf_low, effect.conf_high
        self.effects[group, name] = (math.nan,) * 4 if effect.state in NOT_TO_BE_SHOWN else numbers

    def add_rows(self, group: str, frame: pd.DataFrame, label: str) -> None:
        """Add the rows of a frame of Estimates, named by a column."""
        for row in frame.itertuples():
            numbers = row.estimate, row.std_error, row.conf_low, row.conf_high
            self.effects[group, str(getattr(row, label))] = tuple(map(float, numbers))


def figures_of(results: ReportResults, analysis: AnalysisData) -> Figures:
    """Collect what a report prints.

    Parameters
    ----------
    results : ReportResults
        Of a plan that hides nothing.
    analysis : AnalysisData
        What they are of; for the pooled effects by cause, which a report doesn't have.
    """
    figures = Figures()
    figures.add("first page", "adjusted difference", results.answer.effect)
    figures.add("first page", "the same, not adjusted", results.answer.unadjusted)
    for collect in (
        _model,
        _comparisons,
        _responders,
        _sensitivity,
        _changes,
        _domains,
        _safety,
        _signals,
        _quarters,
    ):
        collect(figures, results)
    _pooled(figures, analysis)
    return figures


def _model(figures: Figures, results: ReportResults) -> None:
    if isinstance(results.model, ModelResults):
        figures.add_rows("mixed model, by visit", results.model.differences.frame, "visit")
        means = results.model.means.frame
        named = means.assign(name=means["arm"].astype(str) + ", " + means["visit"].astype(str))
        figures.add_rows("mean change", named, "name")
    if isinstance(results.causes, CauseResults):
        frame = results.causes.effects.frame
        figures.add_rows("overall", frame[frame["population"] == MAIN_EFFECT], "population")
        figures.add_rows("by cause", frame[frame["population"].isna()], "cause")
        test = results.causes.interaction
        if isinstance(test, JointTest):
            figures.signals["tests", "difference depends on the cause"] = bool(test.p_value < LEVEL)


def _comparisons(figures: Figures, results: ReportResults) -> None:
    if not isinstance(results.comparisons, Estimates):
        return
    frame = results.comparisons.where(analysis="adjusted").frame
    overall = frame["population"].notna()
    figures.add_rows("ANCOVA, overall", frame[overall], "population")
    figures.add_rows("ANCOVA, by cause", frame[~overall], "cause")
    spread = results.comparisons.where(analysis="hedges_g", population=ALL_TOGETHER).frame
    figures.add_rows("standardised by spread", spread, "analysis")


def _pooled(figures: Figures, analysis: AnalysisData) -> None:
    try:
        pooled = pool_causes(analysis)
    except ModelError:  # fewer than two causes with an effect
        return
    figures.add_rows("by cause, partially pooled", pooled.where(analysis=PARTLY_POOLED).frame, "cause")
    for name in (POOLED_MEAN, NEW_CAUSE):
        figures.add_rows("pooled over causes", pooled.where(analysis=name).frame, "analysis")


def _responders(figures: Figures, results: ReportResults) -> None:
    for everyone, contrasts in ((True, results.responders_all), (False, results.responders)):
        whom = "unseen as non-responders" if everyone else "seen"
        for contrast in contrasts:
            label = contrast.responder.label
            figures.add(f"responders, {whom}, as counted", label, contrast.counted)
            figures.add(f"responders, {whom}, adjusted", label, contrast.adjusted)
            if everyone:
                figures.add("responders, concluded", label, contrast.concluded)


def _sensitivity(figures: Figures, results: ReportResults) -> None:
    if isinstance(results.sensitivity, SensitivityResults):
        figures.add_rows("sensitivity panel", results.sensitivity.panel.estimates.frame, "method")


def _changes(figures: Figures, results: ReportResults) -> None:
    for arm, effect in results.change.effects.items():
        figures.add("change within an arm", arm, effect)
    expected = Effect(results.change.expected.value, math.nan, math.nan, math.nan)
    figures.add("change expected without treatment", results.setting.plan.treated_arm, expected)


def _domains(figures: Figures, results: ReportResults) -> None:
    if not isinstance(results.domains, DomainResults):
        return
    figures.add_rows("other outcomes", results.domains.others, "outcome")
    for rating in results.domains.ratings:
        figures.add("ratings, as counted", rating.instrument.code, rating.counted)
        figures.add("ratings, adjusted", rating.instrument.code, rating.adjusted)


def _safety(figures: Figures, results: ReportResults) -> None:
    if not isinstance(results.safety, SafetyResults):
        return
    for rate in results.safety.rates[:1]:
        figures.add("adverse events", "per 100 sessions", Effect(rate.per_100, math.nan, rate.low, rate.high))
    for share in results.safety.shares:
        if share.name == ANY:
            effect = Effect(share.share, math.nan, share.low, share.high)
            figures.add("adverse events", f"patients with one, {share.arm}", effect)


def _signals(figures: Figures, results: ReportResults) -> None:
    if isinstance(results.trends, TrendResults):
        for name, chart in results.trends.by_measure.items():
            if chart.rules:
                figures.signals["charts, anywhere", name] = bool(chart.signals)
                figures.signals["charts, last months", name] = bool(chart.recent_signals)
    for funnel in () if isinstance(results.funnels, Unavailable) else results.funnels:
        beyond = (funnel.points["beyond"] == "99.8 %").any()
        figures.signals["funnels", f"any {funnel.unit.name} beyond 99.8 %"] = bool(beyond)


def _quarters(figures: Figures, results: ReportResults) -> None:
    if isinstance(results.quarters, Unavailable):
        return
    before = [name for name in results.quarters.effects if name != results.quarters.quarter]
    for back, name in enumerate(reversed(before), start=1):
        figures.add("quarters before", f"{back} before", results.quarters.effects[name])
    changes = results.quarters.changes
    if changes:
        away = [effect.conf_low * effect.conf_high > 0 for effect in changes.values()]
        figures.signals["quarters", "any change since an earlier quarter"] = any(away)


def pooled_away(analysis: AnalysisData) -> tuple[str, ...]:
    """Name the causes that are joined as `other`, sorted."""
    patients = analysis.patients
    joined = patients.loc[patients["cause_modelled"].astype(str) == OTHER, "cause"]
    return tuple(sorted(set(joined.astype(str))))
