"""Checks: one file each. What is wrong with a file, where, and what would do."""

from __future__ import annotations

from dnoutcomes.checks.arm_levels import arm_levels
from dnoutcomes.checks.arm_switch import arm_switch
from dnoutcomes.checks.carried_values import carried_values
from dnoutcomes.checks.cause_change import cause_change
from dnoutcomes.checks.cause_levels import cause_levels
from dnoutcomes.checks.changing_values import changing_values
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
from dnoutcomes.checks.treatment_fields import treatment_fields
from dnoutcomes.checks.unknown_columns import unknown_columns
from dnoutcomes.checks.unreadable_numbers import unreadable_numbers
from dnoutcomes.checks.year_day_month import year_day_month

__all__ = [
    "CELL_CHECKS",
    "HEADER_CHECKS",
    "RECORD_CHECKS",
    "Context",
    "RecordContext",
    "run_cell_checks",
    "run_header_checks",
    "run_record_checks",
]

# On the column names, before any cell is read.
HEADER_CHECKS: dict[str, HeaderCheck] = {
    "missing_columns": missing_columns,
    "identifier_columns": identifier_columns,
    "unknown_columns": unknown_columns,
}

# On the cells, in this order: a row that one check sets aside isn't judged by the next, so that the grand total of a
# sum row, say, doesn't make the column look like another scale.
CELL_CHECKS: dict[str, CellCheck] = {
    "hidden_characters": hidden_characters,
    "line_breaks": line_breaks,
    "duplicate_rows": duplicate_rows,
    "summary_rows": summary_rows,
    "patient_ids": patient_ids,
    "rounded_ids": rounded_ids,
    "identifying_values": identifying_values,
    "study_time": study_time,
    "year_day_month": year_day_month,
    "session_dates": session_dates,
    "placeholder_dates": placeholder_dates,
    "implausible_dates": implausible_dates,
    "carried_values": carried_values,
    "arm_levels": arm_levels,
    "cause_levels": cause_levels,
    "number_marks": number_marks,
    "negative_zero": negative_zero,
    "unreadable_numbers": unreadable_numbers,
    "missing_words": missing_words,
    "missing_codes": missing_codes,
    "score_scale": score_scale,
    "mixed_scale": mixed_scale,
    "out_of_range": out_of_range,
    "score_decimals": score_decimals,
    "same_day_scores": same_day_scores,
    "same_course": same_course,
    "other_levels": other_levels,
    "arm_switch": arm_switch,
    "cause_change": cause_change,
    "changing_values": changing_values,
}

# On the accepted records; run again when a plan is held against them.
RECORD_CHECKS: dict[str, RecordCheck] = {
    "no_outcome": no_outcome,
    "one_arm": one_arm,
    "declared_causes": declared_causes,
    "late_records": late_records,
    "constant_outcome": constant_outcome,
    "single_visits": single_visits,
    "small_cells": small_cells,
    "sudden_changes": sudden_changes,
    "treatment_fields": treatment_fields,
}
