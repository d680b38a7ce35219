"""Measures of a file in a database: months or quarters of patients and sessions, counted where they stand."""

from __future__ import annotations

from functools import partial

import numpy as np
import pandas as pd

from dnoutcomes.analysis_sums import AnalysisSums, reduce_file, with_levels
from dnoutcomes.derive import derive_change, derive_responder
from dnoutcomes.derive.sessions import TOOK_PLACE, terms_of
from dnoutcomes.describe.calendar import day_of_data_cut, require_dates
from dnoutcomes.engines.patient_groups import products_of
from dnoutcomes.engines.period_groups import (
    PERIOD_KEYS,
    count_due,
    count_events,
    count_sessions,
    sum_changes_due,
)
from dnoutcomes.errors import ModelError
from dnoutcomes.monitoring.expected_change import expect_of_sums
from dnoutcomes.monitoring.months import FREQUENCIES


def completion_of_file(sums: AnalysisSums, by: str) -> pd.DataFrame:
    """Count expected primary visits by period, and those that were held; the columns of `months.sum_units`."""
    due = _due(sums, by)
    return _shares(due, due["value"].notna(), by)


def response_of_file(sums: AnalysisSums, by: str) -> pd.DataFrame:
    """Count the patients seen at the primary visit by period, and those who responded by the plan's first threshold."""
    plan = sums.plan
    if not plan.responders:
        raise ModelError("the plan names no responder threshold; give one under `responders`")
    due = _due(sums, by)
    due = derive_responder(
        derive_change(due.assign(composite_failure=False), plan.instrument), plan.responders, plan.instrument
    )
    answered = due[due["change"].notna() & due[plan.responders[0].column].notna()]
    return _shares(answered, answered[plan.responders[0].column] > 0, by)


def change_of_file(sums: AnalysisSums, by: str) -> pd.DataFrame:
    """Add up by period how far the changes of the patients seen at the primary visit were from the expected ones."""
    count = partial(sum_changes_due, plan=sums.plan, means=sums.means, cut=_cut(sums), by=by)
    levels = [name for name in sums.grouped.groups.columns if name not in ("arm", "cause")]
    groups = reduce_file(sums.outcomes, count, ["arm", "cause", *levels, "period"])
    # The cause is in it as models have it.
    coded = with_levels(groups[["arm", "cause", *levels]], sums.plan, sums.modelled_causes)
    n = groups["n"].to_numpy(dtype=float)
    differences = expect_of_sums(
        pd.get_dummies(coded).to_numpy(dtype=float), n, products_of(groups), sums.plan.primary_visit
    )
    amounts = pd.DataFrame({"period": groups["period"], "n": groups["n"], "count": differences})
    by_period = amounts.dropna().groupby("period")[["n", "count"]].sum()
    return _periods(by_period.assign(n_patients=by_period["n"], n_with=np.nan, n_without=np.nan), by)


def attendance_of_file(sums: AnalysisSums, by: str) -> pd.DataFrame:
    """Count planned sessions of both arms by period, and those that took place."""
    require_dates(sums)
    count = partial(count_sessions, plan=sums.plan, by=by, attended=TOOK_PLACE)
    return _periods(reduce_file(sums.outcomes, count, PERIOD_KEYS).set_index("period"), by)


def events_of_file(sums: AnalysisSums, by: str) -> pd.DataFrame:
    """Count attended sessions of the treated arm by period, and the adverse events recorded at them."""
    require_dates(sums)
    count = partial(count_events, plan=sums.plan, by=by, attended=TOOK_PLACE, terms_of=terms_of)
    return _periods(reduce_file(sums.outcomes, count, PERIOD_KEYS).set_index("period"), by)


def _due(sums: AnalysisSums, by: str) -> pd.DataFrame:
    count = partial(count_due, plan=sums.plan, cut=_cut(sums), by=by)
    return reduce_file(sums.outcomes, count, [*PERIOD_KEYS, "baseline", "value"])


def _cut(sums: AnalysisSums) -> int:
    require_dates(sums)
    day = day_of_data_cut(sums)
    assert day is not None
    return day


def _shares(counts: pd.DataFrame, has: pd.Series, by: str) -> pd.DataFrame:
    """A patient is in one period, so that patients and units are the same."""
    n = counts["n_patients"]
    parts = pd.DataFrame(
        {"period": counts["period"], "n": n, "count": n.where(has, 0), "n_without": n.where(~has, 0)}
    )
    by_period = parts.groupby("period").sum()
    return _periods(by_period.assign(n_patients=by_period["n"], n_with=by_period["count"]), by)


def _periods(by_period: pd.DataFrame, by: str) -> pd.DataFrame:
    numbers = by_period.index.astype("int64")
    return by_period.set_axis(pd.PeriodIndex.from_ordinals(numbers, freq=FREQUENCIES[by]), axis=0)
