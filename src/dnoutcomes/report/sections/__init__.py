"""The sections of the report, one file each, in the order in which they are read."""

from __future__ import annotations

from dnoutcomes.errors import PlanError
from dnoutcomes.registry import OpenRegistry
from dnoutcomes.report.sections.activity import activity
from dnoutcomes.report.sections.causes import causes
from dnoutcomes.report.sections.checklists import checklists
from dnoutcomes.report.sections.course import course
from dnoutcomes.report.sections.delivered import delivered
from dnoutcomes.report.sections.domains import domains
from dnoutcomes.report.sections.funnels import funnels
from dnoutcomes.report.sections.glossary import glossary
from dnoutcomes.report.sections.limits import limits
from dnoutcomes.report.sections.methods import methods
from dnoutcomes.report.sections.people import people
from dnoutcomes.report.sections.provenance import provenance
from dnoutcomes.report.sections.quality import quality
from dnoutcomes.report.sections.quarter import quarter
from dnoutcomes.report.sections.report_section import ReportSection, refuse_section
from dnoutcomes.report.sections.responders import responders
from dnoutcomes.report.sections.safety import safety
from dnoutcomes.report.sections.sensitivity import sensitivity
from dnoutcomes.report.sections.summary import summary
from dnoutcomes.report.sections.trends import trends

SECTIONS = OpenRegistry(
    "report section",
    ReportSection,
    [
        summary,
        quarter,
        activity,
        people,
        quality,
        delivered,
        course,
        causes,
        responders,
        domains,
        trends,
        safety,
        funnels,
        sensitivity,
        limits,
        methods,
        checklists,
        glossary,
        provenance,
    ],
    contract=refuse_section,
    error=PlanError,
)

__all__ = ["SECTIONS", "ReportSection"]
