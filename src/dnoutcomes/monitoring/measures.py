"""What a clinic watches: each measure says which units it is made of and which chart suits it."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis, AnalysisSums
from dnoutcomes.derive.sessions import events_of
from dnoutcomes.describe.calendar import data_cut, require_dates
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.errors import ModelError
from dnoutcomes.language import say, say_term, term
from dnoutcomes.monitoring import measures_of_file
from dnoutcomes.monitoring.expected_change import expected_change
from dnoutcomes.monitoring.months import sum_units
from dnoutcomes.registry import Registry


@dataclass(frozen=True)
class Measure:
    """A measure that is followed month by month.

    Attributes
    ----------
    name : str
    title, unit : callable
        From the analysis to the words of the chart.
    better : callable
        From the analysis to "lower" or "higher".
    chart : str
        Name in `CHARTS`.
    units : callable
        From the analysis to one row per unit, as `reduce_to_periods` wants them.
    of_file : callable
        From the sums of a file in a database, and "month" or "quarter", to what `months.sum_units` makes of the units.
    per : float
        Values are per so many units.
    lag_days : callable
        From the analysis to the days from the date of a unit until it is complete.
    is_share : bool
        Whether amounts are a part of n, so that those with and without are groups of patients to protect.
    note : str
        How it is counted.
    """

    name: str
    title: Callable[[Analysis], str]
    unit: Callable[[Analysis], str]
    better: Callable[[Analysis], str]
    chart: str
    units: Callable[[AnalysisData], pd.DataFrame]
    of_file: Callable[[AnalysisSums, str], pd.DataFrame]
    per: float = 1.0
    lag_days: Callable[[Analysis], int] = lambda analysis: 0
    is_share: bool = True
    note: str = ""

    def by_period(self, analysis: Analysis, by: str) -> pd.DataFrame:
        """Add up the units by month or quarter, as `months.sum_units`."""
        if isinstance(analysis, AnalysisSums):
            return self.of_file(analysis, by)
        return sum_units(self.units(analysis), by)

    def last_complete(self, analysis: Analysis) -> pd.Timestamp:
        """Return the last day whose units are complete at the data cut."""
        return data_cut(analysis) - pd.to_timedelta(self.lag_days(analysis), unit="D")


def _due_at_primary(analysis: AnalysisData) -> pd.DataFrame:
    """Patients whose primary visit was expected, with its due date."""
    visits = expected_visits(analysis)
    visits = visits[(visits["visit"] == analysis.plan.primary_visit) & visits["expected"]]
    return visits[["patient_id", "due"]].rename(columns={"due": "date"}).assign(weight=1)


def change_units(analysis: AnalysisData) -> pd.DataFrame:
    """Patients seen at the primary visit: how far their change was from the expected one."""
    found = _due_at_primary(analysis).merge(expected_change(analysis).frame, on="patient_id")
    return found.rename(columns={"difference": "amount"})[["patient_id", "date", "weight", "amount"]]


def response_units(analysis: AnalysisData) -> pd.DataFrame:
    """Patients seen at the primary visit: whether they responded by the plan's first threshold."""
    if not analysis.plan.responders:
        raise ModelError("the plan names no responder threshold; give one under `responders`")
    column = analysis.plan.responders[0].column
    seen = analysis.at_visit()[["patient_id", column]].rename(columns={column: "amount"})
    return _due_at_primary(analysis).merge(seen[seen["amount"].notna()], on="patient_id")


def completion_units(analysis: AnalysisData) -> pd.DataFrame:
    """Expected primary visits: whether they were held."""
    visits = expected_visits(analysis)
    seen = visits.loc[visits["visit"] == analysis.plan.primary_visit, ["patient_id", "seen"]]
    due = _due_at_primary(analysis).merge(seen, on="patient_id")
    return due.assign(amount=due["seen"].astype(int))[["patient_id", "date", "weight", "amount"]]


def attendance_units(analysis: AnalysisData) -> pd.DataFrame:
    """Planned sessions of both arms: whether they took place."""
    require_dates(analysis)
    sessions = analysis.workbench.sessions
    return pd.DataFrame(
        {
            "patient_id": sessions["patient_id"],
            "date": sessions["session_date"],
            "weight": 1,
            "amount": sessions["attended"].astype(int),
        }
    )


def event_units(analysis: AnalysisData) -> pd.DataFrame:
    """Sessions of the treated arm that took place: how many adverse events were recorded at each."""
    sessions = _treated_sessions(analysis)
    events = events_of(sessions).groupby("source_row").size()
    return sessions.assign(
        date=sessions["session_date"], weight=1, amount=sessions["source_row"].map(events).fillna(0)
    )[["patient_id", "date", "weight", "amount"]]


def _treated_sessions(analysis: AnalysisData) -> pd.DataFrame:
    require_dates(analysis)
    sessions = analysis.workbench.sessions
    kept = sessions[sessions["attended"] & (sessions["arm"] == analysis.plan.treated_arm)]
    # By date and patient: the order of the file must not matter.
    return kept.sort_values(["session_date", "patient_id", "source_row"], kind="stable", ignore_index=True)


def between_serious_events(analysis: AnalysisData) -> pd.DataFrame:
    """List what lies between one serious event in the treated arm and the next.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per serious event from the second on: `period` (its month), `patient_id`, `sessions` (attended sessions
        without one since the event before) and `days`. Sessions of one day are ordered by patient.

    Notes
    -----
    The time before the first event and after the last one is no gap between events and isn't listed.
    """
    sessions = _treated_sessions(analysis)
    serious = events_of(sessions)
    rows = sessions.index[sessions["source_row"].isin(serious.loc[serious["serious"], "source_row"])]
    at = sessions.loc[rows]
    frame = pd.DataFrame(
        {
            "period": at["session_date"].dt.to_period("M").astype(str),
            "patient_id": at["patient_id"],
            "sessions": np.diff(rows.to_numpy(), prepend=0) - 1,
            "days": at["session_date"].diff().dt.days,
        }
    )
    return frame.iloc[1:].reset_index(drop=True)


def _days_to_close(analysis: Analysis) -> int:
    visit = analysis.plan.visit(analysis.plan.primary_visit)
    return int(visit.last or visit.day) - visit.day


def _of_outcome(analysis: Analysis) -> str:
    plan = analysis.plan
    return say(
        "{outcome}, change to {visit}, observed minus expected",
        outcome=say_term(plan.instrument.label),
        visit=plan.visit(plan.primary_visit).words,
    )


def _of_responders(analysis: Analysis) -> str:
    plan = analysis.plan
    return say(
        "Responders ({threshold}) at {visit}",
        threshold=plan.responders[0].words,
        visit=plan.visit(plan.primary_visit).words,
    )


def _of_completion(analysis: Analysis) -> str:
    plan = analysis.plan
    return say("Visits held among those due, {visit}", visit=plan.visit(plan.primary_visit).words)


def _of_events(analysis: Analysis) -> str:
    return say("Adverse events at sessions of {arm}", arm=say_term(analysis.plan.treated_arm))


MEASURES: Registry[Measure] = Registry(
    "measure",
    [
        (
            "change",
            Measure(
                "change",
                _of_outcome,
                lambda analysis: analysis.plan.instrument.unit,
                lambda analysis: analysis.plan.instrument.direction,
                "X'",
                change_units,
                of_file=measures_of_file.change_of_file,
                lag_days=_days_to_close,
                is_share=False,
                note=term(
                    "Mean over the patients whose primary visit fell due in the month and was held, both arms. "
                    "Expected is what baseline, arm, cause and the plan's covariates predict from the whole period."
                ),
            ),
        ),
        (
            "response",
            Measure(
                "response",
                _of_responders,
                lambda analysis: "share",
                lambda analysis: "higher",
                "p'",
                response_units,
                of_file=measures_of_file.response_of_file,
                lag_days=_days_to_close,
                note=term(
                    "Share of the patients whose primary visit fell due in the month and was held, both arms, not "
                    "adjusted."
                ),
            ),
        ),
        (
            "completion",
            Measure(
                "completion",
                _of_completion,
                lambda analysis: "share",
                lambda analysis: "higher",
                "p'",
                completion_units,
                of_file=measures_of_file.completion_of_file,
                lag_days=_days_to_close,
                note=term(
                    "Share of the patients whose primary visit fell due in the month, both arms. Other visits aren't "
                    "in it: later ones are missed more, so that the mix of visits would make a trend."
                ),
            ),
        ),
        (
            "attendance",
            Measure(
                "attendance",
                lambda analysis: say("Planned sessions attended"),
                lambda analysis: "share",
                lambda analysis: "higher",
                "p'",
                attendance_units,
                of_file=measures_of_file.attendance_of_file,
                note=term("Share of the sessions planned in the month, both arms."),
            ),
        ),
        (
            "adverse_events",
            Measure(
                "adverse_events",
                _of_events,
                lambda analysis: term("per 100 sessions"),
                lambda analysis: "lower",
                "u'",
                event_units,
                of_file=measures_of_file.events_of_file,
                per=100.0,
                note=term("Events recorded at attended sessions of the treated arm, per 100 of them."),
            ),
        ),
    ],
    error=ModelError,
)
