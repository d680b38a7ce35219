"""What of the original mustn't be found in an export, and what must be the same."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pandas as pd

from dnoutcomes.deidentification.allowed import OPEN_LEVELS, PSEUDONYMS
from dnoutcomes.deidentification.as_text import as_text
from dnoutcomes.deidentification.linking import Course
from dnoutcomes.deidentification.planned_days import planned_courses
from dnoutcomes.derive import derive_day
from dnoutcomes.errors import DataError
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.readers import SiteMapping, read_raw
from dnoutcomes.readers.cells import Rules
from dnoutcomes.readers.cells.date_cells import date_reader
from dnoutcomes.readers.header_names import canonical_name, fold_name
from dnoutcomes.schema import Column

if TYPE_CHECKING:
    from dnoutcomes.outcomes import Outcomes
    from dnoutcomes.plan import Plan

# Day, month or quarter, as people write them.
_DATE_FORMS = (
    "%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%m.%d.%Y", "%d-%m-%Y",
    "%m-%d-%Y", "%d%m%Y", "%m%d%Y", "%d/%m/%y", "%m/%d/%y", "%d.%m.%y", "%d-%m-%y", "%m-%d-%y", "%d%m%y", "%m%d%y",
    "%y%m%d", "%d %B %Y", "%d %b %Y", "%B %d, %Y", "%b %d, %Y", "%d-%b-%Y", "%d-%b-%y", "%d%b%Y",
    "%Y-%m", "%m/%Y", "%Y%m", "%B %Y", "%b %Y",
)  # fmt: skip
_LONGEST_DATE = 40


@dataclass(frozen=True, eq=False)
class Original:
    """What of the original mustn't be found in an export, and what must be the same.

    Attributes
    ----------
    texts : frozenset of str
        Values of columns that don't leave as they are, in lower case.
    dates : frozenset of str
        Every date of the original in every form in which it may be written, in lower case.
    courses : Counter of tuple of int
        The days of a patient's encounters in order, and how many patients have them.
    planned : Counter of tuple of int
        The same with the planned visits that a patient's scores count for, by the plan; empty without one.
    """

    texts: frozenset[str]
    dates: frozenset[str]
    courses: Counter[Course]
    planned: Counter[Course] = field(default_factory=Counter)

    @property
    def planned_days(self) -> frozenset[int]:
        """All planned days on which somebody was seen."""
        return frozenset(day for course in self.planned for day in course)

    def planned_courses(self, days: Set[int]) -> Counter[Course]:
        """Return the courses of planned visits as far as they lie on some days."""
        reduced: Counter[Course] = Counter()
        for course, n in self.planned.items():
            reduced[tuple(day for day in course if day in days)] += n
        return reduced


def original_of(
    outcomes: Outcomes,
    columns: Mapping[str, Column],
    file: str | Path | pd.DataFrame | None = None,
    mapping: str | Path | Mapping[str, Any] | None = None,
    plan: Plan | None = None,
) -> Original:
    """Gather what an export is held against.

    Parameters
    ----------
    outcomes : Outcomes
        The records that the export was made of.
    columns : mapping of str to Column
        What may leave, from `exportable_columns`.
    file : str, Path or pandas.DataFrame, optional
        The file that they were read from, for the values of columns that reached no record.
    mapping : str, Path or dict, optional
        The mapping with which it was read.
    plan : Plan, optional
        The plan whose visits somebody may count days by.

    Raises
    ------
    DataError
        The file can't be read, or was changed since the records were read from it.
    """
    site = SiteMapping.read(mapping)
    as_it_is = {"source_row", *columns} - {*PSEUDONYMS, *OPEN_LEVELS}
    texts = _texts_of_records(outcomes.records, as_it_is, columns)
    if file is not None:
        raw = read_raw(file, site)
        of_files = isinstance(file, str | Path) and raw.source.name == outcomes.source.name
        if of_files and raw.source.sha256 != outcomes.source.sha256:
            raise DataError(
                f"{raw.source.name} isn't what the table was made of: it was changed since, or is another file of that "
                "name. Make the table again from the file as it is now"
            )
        texts |= _texts_of_file(raw.frame, as_it_is | set(OPEN_LEVELS), site)
    days = derive_day(outcomes.records)
    dates = _dates_of_records(outcomes.records) | _dates_in(texts, site.date_format)
    return Original(
        frozenset(text.casefold() for text in texts),
        frozenset(form for day in dates for form in date_forms(day)),
        courses_of(days["patient_id"], days["day"]),
        Counter() if plan is None else _planned(days, plan),
    )


def _planned(days: pd.DataFrame, plan: Plan) -> Counter[Course]:
    instruments = [name for name in days.columns if name in INSTRUMENTS or name in plan.instruments]
    scored = days[days[instruments].notna().any(axis=1)]
    return planned_courses(scored["patient_id"], scored["day"], plan)


def courses_of(patients: pd.Series, days: pd.Series) -> Counter[Course]:
    """Count patients by the days of their encounters, whatever the patients are called."""
    ordered = days.sort_values().groupby(patients)
    return Counter(tuple(int(day) for day in group) for _, group in ordered)


def date_forms(day: date) -> set[str]:
    """Write a date in every form in which it, its month or its quarter may stand in a cell, in lower case.

    Examples
    --------
    >>> {"2026-01-05", "5/1/2026", "jan 2026", "2026q1"} <= date_forms(date(2026, 1, 5))
    True
    """
    forms = {day.strftime(form) for form in _DATE_FORMS}
    without_zeros = {text.removeprefix("0").replace("/0", "/") for text in forms if not text.isdecimal()}
    quarter = (day.month + 2) // 3
    quarters = {f"{day.year}Q{quarter}", f"{day.year}-Q{quarter}", f"Q{quarter} {day.year}"}
    return {text.casefold() for text in forms | without_zeros | quarters}


def _texts_of_records(records: pd.DataFrame, as_it_is: Set[str], columns: Mapping[str, Column]) -> set[str]:
    texts: set[str] = set()
    for name in records.columns:
        if name not in as_it_is:
            values = set(as_text(records[[name]].drop_duplicates())[name]) - {""}
            texts |= values - set(columns[name].levels) if name in OPEN_LEVELS else values
    return texts


def _texts_of_file(raw: pd.DataFrame, as_it_is: Set[str], site: SiteMapping) -> set[str]:
    named = {fold_name(name): target for name, target in site.columns.items()}
    texts: set[str] = set()
    for name in raw.columns:
        target = named.get(fold_name(name), name)
        if (canonical_name(target) or target) not in as_it_is:
            texts |= {text.strip() for text in raw[name].unique()} - {""}
    return texts


def _dates_of_records(records: pd.DataFrame) -> set[date]:
    columns = [name for name in records.columns if pd.api.types.is_datetime64_any_dtype(records[name].dtype)]
    return {value.date() for name in columns for value in records[name].dropna().unique()}


def _dates_in(texts: Iterable[str], date_format: str | None) -> set[date]:
    read = date_reader(Rules(date_format=date_format))
    cells = (read(text).value for text in texts if len(text) <= _LONGEST_DATE)
    return {value for value in cells if isinstance(value, date)}
