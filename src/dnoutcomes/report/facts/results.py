"""ReportResults: everything that a report says in numbers, computed once, released by disclosure control.

Sections are written from these alone. None of them holds a row of a patient or a number of a small group.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.effect import Effect, Verdict
from dnoutcomes.report.facts.figure_block import FigureBlock
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.names.setting import Setting

if TYPE_CHECKING:
    from dnoutcomes.monitoring import Funnel
    from dnoutcomes.report.facts.cluster_results import ClusterResults
    from dnoutcomes.report.facts.delivered_results import DeliveredResults
    from dnoutcomes.report.facts.domain_results import DomainResults
    from dnoutcomes.report.facts.model_results import ModelResults
    from dnoutcomes.report.facts.off_window_results import OffWindowResults
    from dnoutcomes.report.facts.quarter_results import QuarterResults
    from dnoutcomes.report.facts.safety_results import SafetyResults
    from dnoutcomes.report.facts.sensitivity_results import SensitivityResults
    from dnoutcomes.report.facts.trend_results import TrendResults
    from dnoutcomes.report.releases.earlier_releases import Cut


@dataclass(frozen=True)
class Answer:
    """What the first page says.

    Attributes
    ----------
    effect : Effect
        The adjusted difference at the primary visit.
    verdict : Verdict
        What its interval allows to be said.
    method : str
        "mixed model", "analysis of covariance" or "none".
    unadjusted : Effect
        The plain difference in mean change.
    reason : str
        Why no better method was possible; empty where the planned one was.
    is_partial : bool
        Whether the effect leaves out patients with a score, of causes that only one arm has scores of.
    """

    effect: Effect
    verdict: Verdict
    method: str
    unadjusted: Effect
    reason: str = ""
    is_partial: bool = False


@dataclass(frozen=True, eq=False)
class CauseResults:
    """Differences by cause at the primary visit.

    Attributes
    ----------
    effects : Estimates
        One row per cause, then overall; hidden ones marked.
    hidden : tuple of str
        Causes of which nothing is shown.
    interaction : JointTest or Unavailable
    method : str
        "mixed model" or "analysis of covariance".
    exact_test : bool
        Whether the test may be printed with its degrees of freedom.
    """

    effects: Estimates
    hidden: tuple[str, ...]
    interaction: JointTest | Unavailable
    method: str
    exact_test: bool


@dataclass(frozen=True, eq=False)
class ChangeResults:
    """The change within each arm, which must never stand alone.

    Attributes
    ----------
    effects : dict of str to Effect
        Mean change at the primary visit by arm.
    expected : float
        Change to be expected in the treated arm without its treatment, in units of the outcome; NaN where hidden or
        unknown.
    method : str
        What that rests on: "reference arm", "population mean", "eligibility cut"; empty where unknown.
    """

    effects: dict[str, Effect]
    expected: float
    method: str


@dataclass(frozen=True, eq=False)
class Quality:
    """What was wrong or odd with the file, in numbers of rows.

    Attributes
    ----------
    n_rows, n_records, n_set_aside, n_duplicates : int
        Rows of the file, accepted, set aside, and repeated.
    set_aside : pandas.DataFrame
        One row per check, column and kind ("row", "value" or "duplicate"): `check, column, kind, n`.
    findings : pandas.DataFrame
        One row per check and column that gave a warning: `check, column, n`.
    site : str
        Site whose rows these are; empty where it's the whole file.
    """

    n_rows: int
    n_records: int
    n_set_aside: int
    n_duplicates: int
    set_aside: pd.DataFrame
    findings: pd.DataFrame
    site: str = ""


@dataclass(frozen=True, eq=False)
class ReportResults:
    """Everything that a report says in numbers.

    Attributes
    ----------
    setting : Setting
        The plan, and how things are called.
    counts : ProtectedCounts
        Every count of patients with the decision whether it may be shown.
    answer : Answer
    flow : pandas.DataFrame
        `stage, visit, reason, arm, n_patients, n_shown, hidden`.
    case_mix : pandas.DataFrame
        Table one with what is hidden taken out.
    model : ModelResults or Unavailable
    comparisons : Estimates or Unavailable
        `compare_arms` at the primary visit.
    causes : CauseResults or Unavailable
    responders : tuple of ResponderContrast
        Patients with a score.
    responders_all : tuple of ResponderContrast
        All patients, those without a score counted as no responders.
    responder_figure : FigureBlock or None
        The curve of responders; None where a step of it would show a small group.
    change : ChangeResults
    quality : Quality
    off_window : OffWindowResults
    provenance : tuple of (str, str)
    cut : Cut
        Of what data and plan it is, for the release record.
    waits : pandas.DataFrame or Unavailable
        As from `waiting_results`.
    delivered, safety, trends, sensitivity, domains : results or Unavailable
        As from the functions of their names.
    attendance_figure : FigureBlock or None
        Sessions attended and needles per session; None where there are none or a small group would show.
    funnels : tuple of Funnel
        Those that the plan asks for and the data allow.
    period : tuple of str
        When the patients started and up to when there are data, as the cover says it.
    sections_told : tuple of str
        Names of the sections that this report has.
    quarters : QuarterResults or None
        What the quarters before a quarter say; None in a report of the whole file.
    clusters : ClusterResults or None
        Who shares a therapist or a site; None where the file names nobody.
    n_earlier_reports : int
        Reports on the release record that this one was attacked with.
    audience : str
        Whom the words are for, of `AUDIENCES`.
    release : str
        Of `RELEASES`: "internal" where nothing is hidden.
    """

    setting: Setting
    counts: ProtectedCounts
    answer: Answer
    flow: pd.DataFrame
    case_mix: pd.DataFrame
    model: ModelResults | Unavailable
    comparisons: Estimates | Unavailable
    causes: CauseResults | Unavailable
    responders: tuple[ResponderContrast, ...]
    responders_all: tuple[ResponderContrast, ...]
    responder_figure: FigureBlock | None
    change: ChangeResults
    quality: Quality
    off_window: OffWindowResults
    provenance: tuple[tuple[str, str], ...]
    cut: Cut
    waits: pd.DataFrame | Unavailable
    delivered: DeliveredResults | Unavailable
    safety: SafetyResults | Unavailable
    trends: TrendResults | Unavailable
    sensitivity: SensitivityResults | Unavailable
    domains: DomainResults | Unavailable
    attendance_figure: FigureBlock | None = None
    funnels: tuple[Funnel, ...] = ()
    period: tuple[str, ...] = ()
    sections_told: tuple[str, ...] = ()
    quarters: QuarterResults | None = None
    clusters: ClusterResults | None = None
    n_earlier_reports: int = 0
    audience: str = "clinic"
    release: str = "protected"

    @property
    def for_patients(self) -> bool:
        """Whether the readers are patients, who are spared what only statistics has a word for."""
        return self.audience == "patients"
