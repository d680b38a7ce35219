"""A column whose texts name the visit, in a file without dates: "Baseline", "Week 4", "V2"."""

from __future__ import annotations

from collections.abc import Mapping
from functools import partial
from typing import Any

from dnoutcomes.readers import RawTable
from dnoutcomes.readers.quote import quote
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.header_name import read_header_name
from dnoutcomes.starting.look import text_counts
from dnoutcomes.starting.question import Answer, Question, numbers_in
from dnoutcomes.starting.vocabulary import fold_word, visit_column_words
from dnoutcomes.starting.wide_visits import time_of

Answers = Mapping[str, str | int]
_TIME_COLUMNS = ("session_date", "study_day", "study_week")
# Days of a unit, by the name of the answer that says so.
_COUNTED = {"weeks": 7, "days": 1, "months": 30, "four_weeks": 28}


def decide_visit_labels(raw: RawTable, draft: Draft, answers: Answers) -> Draft:
    """State when the visits were that a column names, where nothing else in the file says when an encounter was."""
    if any(read_header_name(name).column in _TIME_COLUMNS for name in raw.frame.columns):
        return draft
    for name in raw.frame.columns:
        if fold_word(name) in visit_column_words():
            times = times_of([text for text in text_counts(raw, name) if text])
            if times:
                return _decide(name, times, draft, answers)
    return draft


def times_of(texts: list[str]) -> dict[str, tuple[str, int]]:
    """Return unit and number of every text, or nothing where one of them names no visit.

    Examples
    --------
    >>> times_of(["Baseline", "Woche 4"])
    {'Baseline': ('start', 0), 'Woche 4': ('week', 4)}
    >>> times_of(["V1", "unscheduled"])
    {}
    """
    times = {}
    for text in texts:
        time = time_of([token for token in fold_word(text).split("_") if token])
        if time is None or time[2]:
            return {}
        times[text] = time[:2]
    return times


def _decide(name: str, times: dict[str, tuple[str, int]], draft: Draft, answers: Answers) -> Draft:
    times = dict(sorted(times.items(), key=lambda time: time[1][1]))
    units = {unit for unit, _ in times.values()} - {"start"}
    numbers = [number for _, number in times.values()]
    if 0 in numbers and units <= {"week"}:
        why = f"The texts of {quote(name)} are the weeks of the visits."
        return draft.decide(_settings(name, "study_week", times, 0, 1), why)
    if 0 in numbers and units <= {"day"}:
        return draft.decide(_settings(name, "study_day", times, 0, 1), "The days of the visits.")
    offered = {"week": ["weeks"], "day": ["days"], "month": ["months", "four_weeks"]}
    counted = offered[units.pop()] if len(units) == 1 and units <= set(offered) else list(_COUNTED)
    asks = (
        f"{quote(name)} names the visits {', '.join(map(quote, times))}, and no column says when they were. When were "
        "they? Choose, or give the days of all, such as 0,28,84"
    )
    choices = tuple(
        Answer(
            f"{unit}_from_{first}",
            f"{'months of 30 days' if unit == 'months' else unit.replace('_', ' ')}, number {first} is the start",
            _settings(name, "study_day", times, first, _COUNTED[unit]),
        )
        for unit in counted
        for first in dict.fromkeys((min(numbers), 0))
    )
    return draft.ask(Question("visits", asks, choices, partial(_on_days, name, list(times))), answers)


def _on_days(name: str, texts: list[str], written: str) -> Mapping[str, Any] | None:
    """Return the days that somebody wrote for the texts, in the order in which they're asked."""
    days = numbers_in(written, len(texts))
    if days is None:
        return None
    return {"columns": {name: "study_day"}, "values": {"study_day": dict(zip(texts, map(str, days)))}}


def _settings(
    name: str, column: str, times: Mapping[str, tuple[str, int]], first: int, days: int
) -> Mapping[str, Any]:
    values = {text: str((number - first) * days) for text, (_, number) in times.items()}
    return {"columns": {name: column}, "values": {column: values}}
