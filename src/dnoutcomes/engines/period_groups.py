"""Patients and sessions of a file by month or quarter: what a control chart is made of."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.engines.analysis_tables import make_tables
from dnoutcomes.engines.expected_patients import deaths, is_expected, patients_with_deaths
from dnoutcomes.engines.patient_groups import patients_with_numbers, sum_products
from dnoutcomes.engines.typed_file import TypedFile

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

#: What a row of `count_units` counts.
PERIOD_KEYS = ("period",)


def count_due(file: TypedFile, plan: Plan, cut: int, by: str) -> pd.DataFrame:
    """Count the patients whose primary visit was expected, by the period in which it fell due.

    Parameters
    ----------
    file : TypedFile
    plan : Plan
    cut : int
        Day of the data cut, since 1970-01-01.
    by : {"month", "quarter"}

    Returns
    -------
    pandas.DataFrame
        One row per combination that occurs: `period` (their number since the first of 1970), `baseline, value` (the
        score at the primary visit, missing where it has none), `n_patients`.
    """
    make_tables(file, plan)
    visit = plan.visit(plan.primary_visit)
    return file.database.frame(
        f"select {_period(f'zero + {visit.day}', by)} as period, baseline, {_score(plan)} as value, "
        f"count(*) as n_patients from ({patients_with_deaths(file)}) where {is_expected(visit, cut)} "
        "group by all order by all"
    )


def sum_changes_due(
    file: TypedFile, plan: Plan, means: Mapping[str, float], cut: int, by: str
) -> pd.DataFrame:
    """Add up the patients with a score at the primary visit, by the period in which it fell due.

    Parameters
    ----------
    file, plan, cut, by
        As for `count_due`.
    means : mapping of str to float
        Covariates that are numbers, and what each counts with where it has no value.

    Returns
    -------
    pandas.DataFrame
        One row per group: arm, cause and covariates with levels, `period` (missing where the visit wasn't expected),
        `n` and the sums `s0_0, s0_1, ...` of products of (1, baseline, numbers, change).
    """
    make_tables(file, plan)
    visit = plan.visit(plan.primary_visit)
    period = _period(f"zero + {visit.day}", by)
    patients = (
        f"select *, {_score(plan)} - baseline as change, "
        f"case when {is_expected(visit, cut)} then {period} end as period "
        f"from ({patients_with_numbers(file, plan, means)}) left join ({deaths(file)}) using (patient) "
        f"where {_score(plan)} is not null"
    )
    numbers = [f"n{place}" for place in range(len(means))]
    return sum_products(file, plan, patients, ["baseline", *numbers, "change"], ["period"])


def count_sessions(file: TypedFile, plan: Plan, by: str, attended: frozenset[str]) -> pd.DataFrame:
    """Count the planned sessions by period, and those that took place.

    Parameters
    ----------
    file, plan, by
        As for `count_due`.
    attended : frozenset of str
        Codes of `status` of a session that took place; one without a status did.

    Returns
    -------
    pandas.DataFrame
        As from `count_units`.
    """
    units = f"select patient, date, 1 as weight, cast(attended as integer) as amount from ({_sessions(file, attended)})"
    return count_units(file, units, by)


def count_events(
    file: TypedFile, plan: Plan, by: str, attended: frozenset[str], terms_of: Callable[[str], list[str]]
) -> pd.DataFrame:
    """Count the attended sessions of the treated arm by period, and the adverse events recorded at them.

    Parameters
    ----------
    file, plan, by, attended
        As for `count_sessions`.
    terms_of : callable
        From a text of `ae_term` to the events that it names.

    Returns
    -------
    pandas.DataFrame
        As from `count_units`.
    """
    treated = _rank(file, "arm", plan.treated_arm)
    named, happened = "null", "false"
    joined = ""
    if "ae_term" in file.columns:
        texts = file.columns["ae_term"].ranked.values
        terms = pd.DataFrame(
            {"term": range(len(texts)), "n_terms": [len(terms_of(str(text))) for text in texts]}
        )
        file.database.store("terms_named", terms.astype("int64"))
        named, joined = "nullif(n_terms, 0)", "left join terms_named using (term)"
    if "ae_any" in file.columns:
        happened = "coalesce(any_event = 1, false)"
    units = (
        f"select patient, date, 1 as weight, coalesce({named}, cast({happened} as integer)) as amount "
        f"from ({_sessions(file, attended)}) {joined} where attended and arm = {treated}"
    )
    return count_units(file, units, by)


def count_units(file: TypedFile, units: str, by: str) -> pd.DataFrame:
    """Count dated units by period.

    Parameters
    ----------
    file : TypedFile
    units : str
        Query of `patient, date` (days since 1970-01-01), `weight, amount`, as `monitoring.months` has them.
    by : {"month", "quarter"}

    Returns
    -------
    pandas.DataFrame
        One row per period: `period`, `n` (sum of weights), `count` (of amounts), `n_patients`, `n_with` (patients with
        a unit that has an amount) and `n_without` (patients with a unit whose amount falls short of its weight).
    """
    of_patients = (
        f"select {_period('date', by)} as period, sum(weight) as n, sum(amount) as amount, bool_or(amount > 0) as has, "
        f"bool_or(amount < weight) as lacks from ({units}) group by period, patient"
    )
    counts = file.database.frame(
        "select period, sum(n) as n, sum(amount) as count, count(*) as n_patients, count(*) filter (has) as n_with, "
        f"count(*) filter (lacks) as n_without from ({of_patients}) group by period order by period"
    )
    return counts.astype("int64")


def _sessions(file: TypedFile, attended: frozenset[str]) -> str:
    """Planned sessions: `patient, arm, date, attended`, and `term, any_event` where the file has them."""
    columns = {"term": ("ae_term", "rank"), "any_event": ("ae_any", "value"), "status": ("status", "rank")}
    there = [(alias, name, kind) for alias, (name, kind) in columns.items() if name in file.columns]
    wanted = [
        ("patient", "patient_id", "rank"),
        ("arm", "arm", "rank"),
        ("date", file.time_column, "value"),
        *there,
    ]
    took_place = "true"
    if "status" in file.columns:
        codes = [str(_rank(file, "status", code)) for code in sorted(attended)]
        took_place = f"(status is null or status in ({', '.join(codes)}))"
    session = "false"
    if "encounter" in file.columns:
        wanted.append(("encounter", "encounter", "rank"))
        session = f"encounter = {_rank(file, 'encounter', 'session')}"
    return f"select *, {took_place} as attended from ({file.select(wanted)}) where {session}"


def _rank(file: TypedFile, name: str, code: str) -> int:
    """The rank of a code in a column; -1 where no row has it."""
    codes = list(file.columns[name].ranked.values)
    return codes.index(code) if code in codes else -1


def _score(plan: Plan) -> str:
    return f"y{plan.visit_names.index(plan.primary_visit)}"


def _period(date: str, by: str) -> str:
    """Number the months or quarters since the first of 1970, as pandas does."""
    return f"date_diff('{by}', date '1970-01-01', date '1970-01-01' + cast({date} as integer))"
