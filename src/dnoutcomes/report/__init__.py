"""The report: results computed once, released, put into words, and rendered."""

from dnoutcomes.report.check_file import FileCheck, check_file
from dnoutcomes.report.report import Report, build_report
from dnoutcomes.report.site_reports import SiteReports, write_site_reports
from dnoutcomes.report.verification import ReportVerification
from dnoutcomes.report.verify import verify_report

__all__ = [
    "FileCheck",
    "Report",
    "ReportVerification",
    "SiteReports",
    "build_report",
    "check_file",
    "verify_report",
    "write_site_reports",
]
