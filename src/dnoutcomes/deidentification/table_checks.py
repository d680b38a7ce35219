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


def unlisted_columns(table: WrittenTable) -> list[Finding]:
    """Refuse columns that aren't on the list of what may leave, and a table without those that every export has."""
    findings = [
        Finding(
            "reject",
            f"column {quote(name)} isn't on the list of what may leave",
            column=name,
            remedy="" if name in COLUMNS else _PLAN,
        )
        for name in table.frame.columns
        if name not in table.columns
    ]
    absent = [name for name in _NEEDED if name not in table.frame.columns]
    if absent:
        findings.append(Finding("reject", f"no column {', '.join(absent)}: this is no de-identified export"))
    return findings


def values_that_do_not_fit(table: WrittenTable) -> list[Finding]:
    """Refuse cells that hold anything but a value of their column, and say what they look like."""
    findings = []
    for name, column in table.listed():
        cells = table.frame[name]
        wrong: dict[str, list[str]] = {}
        for text in cells.unique():
            if not fits(text, column):
                wrong.setdefault(looks_like(text, column), []).append(text)
        for what, texts in wrong.items():
            message = f"{name} holds what it may not hold: {what}"
            findings += table.findings(cells.isin(texts), message, name, _remedy(name, column))
        if name in _NEEDED:
            findings += table.findings(cells == "", f"{name} is empty", name)
    return findings


def _remedy(name: str, column: Column) -> str:
    if name in ("arm", "cause"):
        return _PLAN
    return f"It may hold {column.range_label}." if column.is_number else ""


def dates_in_numbers(table: WrittenTable) -> list[Finding]:
    """Refuse numbers whose digits are a day: 6.20240628 is a score within its range that tells when it was given."""
    findings = []
    for name, column in table.listed():
        if column.is_number:
            cells = table.frame[name]
            dates = [text for text in cells.unique() if hides_a_date(text)]
            message = f"{name} holds a date in the digits of a number"
            findings += table.findings(cells.isin(dates), message, name, _DIGITS)
    return findings


def decimals_beyond_measuring(table: WrittenTable) -> list[Finding]:
    """Refuse numbers with more decimals than were measured: there is room in them for a date, a code or a telephone."""
    findings = []
    for name, column in table.listed():
        if column.type != "number":
            continue
        cells = table.frame[name]
        beyond = [
            text
            for text in cells.unique()
            if text and fits(text, column) and not has_decimals_of(text, column)
        ]
        message = f"{name} has more decimals than are measured, or than a mean of such numbers has"
        findings += table.findings(cells.isin(beyond), message, name, _DIGITS)
    return findings


def oldest_ages(table: WrittenTable) -> list[Finding]:
    """Refuse ages over 89: every one of them is in the category of 90 and above, also of those who got there later."""
    age = table.numbers("age")
    days = pd.concat([table.numbers("study_day"), table.numbers("end_day")], axis=1).max(axis=1)
    if "patient_id" in table.frame.columns:
        days = days.groupby(table.frame["patient_id"]).transform("max")
    older = (age > OLDEST) | ((age < OLDEST) & is_oldest(age, days.fillna(0)))
    return table.findings(
        older, f"age shows somebody over {OLDEST - 1} who isn't in the category {OLDEST}", "age", _AGAIN
    )


def one_value_per_patient(table: WrittenTable) -> list[Finding]:
    """Refuse patients whose values aren't the same in all of their rows: two patients may share a pseudonym."""
    if "patient_id" not in table.frame.columns:
        return []
    findings = []
    for name, column in table.listed():
        if column.level_of == "patient" and name != "patient_id":
            differs = table.frame.groupby("patient_id")[name].transform("nunique") > 1
            findings += table.findings(
                differs, f"{name} isn't the same in all rows of a patient", name, _AGAIN
            )
    return findings


def order_of_rows(table: WrittenTable) -> list[Finding]:
    """Refuse rows in another order than that of pseudonyms and days: the order of a file tells who came first."""
    if not {"patient_id", "study_day"} <= set(table.frame.columns):
        return []
    order = pd.DataFrame({"patient": table.frame["patient_id"], "day": table.numbers("study_day")})
    after, before = order.iloc[1:].reset_index(drop=True), order.iloc[:-1].reset_index(drop=True)
    back = (after["patient"] < before["patient"]) | (
        (after["patient"] == before["patient"]) & (after["day"] < before["day"])
    )
    rows = pd.Series([False, *back])
    return table.findings(rows, "rows aren't in the order of patient_id and study_day", "patient_id", _AGAIN)


TABLE_CHECKS: dict[str, Callable[[WrittenTable], list[Finding]]] = {
    "unlisted_columns": unlisted_columns,
    "values_that_do_not_fit": values_that_do_not_fit,
    "dates_in_numbers": dates_in_numbers,
    "decimals_beyond_measuring": decimals_beyond_measuring,
    "oldest_ages": oldest_ages,
    "one_value_per_patient": one_value_per_patient,
    "order_of_rows": order_of_rows,
}
