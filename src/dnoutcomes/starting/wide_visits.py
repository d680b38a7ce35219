"""Wide files, a row per patient and a column per visit: which column is which visit's, and when that was."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import partial
from typing import Any

from dnoutcomes.readers import RawTable
from dnoutcomes.readers.quote import quote
from dnoutcomes.schema import COLUMNS, DEFAULT_OUTCOME
from dnoutcomes.starting.draft import Draft
from dnoutcomes.starting.header_name import read_header_name
from dnoutcomes.starting.question import Answer, Question, numbers_in
from dnoutcomes.starting.vocabulary import fold_word, visit_words

Answers = Mapping[str, str | int]
_NUMBERED = re.compile(r"([a-z]*?)(\d{1,3})([a-z]*)")
# Their numbers are of the visit and don't hold anything that was recorded at it.
_TIMES = ("study_day", "study_week")
# What columns of visits called VAS, EVA or the like are taken for until somebody says what they hold.
VISUAL_ANALOGUE = "vas_pain"
_DAYS = {"week": 7, "day": 1, "month": 30}


@dataclass(frozen=True)
class VisitName:
    """What the name of a column says of its visit.

    Attributes
    ----------
    column : str
        Column of the schema whose values it holds.
    unit : {"week", "day", "month", "visit", "start"}
    number : int
        0 at the start.
    """

    column: str
    unit: str
    number: int


@dataclass(frozen=True, eq=False)
class WideColumns:
    """Columns that hold one visit each.

    Attributes
    ----------
    visits : dict of (str, int) to dict of str to str
        By unit and number of the visit: the file's name to the schema's.
    """

    visits: dict[tuple[str, int], dict[str, str]] = field(default_factory=dict)

    @property
    def columns(self) -> dict[str, str]:
        """The file's name to the schema's."""
        return {site: column for columns in self.visits.values() for site, column in columns.items()}

    @property
    def are_dated(self) -> bool:
        """Whether every visit has a column with its day."""
        return all("session_date" in columns.values() for columns in self.visits.values())


def read_visit_name(name: str) -> VisitName | None:
    """Read the name of a column of one visit, or return None where it's none.

    Examples
    --------
    >>> read_visit_name("pain_w4"), read_visit_name("Woche 8 Schmerz (0-10)")
    (VisitName(column='pain_nrs', unit='week', number=4), VisitName(column='pain_nrs', unit='week', number=8))
    >>> read_visit_name("NRS_1"), read_visit_name("Dolor basal"), read_visit_name("PHQ9")
    (VisitName(column='pain_nrs', unit='visit', number=1), VisitName(column='pain_nrs', unit='start', number=0), None)
    """
    whole = read_header_name(name)
    if whole.column or whole.is_visual_analogue:
        return None
    words = re.sub(r"\(.*?\)|\[.*?\]", " ", name)
    tokens = [token for token in fold_word(words).split("_") if token]
    for place in range(len(tokens)):
        for n_tokens in (2, 1):
            time = time_of(tokens[place : place + n_tokens])
            if time is None:
                continue
            unit, number, stem = time
            rest = [*tokens[:place], *([stem] if stem else []), *tokens[place + n_tokens :]]
            named = read_header_name(" ".join(rest))
            column = VISUAL_ANALOGUE if named.is_visual_analogue else named.column
            if column in COLUMNS and COLUMNS[column].level_of == "encounter" and column not in _TIMES:
                return VisitName(column, unit, number)
    return None


def time_of(tokens: list[str]) -> tuple[str, int, str] | None:
    """Return unit, number and what else stands in the token, of one or two words: "w4", "4 weeks", "4", "nrs1"."""
    words = visit_words()
    if len(tokens) == 2:
        for word, number in (tokens, tokens[::-1]):
            if words.get(word) not in (None, "start") and number.isdecimal() and len(number) <= 3:
                return words[word], int(number), ""
    if len(tokens) != 1:
        return None
    if words.get(tokens[0]) == "start":
        return "start", 0, ""
    match = _NUMBERED.fullmatch(tokens[0])
    if match is None:
        return None
    before, after, count = match[1], match[3], int(match[2])
    if not before and not after:
        return "visit", count, ""
    if not after and words.get(before) not in (None, "start"):
        return words[before], count, ""
    if not before and words.get(after) not in (None, "start"):
        return words[after], count, ""
    return ("visit", count, before) if not after else None


def find_wide_columns(raw: RawTable) -> WideColumns:
    """Find the columns that hold one visit each; fewer than two visits are none."""
    read = {name: read_visit_name(name) for name in raw.frame.columns}
    named = {name: visit for name, visit in read.items() if visit is not None}
    units = [visit.unit for visit in named.values() if visit.unit != "start"]
    unit = max(set(units), key=units.count) if units else ""
    visits: dict[tuple[str, int], dict[str, str]] = {}
    for name, visit in named.items():
        key = (unit if visit.unit == "start" else visit.unit, visit.number)
        visits.setdefault(key, {})[name] = visit.column
    n_of_one = {column: sum(column in columns.values() for columns in visits.values()) for column in
                {column for columns in visits.values() for column in columns.values()}}  # fmt: skip
    visits = {
        key: {name: column for name, column in columns.items() if n_of_one[column] > 1}
        for key, columns in sorted(visits.items(), key=lambda visit: visit[0][1])
    }
    return WideColumns({key: columns for key, columns in visits.items() if columns})


def ask_visual_analogue(wide: WideColumns, draft: Draft, answers: Answers) -> tuple[WideColumns, Draft]:
    """Ask whether pain of the visits was marked on a line or asked for in numbers, where names say neither."""
    sites = [site for site, column in wide.columns.items() if column == VISUAL_ANALOGUE]
    if not any(read_header_name(site).column != VISUAL_ANALOGUE for site in sites):
        return wide, draft
    how = "give --answer pain_visits=nrs or =line, or answers= in Python"
    question = Question(
        "pain_visits",
        f"{', '.join(map(quote, sites[:3]))} may be marks on a line of 100 mm or numbers that were asked for. "
        f"Which were they ({how})?",
        (
            Answer("nrs", "average pain, a number from 0 to 10", {}),
            Answer("line", "a mark on a line of 100 mm", {"outcome": VISUAL_ANALOGUE}),
        ),
    )
    draft = draft.ask(question, answers)
    if question.name not in answers or question.answer(answers[question.name]).name == "line":
        return wide, draft
    visits = {
        key: {
            site: DEFAULT_OUTCOME if column == VISUAL_ANALOGUE else column for site, column in columns.items()
        }
        for key, columns in wide.visits.items()
    }
    return WideColumns(visits), draft


def decide_visits(wide: WideColumns, draft: Draft, answers: Answers) -> Draft:
    """State the visits of a wide file with their times, or ask when they were."""
    if not wide.visits:
        return draft
    units = {unit for unit, _ in wide.visits}
    numbers = [number for _, number in wide.visits]
    if wide.are_dated:
        return draft.decide(
            {"wide": _entries(wide, None)}, "A row per patient, and a column per visit with its day."
        )
    if units in ({"week"}, {"day"}) and 0 in numbers:
        return draft.decide(
            {"wide": _entries(wide, units.pop())},
            "A row per patient, and a column per visit: the names say when it was.",
        )
    return draft.ask(_question(wide, units), answers)


def _entries(
    wide: WideColumns, unit: str | None, first: int = 0, days: int | None = None
) -> list[dict[str, Any]]:
    """Return the entries of `wide`: with dates, with weeks or days, or with days counted from a number on."""
    entries: list[dict[str, Any]] = []
    for (_, number), columns in wide.visits.items():
        when: dict[str, Any] = {}
        if unit == "week" and days is None:
            when = {"study_week": number - first}
        elif unit is not None:
            when = {"study_day": (number - first) * (days or _DAYS[unit])}
        entries.append({**when, "columns": dict(columns)})
    return entries


def _question(wide: WideColumns, units: set[str]) -> Question:
    """Ask when the visits were: what their numbers count, and from where on."""
    unit = units.pop() if len(units) == 1 else "visit"
    numbers = [number for _, number in wide.visits]
    first = min(numbers)
    asks = f"The file has a row per patient and columns of visits {', '.join(map(str, sorted(set(numbers))))}"
    offered = ("week", "day", "month") if unit == "visit" else (unit,)
    answers = []
    for counted in offered:
        for start in dict.fromkeys((first, 0)):
            answers += _counted(wide, counted, start)
    if len(wide.visits) != len(set(numbers)):
        answers = []
    ending = ". When were they? Choose, or give the days of all, such as 0,28,84"
    return Question("visits", asks + ending, tuple(answers), partial(_on_days, wide))


def _on_days(wide: WideColumns, text: str) -> Mapping[str, Any] | None:
    """Return the visits on the days that somebody wrote, in the order of the visits."""
    days = numbers_in(text, len(wide.visits))
    if days is None:
        return None
    entries = zip(days, wide.visits.values())
    return {"wide": [{"study_day": day, "columns": dict(columns)} for day, columns in entries]}


def _counted(wide: WideColumns, unit: str, start: int) -> list[Answer]:
    zero = f"{unit} {start} is the start"
    if unit == "month":
        return [
            Answer(
                f"{name}_from_{start}",
                f"months of {days} days, {zero}",
                {"wide": _entries(wide, "day", start, days)},
            )
            for name, days in (("months", 30), ("four_weeks", 28))
        ]
    return [Answer(f"{unit}s_from_{start}", f"{unit}s, {zero}", {"wide": _entries(wide, unit, start)})]
