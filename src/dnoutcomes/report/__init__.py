"""The report: results computed once, released, put into words, and rendered."""

from dnoutcomes.report.report import Report, build_report
from dnoutcomes.report.site_reports import SiteReports, write_site_reports

__all__ = ["Report", "SiteReports", "build_report", "write_site_reports"]
