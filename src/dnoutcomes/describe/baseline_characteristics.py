"""Everything recorded of the patients up to time zero, one row per patient."""

from __future__ import annotations

from collections.abc import Iterable

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.completion import recorded_instruments
from dnoutcomes.instruments import INSTRUMENTS
from dnoutcomes.plan_against_data import AFTER_TIME_ZERO
from dnoutcomes.schema import COLUMNS

# First in tables; all others follow in the order of the schema.
_FIRST = ("baseline", "cause", "age", "sex", "duration_months", "severity", "nerve_status", "site_id")
# Of the patient, and no characteristic: what is compared, how it came about, and matters of the calendar.
_NONE = (
    "patient_id",
    "arm",
    "allocation",
    "index_date",
    "index_year",
    "referral_day",
    "birth_year",
    *AFTER_TIME_ZERO,
)
# Of an encounter, and of the patient where it is the last one up to time zero.
_AS_OF_TIME_ZERO = ("oral_morphine_mg", "hba1c", "glucose", "b12", "egfr", "on_chemo")
#: Domain of the instruments with which patients rate their change: they have no baseline.
_GLOBAL_RATING = "global rating"
#: More different entries than this are names and not groups.
MOST_LEVELS = 12


@once
def baseline_characteristics(analysis: AnalysisData) -> pd.DataFrame:
    """Collect what was recorded of each patient up to time zero.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        Index as `analysis.patients`. The baseline of the outcome, cause, the patient's facts, the covariates without
        what was filled in, the baselines of the other outcomes, laboratory values, and columns that the mapping keeps.
        Of what changes between encounters it's the last value up to time zero. Columns of free text and those with
        nothing recorded aren't in it, nor kept columns with more than `MOST_LEVELS` different texts. What is recorded
        in all patients of some causes and in nobody else (a blood value of the diabetic) is left out too, unless it is
        a covariate: of how many it is would tell how many have these causes, and give a small one away.
    """
    patients = analysis.patients
    facts = {name: patients[name] for name in facts_of_patients(patients.columns)}
    covariates = {name: _as_recorded(name, analysis) for name in analysis.covariates}
    characteristics = {"baseline": patients["baseline"], "cause": patients["cause"], **facts, **covariates}
    for name, values in _of_encounters(analysis).items():
        characteristics.setdefault(name, values)
    recorded = pd.DataFrame(
        {
            name: characteristics[name]
            for name in in_order(characteristics)
            if characteristics[name].notna().any()
        }
    )
    of_causes = causes_recorded(recorded, patients["cause"])
    return recorded.drop(columns=[name for name in of_causes if name not in covariates])


def causes_recorded(characteristics: pd.DataFrame, causes: pd.Series) -> dict[str, list[str]]:
    """Name the causes of what is recorded in all patients of some causes and in nobody else.

    Parameters
    ----------
    characteristics : pandas.DataFrame
        One row per patient.
    causes : pandas.Series
        With the same index.

    Returns
    -------
    dict of str to list of str
        Characteristic to its causes.
    """
    causes_of = {}
    for name in characteristics.columns:
        given = characteristics[name].notna()
        by_cause = given.groupby(causes.astype(str)).mean()
        if not given.all() and by_cause.isin([0.0, 1.0]).all():
            causes_of[str(name)] = sorted(by_cause.index[by_cause == 1.0])
    return causes_of


def facts_of_patients(names: Iterable[str]) -> list[str]:
    """Name the columns, of some, that hold a fact of the patient that describes patients."""
    return [
        name
        for name in names
        if name in COLUMNS
        and COLUMNS[name].level_of == "patient"
        and name not in _NONE
        and (name == "site_id" or COLUMNS[name].type in ("number", "integer", "level", "yes_no"))
    ]


def in_order(names: Iterable[str]) -> list[str]:
    """Put characteristics in the order of tables."""
    listed = dict.fromkeys(names)
    return [name for name in dict.fromkeys([*_FIRST, *listed]) if name in listed]


def other_outcomes(analysis: Analysis) -> list[str]:
    """Name the other outcomes with a score in the data that have a baseline."""
    plan = analysis.plan
    return [
        code
        for code in recorded_instruments(analysis)
        if code != plan.outcome and plan.instrument_of(code).domain != _GLOBAL_RATING
    ]


def of_encounters(analysis: Analysis) -> list[str]:
    """Name what of an encounter says how the patient was: laboratory values, and what only mapping or plan know of."""
    events = {planned_event.event for planned_event in analysis.plan.estimand.intercurrent_events}
    of_package = {*COLUMNS, *INSTRUMENTS, *analysis.plan.instruments, *events, *AFTER_TIME_ZERO}
    of_package |= {"source_row", "day"}
    names = analysis.outcomes.column_names
    return [name for name in _AS_OF_TIME_ZERO if name in names] + [
        name for name in names if name not in of_package
    ]


def _as_recorded(name: str, analysis: AnalysisData) -> pd.Series:
    """Return a covariate without the mean that stands in for gaps of a number."""
    values = analysis.patients[name]
    numeric = pd.api.types.is_numeric_dtype(values) and not pd.api.types.is_bool_dtype(values)
    return values.mask(analysis.gaps[name].to_numpy()) if numeric and name in analysis.gaps else values


def _of_encounters(analysis: AnalysisData) -> dict[str, pd.Series]:
    """Baselines of the other outcomes, and the last value up to time zero of what else changes."""
    plan, ids = analysis.plan, analysis.patients["patient_id"]
    bench = analysis.workbench
    by_name = {}
    for code in other_outcomes(analysis):
        baseline = bench.baseline(code, plan.baseline)
        by_name[code] = ids.map(baseline.set_index("patient_id")["baseline"])
    ordered = bench.by_day
    before = ordered[ordered["day"] <= plan.baseline.last]
    for name in of_encounters(analysis):
        stated = before.loc[before[name].notna(), ["patient_id", name]]
        values = ids.map(stated.drop_duplicates("patient_id", keep="last").set_index("patient_id")[name])
        if pd.api.types.is_numeric_dtype(values) or values.nunique() <= MOST_LEVELS:
            by_name[name] = values
    return by_name
