"""Derivations: pure functions from tidy frames to tidy frames, one thing each.

All of them take the encounters of `Outcomes.records` with a `day` column (days since time zero, whole numbers) and
never change what they are given.
"""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.errors import DataError
from dnoutcomes.instruments import Instrument
from dnoutcomes.plan import BaselineRule, IntercurrentEvent, Responder, Visit


def derive_day(records: pd.DataFrame) -> pd.DataFrame:
    """Add `day`, the days since a patient's time zero.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id` and either `study_day`, or `session_date` with, where known, `index_date`.

    Returns
    -------
    pandas.DataFrame
        The same rows with an integer column `day`.

    Notes
    -----
    Time zero is `index_date`; for a patient without one, the date of the first record, where reading the file hasn't
    filled in that of a row set aside before it. A study day is used as it stands: day 0 is time zero.
    """
    records = records.copy()
    if "study_day" in records.columns and "session_date" not in records.columns:
        records["day"] = records["study_day"].astype("float64").round().astype("int64")
        return records
    index_date = records.groupby("patient_id")["session_date"].transform("min")
    if "index_date" in records.columns:
        declared = records.groupby("patient_id")["index_date"].transform("first")
        index_date = declared.fillna(index_date)
    records["day"] = (records["session_date"] - index_date).dt.days.astype("int64")
    return records


def derive_event_days(records: pd.DataFrame, events: tuple[IntercurrentEvent, ...]) -> pd.DataFrame:
    """Find the first day after time zero on which each intercurrent event is recorded.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id`, `day` and one yes/no column per event.

    Returns
    -------
    pandas.DataFrame
        One row per patient with an event: `patient_id, event, strategy, event_day`.

    Raises
    ------
    DataError
        An event of the plan has no column in the data.
    """
    columns = ["patient_id", "event", "strategy", "event_day"]
    found = []
    for item in events:
        if item.event not in records.columns:
            raise DataError(
                f"the plan names the intercurrent event {item.event!r}, but the data have no such column; "
                "add a yes/no column of that name or take the event out of the plan"
            )
        happened = records[records[item.event].fillna(False).astype(bool) & (records["day"] > 0)]
        first = (
            happened.groupby("patient_id", as_index=False)["day"].min().rename(columns={"day": "event_day"})
        )
        found.append(first.assign(event=item.event, strategy=item.strategy)[columns])
    return pd.concat(found, ignore_index=True) if found else pd.DataFrame(columns=columns)


def derive_baseline(records: pd.DataFrame, outcome: str, rule: BaselineRule) -> pd.DataFrame:
    """Choose each patient's baseline score.

    Parameters
    ----------
    records : pandas.DataFrame
        `patient_id`, `day` and the outcome's column.
    outcome : str
        Column of the outcome.
    rule : BaselineRule
        Days that qualify, relative to time zero, and whether the last, the first or the mean of them counts.

    Returns
    -------
    pandas.DataFrame
        One row per patient with a baseline: `patient_id, baseline, baseline_day`. Several scores on one day are
        averaged.
    """
    daily = daily_scores(records, outcome)
    candidates = daily[daily["day"].between(rule.first, rule.last)]
    grouped = candidates.groupby("patient_id", as_index=False)
    if rule.rule == "mean":
        chosen = grouped.agg(baseline=("value", "mean"), baseline_day=("day", "max"))
    else:
        chosen = grouped.last() if rule.rule == "last" else grouped.first()
        chosen = chosen.rename(columns={"value": "baseline", "day": "baseline_day"})
    return chosen[["patient_id", "baseline", "baseline_day"]]


def daily_scores(records: pd.DataFrame, outcome: str) -> pd.DataFrame:
    """Reduce the records to one score per patient and day, the mean where a day has several.

    Returns
    -------
    pandas.DataFrame
        One row per patient and day with a score, in that order: `patient_id, day, value`.
    """
    scored = records.loc[records[outcome].notna(), ["patient_id", "day", outcome]].rename(
        columns={outcome: "value"}
    )
    scored["value"] = scored["value"].astype("float64")
    # Sorted by value first, so that the mean adds in the same order whatever the order of the file.
    ordered = scored.sort_values(["patient_id", "day", "value"], kind="stable")
    return ordered.groupby(["patient_id", "day"], as_index=False)["value"].mean()


def assign_visits(scores: pd.DataFrame, visits: tuple[Visit, ...], tie_rule: str) -> pd.DataFrame:
    """Choose one score per patient and planned visit: inside its window, the nearest to its target day.

    Parameters
    ----------
    scores : pandas.DataFrame
        One row per patient and day: `patient_id, day, value`.
    visits : tuple of Visit
        Windows that don't overlap.
    tie_rule : {"earlier", "later"}
        Which of two scores equally near the target counts.

    Returns
    -------
    pandas.DataFrame
        One row per patient and visit with a score: `patient_id, visit, day, value, n_candidates`.
    """
    found = []
    for visit in visits:
        inside = scores[scores["day"].between(visit.first, visit.last)].copy()
        inside["distance"] = (inside["day"] - visit.day).abs()
        inside["n_candidates"] = inside.groupby("patient_id")["day"].transform("size")
        inside = inside.sort_values(
            ["patient_id", "distance", "day"], ascending=[True, True, tie_rule == "earlier"]
        )
        found.append(inside.drop_duplicates("patient_id").assign(visit=visit.name))
    return pd.concat(found, ignore_index=True)[["patient_id", "visit", "day", "value", "n_candidates"]]


def derive_change(visits: pd.DataFrame, instrument: Instrument) -> pd.DataFrame:
    """Add `change` and `percent_improvement`.

    Parameters
    ----------
    visits : pandas.DataFrame
        `value` and `baseline`.

    Returns
    -------
    pandas.DataFrame
        The same rows with `change` = value - baseline, and `percent_improvement` = improvement in the instrument's
        better direction as a percent of baseline. The latter is NaN where the baseline isn't above zero or a
        percent has no meaning for the instrument.
    """
    change = visits["value"] - visits["baseline"]
    base = visits["baseline"].where(visits["baseline"] > 0)
    percent = 100 * instrument.better_sign * change / base if instrument.percent_change else np.nan
    return visits.assign(change=change, percent_improvement=percent)


def derive_responder(
    visits: pd.DataFrame, responders: tuple[Responder, ...], instrument: Instrument
) -> pd.DataFrame:
    """Add one column per responder threshold: 1.0 responder, 0.0 not, NaN where there is no score.

    Parameters
    ----------
    visits : pandas.DataFrame
        `change`, `percent_improvement` and, where an intercurrent event has the composite strategy,
        `composite_failure` (true from the event on: a patient who had it is no responder whatever the score).

    Notes
    -----
    An improvement equal to the threshold counts. Scores are decimal numbers stored in binary, so a difference of less
    than 1e-9 from the threshold counts as equal.
    """
    added = {}
    improvement = instrument.better_sign * visits["change"]
    failed = (
        visits["composite_failure"]
        if "composite_failure" in visits.columns
        else pd.Series(False, visits.index)
    )
    for item in responders:
        size = visits["percent_improvement"] if item.scale == "percent" else improvement
        answer = (size >= item.value - 1e-9).astype("float64").where(size.notna())
        added[item.column] = answer.mask(failed.astype(bool), 0.0)
    return visits.assign(**added)
