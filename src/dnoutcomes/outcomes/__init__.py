"""From a file to accepted records: read_outcomes, validate, validate_file and write_rejects."""

from dnoutcomes.outcomes.read import read_outcomes
from dnoutcomes.outcomes.records import Outcomes
from dnoutcomes.outcomes.rejects import list_rejects, refuse_list, spreadsheet_safe, write_rejects
from dnoutcomes.outcomes.report import ValidationReport
from dnoutcomes.outcomes.stored import StoredOutcomes
from dnoutcomes.outcomes.validation import validate, validate_file
from dnoutcomes.readers.source import Source

__all__ = [
    "Outcomes",
    "Source",
    "StoredOutcomes",
    "ValidationReport",
    "list_rejects",
    "read_outcomes",
    "refuse_list",
    "spreadsheet_safe",
    "validate",
    "validate_file",
    "write_rejects",
]
