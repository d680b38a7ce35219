"""Sums over patients who share levels and the sums of products of their days: what a growth model needs of a file."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING

import pandas as pd

from dnoutcomes.engines.analysis_tables import make_tables
from dnoutcomes.engines.patient_groups import patients_with_numbers, sum_products
from dnoutcomes.engines.typed_file import TypedFile

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan


def count_later_days(file: TypedFile, plan: Plan) -> pd.DataFrame:
    """Count the scores after baseline by day: `day, n`."""
    make_tables(file, plan)
    return file.database.frame(f"select day, count(*) as n from ({_LATER}) group by day order by day")


def sum_courses(
    file: TypedFile, plan: Plan, means: Mapping[str, float], horizon: int, turn: int | None
) -> pd.DataFrame:
    """Add up the patients with a baseline and a score after it.

    Parameters
    ----------
    file : TypedFile
    plan : Plan
    means : mapping of str to float
        Covariates that are numbers, and what each counts with where it has no value.
    horizon : int
        Last day whose scores count.
    turn : int, optional
        Day at which the slope may change.

    Returns
    -------
    pandas.DataFrame
        One row per group: arm, cause and covariates with levels; `t0_0, t0_1, ...`, sums over a patient's scores of
        products of t = (1, columns of the course in days); `n` patients; `s0_0, s0_1, ...`, sums over them of products
        of z = (1, baseline, numbers, sums of t times change); and `squares`, the sum of squares of change.
    """
    make_tables(file, plan)
    t = ["1", *(["day"] if turn is None else [f"least(day, {turn})", f"greatest(day - {turn}, 0)"])]
    change = "(score - baseline)"
    keys = {f"t{i}_{j}": f"{t[i]} * {t[j]}" for i in range(len(t)) for j in range(i, len(t))}
    whole = ", ".join(f"cast(sum({product}) as bigint) as {name}" for name, product in keys.items())
    sums = ", ".join(f"fsum({each} * {change}) as course{i}" for i, each in enumerate(t))
    courses = (
        f"select patient, {whole}, {sums}, fsum({change} * {change}) as squared from ({_LATER}) where day <= {horizon} "
        "group by patient"
    )
    patients = f"select * from ({patients_with_numbers(file, plan, means)}) join ({courses}) using (patient)"
    values = [
        "baseline",
        *(f"n{place}" for place in range(len(means))),
        *(f"course{i}" for i in range(len(t))),
    ]
    return sum_products(file, plan, patients, values, list(keys), "fsum(squared) as squares")


#: Scores after the day of the baseline.
_LATER = (
    "select daily.patient, daily.day, daily.score, analysed.baseline from daily join analysed using (patient) "
    "where day > baseline_day"
)
