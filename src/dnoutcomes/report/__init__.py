"""The report: results computed once, released, put into words, and rendered."""

from dnoutcomes.report.report import Report, build_report

__all__ = ["Report", "build_report"]
