"""The checks of a file in the words of readers."""

from __future__ import annotations

from dnoutcomes.language import say_term, term
from dnoutcomes.report.words.plain_text import plain_text

CHECK_WORDS = {
    # Of its lines.
    "row_length": term("row length"),
    # Of its columns.
    "missing_columns": term("missing columns"),
    "identifier_columns": term("identifier columns"),
    "unknown_columns": term("unknown columns"),
    # Of its cells.
    "hidden_characters": term("hidden characters"),
    "line_breaks": term("line breaks"),
    "duplicate_rows": term("duplicate rows"),
    "summary_rows": term("summary rows"),
    "patient_ids": term("patient ids"),
    "identifying_values": term("identifying values"),
    "study_time": term("study time"),
    "session_dates": term("session dates"),
    "implausible_dates": term("implausible dates"),
    "carried_values": term("carried values"),
    "arm_levels": term("arm levels"),
    "cause_levels": term("cause levels"),
    "number_marks": term("number marks"),
    "unreadable_numbers": term("unreadable numbers"),
    "missing_words": term("missing words"),
    "missing_codes": term("missing codes"),
    "score_scale": term("score scale"),
    "out_of_range": term("out of range"),
    "score_decimals": term("decimals of scores"),
    "other_levels": term("other levels"),
    "same_day_scores": term("same day scores"),
    "rounded_ids": term("changed patient ids"),
    "year_day_month": term("order of day and month"),
    "placeholder_dates": term("placeholder dates"),
    "negative_zero": term("negative zero"),
    "mixed_scale": term("scores on several scales"),
    "same_course": term("same course under two ids"),
    "shown_values": term("numbers shown otherwise"),
    "hidden_cells": term("hidden cells"),
    "arm_switch": term("arm switch"),
    "cause_change": term("cause change"),
    "changing_values": term("changing values"),
    "losses": term("losses"),
    "time_zero": term("time zero"),
    # Of what a plan makes of it.
    "windows": term("windows of visits"),
    # Of the records read from it.
    "no_outcome": term("no outcome"),
    "one_arm": term("one arm"),
    "declared_causes": term("declared causes"),
    "late_records": term("late records"),
    "constant_outcome": term("constant outcome"),
    "single_visits": term("single visits"),
    "small_cells": term("small cells"),
    "sudden_changes": term("sudden changes"),
    "treatment_fields": term("treatment fields"),
    "other": term("other", context="check"),
}


def check_in_words(check: object) -> str:
    """Name a check in prose.

    Examples
    --------
    >>> check_in_words("out_of_range"), check_in_words("moon_phase")
    ('out of range', 'moon phase')
    """
    name = str(check)
    if name not in CHECK_WORDS:
        return plain_text(name).replace("_", " ")
    return say_term(CHECK_WORDS[name], context="check" if name == "other" else "")
