"""Checks: one file each. What is wrong with a file, where, and what would do. Those of a user run after ours."""

from __future__ import annotations

from typing import Any

from dnoutcomes.checks.arm_levels import arm_levels
from dnoutcomes.checks.arm_switch import arm_switch
from dnoutcomes.checks.carried_values import carried_values
from dnoutcomes.checks.cause_change import cause_change
from dnoutcomes.checks.cause_levels import cause_levels
from dnoutcomes.checks.changing_values import changing_values
from dnoutcomes.checks.check import Check
from dnoutcomes.checks.clustered_patients import clustered_patients
from dnoutcomes.checks.constant_outcome import constant_outcome
from dnoutcomes.checks.context import CellCheck, Context, HeaderCheck, RecordCheck, RecordContext
from dnoutcomes.checks.declared_causes import declared_causes
from dnoutcomes.checks.duplicate_rows import duplicate_rows
from dnoutcomes.checks.hidden_characters import hidden_characters
from dnoutcomes.checks.identifier_columns import identifier_columns
from dnoutcomes.checks.identifying_values import identifying_values
from dnoutcomes.checks.implausible_dates import implausible_dates
from dnoutcomes.checks.late_records import late_records
from dnoutcomes.checks.line_breaks import line_breaks
from dnoutcomes.checks.missing_codes import missing_codes
from dnoutcomes.checks.missing_columns import missing_columns
from dnoutcomes.checks.missing_words import missing_words
from dnoutcomes.checks.mixed_scale import mixed_scale
from dnoutcomes.checks.negative_zero import negative_zero
from dnoutcomes.checks.no_outcome import no_outcome
from dnoutcomes.checks.number_marks import number_marks
from dnoutcomes.checks.one_arm import one_arm
from dnoutcomes.checks.other_levels import other_levels
from dnoutcomes.checks.out_of_range import out_of_range
from dnoutcomes.checks.patient_ids import patient_ids
from dnoutcomes.checks.placeholder_dates import placeholder_dates
from dnoutcomes.checks.rounded_ids import rounded_ids
from dnoutcomes.checks.run import run_cell_checks, run_header_checks, run_record_checks
from dnoutcomes.checks.same_course import same_course
from dnoutcomes.checks.same_day_scores import same_day_scores
from dnoutcomes.checks.score_decimals import score_decimals
from dnoutcomes.checks.score_scale import score_scale
from dnoutcomes.checks.session_dates import session_dates
from dnoutcomes.checks.single_visits import single_visits
from dnoutcomes.checks.small_cells import small_cells
from dnoutcomes.checks.study_time import study_time
from dnoutcomes.checks.sudden_changes import sudden_changes
from dnoutcomes.checks.summary_rows import summary_rows
from dnoutcomes.checks.treatment_fields import FIELDS, treatment_fields
from dnoutcomes.checks.unknown_columns import unknown_columns
from dnoutcomes.checks.unreadable_numbers import unreadable_numbers
from dnoutcomes.checks.year_day_month import year_day_month
from dnoutcomes.errors import DataError
from dnoutcomes.language import term
from dnoutcomes.readers.finding import Finding
from dnoutcomes.registry import OpenRegistry
from dnoutcomes.suggested_clusters import SITE, THERAPIST

__all__ = [
    "CELL_CHECKS",
    "HEADER_CHECKS",
    "RECORD_CHECKS",
    "Check",
    "Context",
    "Finding",
    "RecordContext",
    "run_cell_checks",
    "run_header_checks",
    "run_record_checks",
]


def _require_new_name(check: Check[Any]) -> None:
    """Findings are told apart by the name of their check, whatever it looks at."""
    for checks in (HEADER_CHECKS, CELL_CHECKS, RECORD_CHECKS):
        if check.name in checks:
            raise DataError(f"check {check.name!r}: a {checks.kind} has this name already")


# On the column names, before any cell is read.
HEADER_CHECKS: OpenRegistry[Check[HeaderCheck]] = OpenRegistry(
    "check of column names",
    Check,
    (
        Check("missing_columns", term("missing columns"), missing_columns),
        Check("identifier_columns", term("identifier columns"), identifier_columns),
        Check("unknown_columns", term("unknown columns"), unknown_columns),
    ),
    contract=_require_new_name,
    error=DataError,
)

# On the cells, in this order: a row that one check sets aside isn't judged by the next, so that the grand total of a
# sum row, say, doesn't make the column look like another scale.
CELL_CHECKS: OpenRegistry[Check[CellCheck]] = OpenRegistry(
    "check of cells",
    Check,
    (
        Check("hidden_characters", term("hidden characters"), hidden_characters, of_texts=True),
        Check("line_breaks", term("line breaks"), line_breaks, of_texts=True),
        Check("duplicate_rows", term("duplicate rows"), duplicate_rows),
        Check("summary_rows", term("summary rows"), summary_rows, of_texts=True),
        Check("patient_ids", term("patient ids"), patient_ids, of_texts=True),
        Check("rounded_ids", term("changed patient ids"), rounded_ids, confirmable=True),
        Check("identifying_values", term("identifying values"), identifying_values, of_texts=True),
        Check("study_time", term("study time"), study_time, of_texts=True),
        Check(
            "year_day_month", term("order of day and month"), year_day_month, confirmable=True, of_texts=True
        ),
        Check("session_dates", term("session dates"), session_dates, of_texts=True),
        Check(
            "placeholder_dates", term("placeholder dates"), placeholder_dates, confirmable=True, of_texts=True
        ),
        Check("implausible_dates", term("implausible dates"), implausible_dates, of_texts=True),
        Check("carried_values", term("carried values"), carried_values),
        Check("arm_levels", term("arm levels"), arm_levels, of_texts=True),
        Check("cause_levels", term("cause levels"), cause_levels, of_texts=True),
        Check("number_marks", term("number marks"), number_marks, of_texts=True),
        Check("negative_zero", term("negative zero"), negative_zero, of_texts=True),
        Check("unreadable_numbers", term("unreadable numbers"), unreadable_numbers, of_texts=True),
        Check("missing_words", term("missing words"), missing_words, of_texts=True),
        Check("missing_codes", term("missing codes"), missing_codes, of_texts=True),
        Check("score_scale", term("score scale"), score_scale, of_texts=True),
        Check("mixed_scale", term("scores on several scales"), mixed_scale, confirmable=True),
        Check("out_of_range", term("out of range"), out_of_range, of_texts=True),
        Check("score_decimals", term("decimals of scores"), score_decimals, of_texts=True),
        Check("same_day_scores", term("same day scores"), same_day_scores),
        Check("same_course", term("same course under two ids"), same_course, confirmable=True),
        Check("other_levels", term("other levels"), other_levels, of_texts=True),
        Check("arm_switch", term("arm switch"), arm_switch),
        Check("cause_change", term("cause change"), cause_change),
        Check("changing_values", term("changing values"), changing_values),
    ),
    contract=_require_new_name,
    error=DataError,
)

# On the accepted records; run again when a plan is held against them.
RECORD_CHECKS: OpenRegistry[Check[RecordCheck]] = OpenRegistry(
    "check of records",
    Check,
    (
        Check("no_outcome", term("no outcome"), no_outcome, looks_at=()),
        Check("one_arm", term("one arm"), one_arm, looks_at=()),
        Check("declared_causes", term("declared causes"), declared_causes, looks_at=()),
        Check("late_records", term("late records"), late_records, looks_at=("session_date",)),
        Check("constant_outcome", term("constant outcome"), constant_outcome, looks_at=()),
        Check("single_visits", term("single visits"), single_visits, looks_at=("session_date", "study_day")),
        Check("small_cells", term("small cells"), small_cells, looks_at=()),
        Check(
            "sudden_changes", term("sudden changes"), sudden_changes, looks_at=("session_date", "study_day")
        ),
        Check("treatment_fields", term("treatment fields"), treatment_fields, looks_at=FIELDS),
        Check(
            "clustered_patients",
            term("patients who share a therapist or a site"),
            clustered_patients,
            looks_at=(THERAPIST, SITE),
        ),
    ),
    contract=_require_new_name,
    error=DataError,
)
