"""What a plan makes of a typed file, in SQL: time zero, baseline, a score per visit; and who is in it.

The rules are those of `dnoutcomes.derive`, written from the same plan; tests hold both against each other. What has
been proven plain needs less of them: a patient has one value of each fact, and one score a day.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.engines.database import EngineError, literal
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.plan import BaselineRule, Visit
from dnoutcomes.plan.event_strategies import EVENT_STRATEGIES
from dnoutcomes.schema import COLUMNS

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


def make_tables(file: TypedFile, plan: Plan) -> None:
    """Make the tables `daily` (patient, day, score) and `analysed` (a row per patient; NULL where there's nothing).

    Those of the plan that was asked for last stand in the database, and are made once.

    Raises
    ------
    EngineError
        The plan asks for something that isn't reduced to sums.
    """
    refuse_plan(file, plan)
    database = file.database
    written = literal(plan.model_dump_json())
    database.run("create table if not exists plan_of_tables (plan varchar)")
    if database.rows(f"select plan from plan_of_tables where plan = {written}"):
        return
    database.run("delete from plan_of_tables")
    index = "index_date" in file.columns
    given = [("index_day", "index_date", "value")] if index else []
    ranks = [(alias, name, "rank") for alias, name in facts(plan)]
    persons = file.select(
        [("patient", "patient_id", "rank"), ("day", file.time_column, "value"), *given, *ranks]
    )
    known = ", ".join(f"any_value({alias}) as {alias}" for alias, *_ in ranks)
    zero = "coalesce(any_value(index_day), min(day))" if index else "min(day)"
    database.run(
        f"create or replace table persons as select patient, {zero} as zero, {known} from ({persons}) "
        "group by patient"
    )
    database.run(
        "create or replace table daily as select patient, cast(day - zero as integer) as day, "
        f"any_value(score) as score from {file.encounters()} join persons using (patient) where score is not null "
        "group by 1, 2"
    )
    visits = ", ".join(
        f"{of_visit(visit, plan.tie_rule, 'score')} as y{place}" for place, visit in enumerate(plan.visits)
    )
    database.run(
        "create or replace table analysed as select persons.*, scored.* exclude (patient) from persons left join "
        f"(select patient, true as scored, max(day) as last_day, {baseline_of_scores(plan.baseline)}, {visits} "
        "from daily group by patient) as scored using (patient)"
    )
    database.run(f"insert into plan_of_tables values ({written})")


def refuse_plan(file: TypedFile, plan: Plan) -> None:
    """Refuse a plan whose analysis needs rows of patients.

    Raises
    ------
    EngineError
    """
    needs = "Read the file with engine='pandas' for it, which takes about 1 KB of memory for each row."
    for event in plan.estimand.intercurrent_events:
        if event.event not in file.columns:
            raise EngineError(
                f"the plan names the intercurrent event {event.event!r}, and the file has no such column"
            )
        if EVENT_STRATEGIES[event.strategy].changes_scores:
            raise EngineError(
                f"the strategy {event.strategy} of {event.event!r} isn't reduced to sums. {needs}"
            )
    if plan.clusters:
        raise EngineError(
            f"errors by {plan.clusters!r} need rows of patients and aren't reduced to sums. {needs}"
        )
    if plan.outcome != file.outcome:
        raise EngineError(
            f"the file was read for {file.outcome!r} and the plan's outcome is {plan.outcome!r}: pass the plan to "
            "read_outcomes"
        )
    for name in plan.covariates:
        if name not in file.columns or name not in COLUMNS or COLUMNS[name].level_of != "patient":
            raise EngineError(
                f"covariate {name!r} isn't one of patients by the schema, and isn't reduced to sums. {needs}"
            )


def facts(plan: Plan) -> list[tuple[str, str]]:
    """Name the columns of `persons` and `analysed` that hold what is known of a patient: `(alias, name)`."""
    names = dict.fromkeys(["arm", "cause", *plan.covariates])
    return [(f"f{place}", name) for place, name in enumerate(names)]


def baseline_of_scores(rule: BaselineRule) -> str:
    """Write `baseline, baseline_day` of rows `day, score` of a patient, one a day."""
    score = {"last": "arg_max(score, day)", "first": "arg_min(score, day)", "mean": "avg(score)"}[rule.rule]
    day = "min(day)" if rule.rule == "first" else "max(day)"
    inside = f"filter (day between {rule.first} and {rule.last})"
    return f"{score} {inside} as baseline, {day} {inside} as baseline_day"


def of_visit(visit: Visit, tie_rule: str, column: str) -> str:
    """Write what a column of rows `day, score` of a patient has on the day that counts for a visit.

    It's the day nearest to the target; of two equally near ones that which the rule names.
    """
    behind = "day > {0}" if tie_rule == "earlier" else "day < {0}"
    distance = f"2 * abs(day - {visit.day}) + cast({behind.format(visit.day)} as integer)"
    return f"arg_min({column}, {distance}) filter (day between {visit.first} and {visit.last})"


def count_patients(file: TypedFile, plan: Plan) -> pd.DataFrame:
    """Count patients by arm and cause.

    Returns
    -------
    pandas.DataFrame
        One row per arm and cause: `arm, cause, without_score, without_baseline`, and of those with a baseline `n`,
        `scored` (at any visit) and a column per visit.
    """
    seen = [f"y{place} is not null" for place in range(len(plan.visits))]
    each = ", ".join(
        f"count(*) filter (baseline is not null and {one}) as v{place}" for place, one in enumerate(seen)
    )
    counts = file.database.frame(
        "select f0, f1, count(*) filter (scored is null) as without_score, "
        "count(*) filter (scored and baseline is null) as without_baseline, "
        "count(*) filter (baseline is not null) as n, "
        f"count(*) filter (baseline is not null and ({' or '.join(seen)})) as scored, {each} "
        "from analysed group by all order by f0, f1"
    )
    named = {f"v{place}": visit.name for place, visit in enumerate(plan.visits)}
    levels = {
        name: values_of(file, name, counts.pop(alias)) for alias, name in (("f0", "arm"), ("f1", "cause"))
    }
    return pd.DataFrame(levels).join(counts.rename(columns=named))


def count_patients_without(file: TypedFile, name: str) -> int:
    """Count the patients who have no value in a patient-level column."""
    wanted = [("patient", "patient_id", "rank"), ("fact", name, "rank")]
    return int(
        file.database.value(f"select count(distinct patient) from ({file.select(wanted)}) where fact is null")
    )


def days_with_scores(file: TypedFile) -> tuple[pd.DataFrame, pd.DataFrame]:
    """Return patients with a score (`patient_id, arm, has_baseline`) and their days (`patient_id, day`).

    Ids are numbers.
    """
    patients = file.database.frame("select patient as patient_id, f0, baseline is not null as has_baseline "
                                   "from analysed where scored")  # fmt: skip
    patients["arm"] = values_of(file, "arm", patients.pop("f0"))
    return patients, file.database.frame("select patient as patient_id, day from daily")


def values_of(file: TypedFile, name: str, ranks: Sequence[object]) -> pd.Series:
    """Return the values of a column by their ranks."""
    codes = pd.array(ranks, dtype="Int64").fillna(-1).to_numpy(dtype="int64")
    parsed = file.columns[name]
    return parsed.values_of(codes, parsed.ranked.values)
