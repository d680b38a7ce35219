"""The sections of the report, one file each, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from dnoutcomes.registry import Registry
from dnoutcomes.report.blocks.section import Section
from dnoutcomes.report.facts.results import ReportResults
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
from dnoutcomes.report.sections.responders import responders
from dnoutcomes.report.sections.safety import safety
from dnoutcomes.report.sections.sensitivity import sensitivity
from dnoutcomes.report.sections.summary import summary
from dnoutcomes.report.sections.trends import trends

SECTIONS: Registry[Callable[[ReportResults], Section]] = Registry(
    "report section",
    [
        ("summary", summary),
        ("quarter", quarter),
        ("activity", activity),
        ("people", people),
        ("quality", quality),
        ("delivered", delivered),
        ("course", course),
        ("causes", causes),
        ("responders", responders),
        ("domains", domains),
        ("trends", trends),
        ("safety", safety),
        ("funnels", funnels),
        ("sensitivity", sensitivity),
        ("limits", limits),
        ("methods", methods),
        ("checklists", checklists),
        ("glossary", glossary),
        ("provenance", provenance),
    ],
)

__all__ = ["SECTIONS"]
