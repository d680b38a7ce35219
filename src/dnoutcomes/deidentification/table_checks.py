"""Checks that look at a written table alone."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd

from dnoutcomes.deidentification.ages import is_oldest
from dnoutcomes.deidentification.allowed import OLDEST
from dnoutcomes.deidentification.cell_kinds import fits, hides_a_date, looks_like
from dnoutcomes.deidentification.written_table import WrittenTable
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import COLUMNS, Column
from dnoutcomes.schema.decimals import has_decimals_of

_NEEDED = ("patient_id", "arm", "cause", "study_day")
_AGAIN = "Write the table again with `dnoutcomes deidentify`."
_DIGITS = (
    "Correct the values in the original, or round them to the decimals that were measured, and export again."
)
_PLAN = "Is it an arm, a cause, an event or an instrument of a plan? Then name the plan with it."


def unlisted_columns(written: WrittenTable) -> list[Finding]:
    """Refuse columns that aren't on the list of what may leave, and a table without those that every export has."""
    found = [
        Finding(
            "reject",
            f"column {quote(name)} isn't on the list of what may leave",
            column=name,
            remedy="" if name in COLUMNS else _PLAN,
        )
        for name in written.frame.columns
        if name not in written.columns
    ]
    absent = [name for name in _NEEDED if name not in written.frame.columns]
    if absent:
        found.append(Finding("reject", f"no column {', '.join(absent)}: this is no de-identified export"))
    return found


def values_that_do_not_fit(written: WrittenTable) -> list[Finding]:
    """Refuse cells that hold anything but a value of their column, and say what they look like."""
    found = []
    for name, column in written.listed():
        cells = written.frame[name]
        wrong: dict[str, list[str]] = {}
        for text in cells.unique():
            if not fits(text, column):
                wrong.setdefault(looks_like(text, column), []).append(text)
        for what, texts in wrong.items():
            message = f"{name} holds what it may not hold: {what}"
            found += written.findings(cells.isin(texts), message, name, _remedy(name, column))
        if name in _NEEDED:
            found += written.findings(cells == "", f"{name} is empty", name)
    return found


def _remedy(name: str, column: Column) -> str:
    if name in ("arm", "cause"):
        return _PLAN
    return f"It may hold {column.range_label}." if column.is_number else ""


def dates_in_numbers(written: WrittenTable) -> list[Finding]:
    """Refuse numbers whose digits are a day: 6.20240628 is a score within its range that tells when it was given."""
    found = []
    for name, column in written.listed():
        if column.is_number:
            cells = written.frame[name]
            dates = [text for text in cells.unique() if hides_a_date(text)]
            message = f"{name} holds a date in the digits of a number"
            found += written.findings(cells.isin(dates), message, name, _DIGITS)
    return found


def decimals_beyond_measuring(written: WrittenTable) -> list[Finding]:
    """Refuse numbers with more decimals than were measured: there is room in them for a date, a code or a telephone."""
    found = []
    for name, column in written.listed():
        if column.type != "number":
            continue
        cells = written.frame[name]
        beyond = [
            text
            for text in cells.unique()
            if text and fits(text, column) and not has_decimals_of(text, column)
        ]
        message = f"{name} has more decimals than are measured, or than a mean of such numbers has"
        found += written.findings(cells.isin(beyond), message, name, _DIGITS)
    return found


def oldest_ages(written: WrittenTable) -> list[Finding]:
    """Refuse ages over 89: every one of them is in the category of 90 and above, also of those who got there later."""
    age = written.numbers("age")
    days = pd.concat([written.numbers("study_day"), written.numbers("end_day")], axis=1).max(axis=1)
    if "patient_id" in written.frame.columns:
        days = days.groupby(written.frame["patient_id"]).transform("max")
    older = (age > OLDEST) | ((age < OLDEST) & is_oldest(age, days.fillna(0)))
    return written.findings(
        older, f"age tells of somebody over {OLDEST - 1} who isn't in the category {OLDEST}", "age", _AGAIN
    )


def one_value_per_patient(written: WrittenTable) -> list[Finding]:
    """Refuse patients whose values aren't the same in all of their rows: two patients may share a pseudonym."""
    if "patient_id" not in written.frame.columns:
        return []
    found = []
    for name, column in written.listed():
        if column.level_of == "patient" and name != "patient_id":
            differs = written.frame.groupby("patient_id")[name].transform("nunique") > 1
            found += written.findings(
                differs, f"{name} isn't the same in all rows of a patient", name, _AGAIN
            )
    return found


def order_of_rows(written: WrittenTable) -> list[Finding]:
    """Refuse rows in another order than that of pseudonyms and days: the order of a file tells who came first."""
    if not {"patient_id", "study_day"} <= set(written.frame.columns):
        return []
    place = pd.DataFrame({"patient": written.frame["patient_id"], "day": written.numbers("study_day")})
    after, before = place.iloc[1:].reset_index(drop=True), place.iloc[:-1].reset_index(drop=True)
    back = (after["patient"] < before["patient"]) | (
        (after["patient"] == before["patient"]) & (after["day"] < before["day"])
    )
    rows = pd.Series([False, *back])
    return written.findings(
        rows, "rows aren't in the order of patient_id and study_day", "patient_id", _AGAIN
    )


TABLE_CHECKS: dict[str, Callable[[WrittenTable], list[Finding]]] = {
    "unlisted_columns": unlisted_columns,
    "values_that_do_not_fit": values_that_do_not_fit,
    "dates_in_numbers": dates_in_numbers,
    "decimals_beyond_measuring": decimals_beyond_measuring,
    "oldest_ages": oldest_ages,
    "one_value_per_patient": one_value_per_patient,
    "order_of_rows": order_of_rows,
}
