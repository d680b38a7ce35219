"""The checks of a file in the words of readers."""

from __future__ import annotations

from dnoutcomes.checks import CELL_CHECKS, HEADER_CHECKS, RECORD_CHECKS
from dnoutcomes.language import say_term, term
from dnoutcomes.report.names.plain_text import plain_text

#: What is found outside the checks, while a file is read or set against a plan.
FOUND_ELSEWHERE = {
    "row_length": term("row length"),
    "shown_values": term("numbers shown otherwise"),
    "hidden_cells": term("hidden cells"),
    "losses": term("losses"),
    "time_zero": term("time zero"),
    "windows": term("windows of visits"),
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
    for checks in (HEADER_CHECKS, CELL_CHECKS, RECORD_CHECKS):
        if name in checks:
            return say_term(checks[name].words)
    if name not in FOUND_ELSEWHERE:
        return plain_text(name).replace("_", " ")
    return say_term(FOUND_ELSEWHERE[name], context="check" if name == "other" else "")
