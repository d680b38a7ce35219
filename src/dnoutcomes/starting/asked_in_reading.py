"""Questions that reading a file with its draft raises, with the answers that mapping keys have for them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from dnoutcomes.checks import CELL_CHECKS
from dnoutcomes.errors import DataError
from dnoutcomes.readers.mapping import ASKED_ELSEWHERE
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.question import Answer, Question

# By the check that asks: the key of a mapping, and its values with what they say.
_KEYS: dict[str, tuple[str, dict[str, str]]] = {
    "same_day_scores": (
        "same_day",
        {
            "mean": "the mean of a patient's scores of one day counts",
            "last": "the one furthest down the file counts",
            "exclude": "none of them counts",
        },
    ),
    "arm_switch": (
        "arm_switch",
        {
            "first": "a patient in both arms stays in the first one",
            "censor": "a patient in both arms is followed until the switch",
            "exclude": "patients in both arms are left out",
        },
    ),
    "cause_change": (
        "cause_change",
        {
            "first": "the first cause counts",
            "last": "the last cause counts",
            "exclude": "patients with two causes are left out",
        },
    ),
    "hidden_cells": (
        "hidden_cells",
        {"read": "hidden rows and columns count", "leave_out": "hidden rows and columns are left out"},
    ),
    "study_time": (
        "day_zero",
        {"day_1": "day 1 is time zero, and the day before it is -1", "day_0": "time zero is a day 0"},
    ),
}


def ask_what_reading_asks(error: DataError, draft: Draft, answers: Mapping[str, str | int]) -> Draft:
    """Return the draft with what an error of reading asks, one question for each check.

    Parameters
    ----------
    error : DataError
        Its `issues` say what stands in the way.
    draft : Draft
    answers : mapping of str to str
    """
    if error.issues is None:
        return draft.ask(Question("reading", str(error)), answers)
    grave = error.issues[error.issues["severity"].isin(["ask", "reject"])]
    for (check, column), rows in grave.groupby(["check", "column"], sort=False):
        first = rows.iloc[0]
        draft = draft.ask(
            _question(str(check), str(column), str(first["message"]), str(first["remedy"])), answers
        )
    return draft


def _question(check: str, column: str, message: str, remedy: str) -> Question:
    name = f"{check}_{column}" if column else check
    what = _without_cells(check, column, message)
    if check in _KEYS:
        key, values = _KEYS[check]
        answers = tuple(Answer(value, words, {key: value}) for value, words in values.items())
        return Question(name, what, answers)
    if check in ASKED_ELSEWHERE or (check in CELL_CHECKS and CELL_CHECKS[check].confirmable):
        confirmed: dict[str, Any] = {"confirmed": [check]}
        return Question(name, what, (Answer("confirmed", "it is as it stands", confirmed),))
    return Question(name, f"{what}. {remedy}".rstrip())


def _without_cells(check: str, column: str, message: str) -> str:
    """Return what a check asks; those of cells quote ids and scores, which are for the screen of `check` alone."""
    if check not in CELL_CHECKS:
        return message
    where = f" in {column}" if column else ""
    return f"There is something to ask about {CELL_CHECKS[check].words}{where}: `dnoutcomes check` lists the rows"
