"""Sums over patients who share arm, cause, other levels and visits, of one file or of its parts added up."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from dnoutcomes.engines.analysis_tables import facts, values_of
from dnoutcomes.engines.typed_file import TypedFile
from dnoutcomes.errors import PlanError

if TYPE_CHECKING:
    from dnoutcomes.plan import Plan

Array = NDArray[np.float64]


@dataclass(frozen=True, eq=False)
class GroupedPatients:
    """Sums over patients who share arm, cause, other levels, and the visits at which they have a score.

    Attributes
    ----------
    groups : pandas.DataFrame
        One row per group: `arm, cause` and the covariates with levels, as in records (missing where not recorded).
    n : array of int, shape (groups,)
        Patients.
    observed : array of bool, shape (groups, visits)
    products : array of shape (groups, d, d)
        Sums of z z' over patients, z = (1, baseline, covariates that are numbers, change at each visit); zero where a
        visit has no score.
    """

    groups: pd.DataFrame
    n: NDArray[np.int64]
    observed: NDArray[np.bool_]
    products: Array


def add_sums(parts: Iterable[pd.DataFrame], keys: Sequence[str]) -> pd.DataFrame:
    """Add up counts and sums of parts of a file in which no patient is in two.

    Parameters
    ----------
    parts : iterable of pandas.DataFrame
        The same columns in each.
    keys : sequence of str
        Columns that say what a row counts; all others are added.

    Returns
    -------
    pandas.DataFrame
        One row per combination of the keys that occurs, in their order; a missing key is a level of its own.

    Examples
    --------
    >>> one = pd.DataFrame({"arm": ["needling", None], "n": [3, 1]})
    >>> add_sums([one, one.iloc[:1]], ["arm"])["n"].tolist()
    [6, 1]
    """
    joined = pd.concat(list(parts), ignore_index=True)
    return joined.groupby(list(keys), dropna=False, observed=True, as_index=False).sum()


def split_covariates(file: TypedFile, plan: Plan) -> tuple[list[str], list[str]]:
    """Return the plan's covariates that are numbers, and those that are levels."""
    others = [name for name in dict.fromkeys(plan.covariates) if name not in ("arm", "cause", "baseline")]
    numbers = [name for name in others if file.columns[name].column.is_number]
    return numbers, [name for name in others if name not in numbers]


def sum_numbers(file: TypedFile, plan: Plan) -> pd.DataFrame:
    """Add up the covariates that are numbers over patients with a baseline: `covariate, recorded, total`."""
    alias = {name: alias for alias, name in facts(plan)}
    numbers, _ = split_covariates(file, plan)
    totals = [
        file.database.rows(
            f"select count(value), coalesce(fsum(value), 0) from analysed left join {file.values_of(name)} as number "
            f"on {alias[name]} = number.rank where baseline is not null"
        )[0]
        for name in numbers
    ]
    return pd.DataFrame(totals, columns=["recorded", "total"]).assign(covariate=numbers)


def means_of(totals: pd.DataFrame, numbers: Sequence[str]) -> dict[str, float]:
    """Return the mean of each covariate, with which a missing value counts as `derive.fill_covariates` has it.

    Raises
    ------
    PlanError
        A covariate is missing in every patient.
    """
    by_name = totals.set_index("covariate")
    for name in numbers:
        if not by_name.at[name, "recorded"]:
            raise PlanError(f"covariate {name!r} is missing in every patient")
    return {name: float(by_name.at[name, "total"] / by_name.at[name, "recorded"]) for name in numbers}


def sum_patients(file: TypedFile, plan: Plan, means: Mapping[str, float]) -> pd.DataFrame:
    """Add up the patients with a baseline.

    Parameters
    ----------
    file : TypedFile
        After `make_tables`.
    plan : Plan
    means : mapping of str to float
        What a covariate counts with where it has no value.

    Returns
    -------
    pandas.DataFrame
        One row per group: arm, cause and covariates with levels, `o0, o1, ...` (whether a visit has a score), `n`, and
        the sums `s0_0, s0_1, ...` of products of z.
    """
    visits = range(len(plan.visits))
    values = ["baseline", *_numbers(means), *(f"c{place}" for place in visits)]
    changes = ", ".join(f"y{place} - baseline as c{place}" for place in visits)
    seen = [f"o{place}" for place in visits]
    observed = ", ".join(f"c{place} is not null as o{place}" for place in visits)
    patients = f"select *, {changes}, {observed} from ({patients_with_numbers(file, plan, means)})"
    return sum_products(file, plan, patients, values, seen)


def patients_with_numbers(file: TypedFile, plan: Plan, means: Mapping[str, float]) -> str:
    """Write a query of the patients with a baseline: `analysed` and the covariates that are numbers, `n0, n1, ...`."""
    alias = {name: alias for alias, name in facts(plan)}
    joins = " ".join(
        f"left join {file.values_of(name)} as r{place} on {alias[name]} = r{place}.rank"
        for place, name in enumerate(means)
    )
    filled = "".join(
        f", coalesce(r{place}.value, cast('{mean!r}' as double)) as n{place}"
        for place, mean in enumerate(means.values())
    )
    return f"select analysed.*{filled} from analysed {joins} where baseline is not null"


def sum_products(
    file: TypedFile, plan: Plan, patients: str, values: Sequence[str], keys: Sequence[str], sums: str = ""
) -> pd.DataFrame:
    """Add up products of 1 and values over patients who share levels and further keys.

    Returns
    -------
    pandas.DataFrame
        One row per group: arm, cause and covariates with levels, the keys, `n`, and `s0_0, ...`; NULL counts as 0.
    """
    alias = {name: alias for alias, name in facts(plan)}
    z = ["1.0", *(f"coalesce({value}, 0)" for value in values)]
    products = ", ".join(
        f"fsum({z[i]} * {z[j]}) as s{i}_{j}" for i in range(len(z)) for j in range(i, len(z))
    )
    levels = ["arm", "cause", *split_covariates(file, plan)[1]]
    by = ", ".join([*(alias[name] for name in levels), *keys])
    sums = f", {sums}" if sums else ""
    groups = file.database.frame(
        f"select {by}, count(*) as n, {products}{sums} from ({patients}) group by {by} order by {by}"
    )
    ranks = groups[[alias[name] for name in levels]]
    named = {name: values_of(file, name, ranks[alias[name]]) for name in levels}
    return pd.DataFrame(named).join(groups.drop(columns=list(ranks)))


def grouped_patients(sums: pd.DataFrame, plan: Plan, levels: Sequence[str]) -> GroupedPatients:
    """Give the sums of `sum_patients` their shapes; `levels` are the covariates with levels."""
    observed = sums[[f"o{place}" for place in range(len(plan.visits))]].to_numpy(dtype=bool)
    return GroupedPatients(
        sums[["arm", "cause", *levels]], sums["n"].to_numpy(dtype="int64"), observed, products_of(sums)
    )


def products_of(sums: pd.DataFrame, letter: str = "s") -> Array:
    """Return sums `s0_0, s0_1, ...` as symmetric matrices, shape (rows, d, d)."""
    pairs = [
        (int(i), int(j), name)
        for name in sums.columns
        for i, j in re.findall(rf"^{letter}(\d+)_(\d+)$", name)
    ]
    size = max(j for _, j, _ in pairs) + 1
    products = np.zeros((len(sums), size, size))
    for i, j, name in pairs:
        products[:, i, j] = products[:, j, i] = sums[name]
    return products


def _numbers(means: Mapping[str, float]) -> list[str]:
    return [f"n{place}" for place in range(len(means))]
