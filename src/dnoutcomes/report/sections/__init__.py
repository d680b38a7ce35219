"""The sections of the report, one file each, in the order in which they are read."""

from __future__ import annotations

from collections.abc import Callable

from dnoutcomes.registry import Registry
from dnoutcomes.report.results import ReportResults
from dnoutcomes.report.section import Section
from dnoutcomes.report.sections.causes import causes
from dnoutcomes.report.sections.course import course
from dnoutcomes.report.sections.limits import limits
from dnoutcomes.report.sections.methods import methods
from dnoutcomes.report.sections.people import people
from dnoutcomes.report.sections.provenance import provenance
from dnoutcomes.report.sections.quality import quality
from dnoutcomes.report.sections.responders import responders
from dnoutcomes.report.sections.summary import summary

SECTIONS: Registry[Callable[[ReportResults], Section]] = Registry(
    "report section",
    [
        ("summary", summary),
        ("people", people),
        ("quality", quality),
        ("course", course),
        ("causes", causes),
        ("responders", responders),
        ("limits", limits),
        ("methods", methods),
        ("provenance", provenance),
    ],
)

__all__ = ["SECTIONS"]
