"""From a file to accepted records: read_outcomes, validate, check_file and write_rejects."""

from dnoutcomes.outcomes.read import read_outcomes
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.rejects import list_rejects, refuse_list, spreadsheet_safe, write_rejects
from dnoutcomes.outcomes.report import ValidationReport
from dnoutcomes.outcomes.validation import check_file, validate
from dnoutcomes.readers.source import Source

__all__ = [
    "Outcomes",
    "Source",
    "ValidationReport",
    "check_file",
    "list_rejects",
    "read_outcomes",
    "refuse_list",
    "spreadsheet_safe",
    "validate",
    "write_rejects",
]
