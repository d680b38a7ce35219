"""Patients of a file counted by the visits at which they have a score, and expected visits by why they were missed."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.engines.analysis_tables import make_tables, of_visit, values_of
from dnoutcomes.engines.expected_patients import is_expected, patients_with_deaths
from dnoutcomes.engines.typed_file import TypedFile

if TYPE_CHECKING:
    from collections.abc import Mapping

    from dnoutcomes.plan import Plan

#: What a row of `count_patterns` and of `count_reasons` counts.
PATTERN_KEYS = ("arm", "cause", "pattern")
REASON_KEYS = ("visit", "arm", "seen", "seen_later", "reason")


def count_patterns(file: TypedFile, plan: Plan, cut: int | None, marks: Mapping[str, str]) -> pd.DataFrame:
    """Count the patients with a baseline by the visits at which they have a score.

    Parameters
    ----------
    file : TypedFile
    plan : Plan
    cut : int, optional
        Day of the data cut, since 1970-01-01; None where the data have no dates.
    marks : mapping of str to str
        The character of a visit that is "seen", "missing" or "not due".

    Returns
    -------
    pandas.DataFrame
        One row per combination that occurs: `arm, cause, pattern, n_patients`.
    """
    make_tables(file, plan)
    pattern = " || ".join(
        f"case when y{place} is not null then '{marks['seen']}' when {is_expected(visit, cut)} "
        f"then '{marks['missing']}' else '{marks['not due']}' end"
        for place, visit in enumerate(plan.visits)
    )
    counts = file.database.frame(
        f"select f0 as arm, f1 as cause, {pattern} as pattern, count(*) as n_patients "
        f"from ({patients_with_deaths(file)}) group by all order by all"
    )
    return counts.assign(**{name: values_of(file, name, counts[name]) for name in ("arm", "cause")})


def count_reasons(file: TypedFile, plan: Plan, cut: int | None) -> pd.DataFrame:
    """Count the visits that were expected by whether they were held, and the others by the last reason recorded.

    Parameters
    ----------
    file, plan, cut
        As for `count_patterns`.

    Returns
    -------
    pandas.DataFrame
        One row per combination that occurs: `visit` (its place in the plan), `arm, seen, seen_later` (whether there's a
        score after its window), `reason` (missing where none was recorded after the last visit held before and up to
        the end of the window, and of visits that were held), `n_patients`.
    """
    make_tables(file, plan)
    given = "missing_reason" in file.columns
    patients = f"({patients_with_deaths(file)}) left join ({_days_held(plan)}) using (patient)"
    visits = _expected_visits(plan, cut, patients)
    if given:
        latest = (
            f"select patient, visit, last(reason order by day, row) as reason from ({visits}) join ({_reasons(file)}) "
            "using (patient) where not seen and day <= ends and not coalesce(day < held, false) group by all"
        )
        visits = f"select * from ({visits}) left join ({latest}) using (patient, visit)"
    counts = file.database.frame(
        f"select visit, arm, seen, seen_later, {'reason' if given else 'null'} as reason, count(*) as n_patients "
        f"from ({visits}) group by all order by all"
    )
    counts["reason"] = (
        values_of(file, "missing_reason", counts["reason"])
        if given
        else pd.Series(pd.NA, counts.index, dtype="str")
    )
    return counts.assign(arm=values_of(file, "arm", counts["arm"]))


def _expected_visits(plan: Plan, cut: int | None, patients: str) -> str:
    """A row per patient and visit that was expected; `held` is the last day before it on which a visit was held."""
    held = [
        "null",
        *(f"greatest({', '.join(f'd{place}' for place in range(n))})" for n in range(1, len(plan.visits))),
    ]
    return " union all ".join(
        f"select patient, {place} as visit, f0 as arm, y{place} is not null as seen, "
        f"last_day > {visit.last} as seen_later, {visit.last} as ends, {held[place]} as held "
        f"from {patients} where {is_expected(visit, cut)}"
        for place, visit in enumerate(plan.visits)
    )


def _days_held(plan: Plan) -> str:
    """The day of the score that counts for each visit."""
    days = ", ".join(
        f"{of_visit(visit, plan.tie_rule, 'day')} as d{place}" for place, visit in enumerate(plan.visits)
    )
    return f"select patient, {days} from daily group by patient"


def _reasons(file: TypedFile) -> str:
    wanted = [
        ("patient", "patient_id", "rank"),
        ("date", file.time_column, "value"),
        ("reason", "missing_reason", "rank"),
    ]
    return (
        f"select row, patient, cast(date - zero as integer) as day, reason from ({file.select(wanted)}) "
        "join persons using (patient) where reason is not null"
    )
