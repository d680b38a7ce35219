"""The report: results computed once, released, put into words, and rendered."""

from dnoutcomes.report.build import build_report
from dnoutcomes.report.check_file import FileCheck, check_file
from dnoutcomes.report.files.verification import ReportVerification
from dnoutcomes.report.files.verify import verify_report
from dnoutcomes.report.files.written_facts import WrittenFacts
from dnoutcomes.report.names.site_names import site_directory
from dnoutcomes.report.report import Report
from dnoutcomes.report.sites.site_report import SiteReports
from dnoutcomes.report.sites.site_reports import write_site_reports

__all__ = [
    "FileCheck",
    "Report",
    "ReportVerification",
    "SiteReports",
    "WrittenFacts",
    "build_report",
    "check_file",
    "site_directory",
    "verify_report",
    "write_site_reports",
]
