"""ReportInputs: what everything in a report is computed from."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import pandas as pd

from dnoutcomes.analysis import AnalysisData, derive_analysis
from dnoutcomes.compare.outcome_scores import OutcomeScores, outcome_scores
from dnoutcomes.describe import restrict_to_quarter
from dnoutcomes.disclosure import ProtectedCounts
from dnoutcomes.plan import Plan
from dnoutcomes.report.counts.count_ledger import CountLedger
from dnoutcomes.report.facts.patient_counts import patient_counts
from dnoutcomes.report.releases.earlier_releases import Cut, Overlap, overlaps, protect_beside
from dnoutcomes.report.releases.release_record import Release

AddCounts = Callable[[CountLedger, AnalysisData], None]


@dataclass(frozen=True, eq=False)
class ReportInputs:
    """What everything in a report is computed from: patients' rows, and the decision which counts may be shown.

    Attributes
    ----------
    whole : AnalysisData
        Everybody in the file.
    analysis : AnalysisData
        Whom the report is about: everybody, or the patients of a quarter. Its `workbench` and the functions of
        `describe` derive each frame once.
    quarter : str or None
    outcomes : tuple of OutcomeScores
        The outcomes that are compared at the primary visit.
    counts : ProtectedCounts
        All counts, whatever sections are told: what another choice hid, two reports of one file would give away.
    cut : Cut
    earlier : tuple of Overlap
        What a reader knows from earlier reports.
    """

    whole: AnalysisData
    analysis: AnalysisData
    quarter: str | None
    outcomes: tuple[OutcomeScores, ...]
    counts: ProtectedCounts
    cut: Cut
    earlier: tuple[Overlap, ...]

    @classmethod
    def of(
        cls,
        whole: AnalysisData,
        quarter: str | None = None,
        record: tuple[Release, ...] = (),
        counted: Iterable[AddCounts] = (),
    ) -> ReportInputs:
        """Take the patients of a report, count them, and attack what it would show.

        Parameters
        ----------
        whole : AnalysisData
        quarter : str, optional
        record : tuple of Release
            Earlier reports that a reader may have.
        counted : iterable of callable
            Each enters further counts into the ledger.

        Raises
        ------
        DisclosureError
            A small group could be worked out from what would be shown.
        """
        analysis = whole if quarter is None else restrict_to_quarter(whole, quarter)
        cut = Cut.of(whole, quarter)
        earlier = overlaps(cut, record)
        outcomes = outcome_scores(analysis)
        charted = None if quarter is None else up_to(whole, analysis.plan.data_cutoff)
        linked = patient_counts(analysis, outcomes, charted=charted, counted=counted)
        counts = protect_beside(linked, analysis.plan.small_groups, earlier)
        return cls(whole, analysis, quarter, outcomes, counts, cut, earlier)

    @property
    def plan(self) -> Plan:
        """The plan; that of a quarter has its last day for data cut."""
        return self.analysis.plan

    @cached_property
    def charted(self) -> AnalysisData:
        """Everybody up to the data cut: trends are matters of the calendar."""
        return up_to(self.whole, self.plan.data_cutoff)


def up_to(analysis: AnalysisData, last: date | None) -> AnalysisData:
    """Take the whole file up to the data cut of a report."""
    if last is None or last == analysis.plan.data_cutoff:
        return analysis
    records = analysis.outcomes.records
    so_far = records[records["session_date"] <= pd.Timestamp(last)].reset_index(drop=True)
    plan = analysis.plan.model_copy(update={"data_cutoff": last})
    return derive_analysis(replace(analysis.outcomes, records=so_far), plan, analysis.modelled_causes)
