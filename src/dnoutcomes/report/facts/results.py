"""ReportResults: everything that a report says in numbers, computed once, released by disclosure control.

Sections are written from these alone. None of them holds a row of a patient or a number of a small group.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.estimates import Estimates
from dnoutcomes.report.facts.facts_of_sections import FactsOfSections
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.told_section import ToldSection
from dnoutcomes.report.facts.unavailable import Unavailable
from dnoutcomes.report.names.setting import Setting

if TYPE_CHECKING:
    from dnoutcomes.monitoring import Funnel
    from dnoutcomes.report.facts.answer import Answer
    from dnoutcomes.report.facts.cause_results import CauseResults
    from dnoutcomes.report.facts.change_results import ChangeResults
    from dnoutcomes.report.facts.cluster_results import ClusterResults
    from dnoutcomes.report.facts.delivered_results import DeliveredResults
    from dnoutcomes.report.facts.domain_results import DomainResults
    from dnoutcomes.report.facts.file_quality import Quality
    from dnoutcomes.report.facts.model_results import ModelResults
    from dnoutcomes.report.facts.quarter_results import QuarterResults
    from dnoutcomes.report.facts.safety_results import SafetyResults
    from dnoutcomes.report.facts.sensitivity_results import SensitivityResults
    from dnoutcomes.report.facts.trend_results import TrendResults
    from dnoutcomes.report.releases.earlier_releases import Cut


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
        `stage, visit, reason, arm, n_patients, state, n_shown`.
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
    change : ChangeResults
    quality : Quality
    provenance : tuple of (str, str)
    cut : Cut
        Of what data and plan it is, for the release record.
    of_sections : FactsOfSections
        What single sections computed: `delivered, safety, trends, sensitivity, domains, funnels, quarters`, and by
        `of_section` those of a user's own.
    period : tuple of str
        When the patients started and up to when there are data, as the cover says it.
    told : tuple of ToldSection
        The sections that this report has.
    clusters : ClusterResults or None
        Who shares a therapist or a site; None where the file names nobody.
    n_earlier_reports : int
        Reports on the release record that this one was attacked with.
    added : tuple of (str, Estimates)
        Released estimates that sections add to the table of results, with the name of the section.
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
    change: ChangeResults
    quality: Quality
    provenance: tuple[tuple[str, str], ...]
    cut: Cut
    of_sections: FactsOfSections = field(default_factory=FactsOfSections)
    period: tuple[str, ...] = ()
    told: tuple[ToldSection, ...] = ()
    clusters: ClusterResults | None = None
    n_earlier_reports: int = 0
    added: tuple[tuple[str, Estimates], ...] = ()
    audience: str = "clinic"
    release: str = "protected"

    @property
    def for_patients(self) -> bool:
        """Whether the readers are patients, who are spared what only statistics has a word for."""
        return self.audience == "patients"

    @property
    def sections_told(self) -> tuple[str, ...]:
        """Names of the sections that this report has."""
        return tuple(section.name for section in self.told)

    def seen_by(self, name: str, needs: Iterable[str]) -> ReportResults:
        """What a section sees: what belongs to no single section, its own facts, and those of the sections it needs."""
        return replace(self, of_sections=self.of_sections.seen_by(name, needs))

    def with_facts(self, **facts: object) -> ReportResults:
        """The same with what sections computed, by their names."""
        return replace(self, of_sections=FactsOfSections({**self.of_sections.by_section, **facts}))

    def of_section(self, name: str) -> Any:
        """What a section computed, or `Unavailable` in a report that has no use for it."""
        return self.of_sections[name]

    @property
    def delivered(self) -> DeliveredResults | Unavailable:
        """As from `delivered_results`."""
        return cast("DeliveredResults | Unavailable", self.of_section("delivered"))

    @property
    def safety(self) -> SafetyResults | Unavailable:
        """As from `safety_results`."""
        return cast("SafetyResults | Unavailable", self.of_section("safety"))

    @property
    def trends(self) -> TrendResults | Unavailable:
        """As from `trend_results`."""
        return cast("TrendResults | Unavailable", self.of_section("trends"))

    @property
    def sensitivity(self) -> SensitivityResults | Unavailable:
        """As from `sensitivity_results`."""
        return cast("SensitivityResults | Unavailable", self.of_section("sensitivity"))

    @property
    def domains(self) -> DomainResults | Unavailable:
        """As from `domain_results`."""
        return cast("DomainResults | Unavailable", self.of_section("domains"))

    @property
    def funnels(self) -> tuple[Funnel, ...] | Unavailable:
        """Those that the plan asks for and the data allow."""
        return cast("tuple[Funnel, ...] | Unavailable", self.of_section("funnels"))

    @property
    def quarters(self) -> QuarterResults | Unavailable:
        """What the quarters before a quarter say."""
        return cast("QuarterResults | Unavailable", self.of_section("quarter"))
