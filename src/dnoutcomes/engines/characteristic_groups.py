"""Patients of a file counted by arm, cause and what was recorded of them up to time zero."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Literal

import pandas as pd

from dnoutcomes.engines.analysis_tables import baseline_of_scores, make_tables, values_of
from dnoutcomes.engines.typed_file import TypedFile

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

#: What a row of `count_characteristics` counts.
CHARACTERISTIC_KEYS = ("arm", "cause", "value")

#: Of a characteristic: a fact of the patient, the baseline of scores, or the last value up to time zero.
Source = Literal["fact", "baseline", "last value"]


def count_characteristics(
    file: TypedFile, plan: Plan, sources: Mapping[str, Source], most_texts: int
) -> dict[str, pd.DataFrame]:
    """Count the patients with a baseline by arm, cause and the value of each characteristic.

    Parameters
    ----------
    file : TypedFile
    plan : Plan
    sources : mapping of str to str
        Columns of the file, and what of them counts.
    most_texts : int
        Texts among which last values differ at most: names of people are no characteristic and stay in the database.

    Returns
    -------
    dict of str to pandas.DataFrame
        By column, one row per combination that occurs: `arm, cause, value` (missing where nothing was recorded),
        `n_patients`. A column with too many different texts isn't in it.
    """
    make_tables(file, plan)
    counts = {}
    for name, source in sources.items():
        values = _VALUES[source](file, plan, name)
        counted = file.database.frame(
            f"select f0 as arm, f1 as cause, value, count(*) as n_patients from analysed left join ({values}) "
            "using (patient) where baseline is not null group by all order by all"
        )
        text = source == "last value" and not file.columns[name].column.is_number
        if text and counted["value"].nunique() > most_texts:
            continue
        ranked = ["arm", "cause"] if source == "baseline" else ["arm", "cause", "value"]
        columns = {"arm": "arm", "cause": "cause", "value": name}
        counts[name] = counted.assign(**{key: values_of(file, columns[key], counted[key]) for key in ranked})
    return counts


def _facts(file: TypedFile, plan: Plan, name: str) -> str:
    """All rows of a patient in a plain file say the same."""
    fact = file.select([("patient", "patient_id", "rank"), ("fact", name, "rank")])
    return f"select patient, any_value(fact) as value from ({fact}) group by patient"


def _baselines(file: TypedFile, plan: Plan, name: str) -> str:
    if name == plan.outcome:
        return "select patient, baseline as value from analysed"
    days = (
        f"select patient, day, any_value(score) as score from ({_by_day(file, name, 'value')}) group by all"
    )
    return (
        f"select patient, baseline as value from (select patient, {baseline_of_scores(plan.baseline)} from ({days}) "
        "group by patient)"
    )


def _last_values(file: TypedFile, plan: Plan, name: str) -> str:
    """Of one day the one that stands last in the file."""
    return (
        f"select patient, last(score order by day, row) as value from ({_by_day(file, name, 'rank')}) "
        f"where day <= {plan.baseline.last} group by patient"
    )


def _by_day(file: TypedFile, name: str, kind: str) -> str:
    """Write a query of what a column has of patients, with the days since their time zero."""
    wanted = [
        ("patient", "patient_id", "rank"),
        ("date", file.time_column, "value"),
        ("score", name, kind),
    ]
    return (
        f"select row, patient, cast(date - zero as integer) as day, score from ({file.select(wanted)}) "
        "join persons using (patient) where score is not null"
    )


_VALUES = {"fact": _facts, "baseline": _baselines, "last value": _last_values}
