"""ReportResults: everything that a report says in numbers, computed once, released by disclosure control.

Sections are written from these alone. None of them holds a row of a patient or a number of a small group.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Any, cast

import pandas as pd

from dnoutcomes.disclosure import ProtectedCounts, State
from dnoutcomes.errors import DnOutcomesError
from dnoutcomes.estimates import Estimates, JointTest
from dnoutcomes.language import say_term, term
from dnoutcomes.report.facts.attempt import Unavailable
from dnoutcomes.report.facts.effect import Effect, Verdict
from dnoutcomes.report.facts.responder_contrast import ResponderContrast
from dnoutcomes.report.facts.told_section import ToldSection
from dnoutcomes.report.names.setting import Setting

if TYPE_CHECKING:
    from dnoutcomes.monitoring import Funnel
    from dnoutcomes.report.facts.cluster_results import ClusterResults
    from dnoutcomes.report.facts.delivered_results import DeliveredResults
    from dnoutcomes.report.facts.domain_results import DomainResults
    from dnoutcomes.report.facts.model_results import ModelResults
    from dnoutcomes.report.facts.quarter_results import QuarterResults
    from dnoutcomes.report.facts.safety_results import SafetyResults
    from dnoutcomes.report.facts.sensitivity_results import SensitivityResults
    from dnoutcomes.report.facts.trend_results import TrendResults
    from dnoutcomes.report.releases.earlier_releases import Cut


NOT_CHOSEN = term("The report was asked for without the section that this belongs to.")


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


class FactsOfSections:
    """What sections computed, as far as a reader may see it.

    Parameters
    ----------
    facts : mapping of str to object
        By name of the section.
    reader : str
        The section that reads them; empty where everything may be seen.
    visible : iterable of str
        The sections whose facts it may see.
    """

    def __init__(
        self, facts: Mapping[str, object] | None = None, reader: str = "", visible: Iterable[str] = ()
    ) -> None:
        self._facts = dict(facts or {})
        self._reader = reader
        self._visible = frozenset(visible)

    def __getitem__(self, name: str) -> object:
        if self._reader and name not in self._visible:
            raise DnOutcomesError(
                f"section {self._reader!r} reads what section {name!r} computed; name it: needs=({name!r},)"
            )
        return (
            self._facts[name] if name in self._facts else Unavailable(say_term(NOT_CHOSEN), State.NOT_ASKED)
        )

    @property
    def known(self) -> dict[str, object]:
        """All facts, by name of the section."""
        return dict(self._facts)

    def seen_by(self, reader: str, needs: Iterable[str]) -> FactsOfSections:
        """The facts as one section may see them: its own and what it needs."""
        return FactsOfSections(self._facts, reader, {reader, *needs})


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
        return replace(self, of_sections=FactsOfSections({**self.of_sections.known, **facts}))

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
