"""Who can be compared in a funnel: sites, therapists, or units that a script has registered."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.errors import DataError
from dnoutcomes.language import say_term, term
from dnoutcomes.registry import OpenRegistry
from dnoutcomes.schema import COLUMNS, Column


def first_recorded(analysis: AnalysisData, column: str) -> pd.Series:
    """Find the unit that is recorded first for each patient, in the order of the file.

    Parameters
    ----------
    analysis : AnalysisData
    column : str
        A column of the records.

    Returns
    -------
    pandas.Series
        Unit by `patient_id`, of patients who have one.
    """
    return analysis.outcomes.records.groupby("patient_id")[column].first().dropna()


def most_sessions(analysis: AnalysisData, column: str) -> pd.Series:
    """Find the unit of most attended sessions of each patient of the treated arm; of equals, the first by name.

    Parameters
    ----------
    analysis : AnalysisData
    column : str
        A column of the records.

    Returns
    -------
    pandas.Series
        Unit by `patient_id`, of patients who came to a session.
    """
    sessions = analysis.workbench.sessions
    treated = sessions[sessions["attended"] & (sessions["arm"] == analysis.plan.treated_arm)]
    counts = treated.groupby(["patient_id", column]).size().rename("n").reset_index()
    most = counts.sort_values(["patient_id", "n", column], ascending=[True, False, True], kind="stable")
    return most.drop_duplicates("patient_id").set_index("patient_id")[column]


@dataclass(frozen=True, eq=False)
class FunnelUnit:
    """What a point of a funnel is.

    Attributes
    ----------
    name : str
        As plans call it: "site".
    column : str
        Column of the records that says which one a row belongs to. Where the plan adjusts for it, this funnel doesn't:
        the unit itself is no case mix.
    one, several : str
        What readers call one of them, and several, marked with `term` where these are to be translated.
    belongs : callable
        From an analysis and the column to the unit of each patient, by `patient_id`; patients without one aren't in
        it. Default: the one that is recorded first.

    Examples
    --------
    >>> ward = FunnelUnit("ward", "home_ward", "ward", "wards")
    >>> ward.words
    ('ward', 'wards')
    """

    name: str
    column: str
    one: str
    several: str
    belongs: Callable[[AnalysisData, str], pd.Series] = first_recorded

    @property
    def words(self) -> tuple[str, str]:
        """What one of them is called, and several, in the language of the report."""
        return say_term(self.one), say_term(self.several)

    def of_patients(self, analysis: AnalysisData) -> pd.Series:
        """Find the unit of each patient, by `patient_id`.

        Raises
        ------
        DataError
            The data don't have the column.
        """
        if self.column not in analysis.outcomes.records.columns:
            raise DataError(
                f"the data have no column {self.column!r}, so there are no {self.several} to compare"
            )
        return self.belongs(analysis, self.column)


def _refuse(unit: FunnelUnit) -> None:
    """Refuse a unit that no funnel could be drawn of."""
    for attribute in ("name", "column", "one", "several"):
        if not str(getattr(unit, attribute)).strip():
            raise DataError(f"funnel unit {unit.name!r}: {attribute} is empty")
    if unit.column in COLUMNS and not _groups_patients(COLUMNS[unit.column]):
        raise DataError(
            f"funnel unit {unit.name!r}: the column {unit.column!r} tells of single persons or isn't in the "
            "records; name one that groups patients"
        )


def _groups_patients(column: Column) -> bool:
    return column.name != "patient_id" and column.kept and not column.identifies


FUNNEL_UNITS: OpenRegistry[FunnelUnit] = OpenRegistry(
    "funnel unit",
    FunnelUnit,
    (
        FunnelUnit("site", "site_id", term("site"), term("sites")),
        FunnelUnit("therapist", "therapist_id", term("therapist"), term("therapists"), most_sessions),
    ),
    contract=_refuse,
    error=DataError,
)
