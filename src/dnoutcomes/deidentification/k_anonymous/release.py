"""k_anonymous: from a de-identified table to one whose patients can't be told apart."""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import pandas as pd

from dnoutcomes.analysis import AnalysisData, build_analysis
from dnoutcomes.deidentification.allowed import PSEUDONYMS, exportable_columns
from dnoutcomes.deidentification.dictionary import column_dictionary
from dnoutcomes.deidentification.k_anonymous.anonymity import VISITS, KAnonymity
from dnoutcomes.deidentification.k_anonymous.changes import changes
from dnoutcomes.deidentification.k_anonymous.cost import cost_of
from dnoutcomes.deidentification.k_anonymous.levels import Level, levels_of
from dnoutcomes.deidentification.k_anonymous.planned_scores import (
    pattern_of,
    planned_scores,
    visits_to_leave_out,
)
from dnoutcomes.deidentification.k_anonymous.release_plan import release_plan
from dnoutcomes.deidentification.k_anonymous.search import choose_levels
from dnoutcomes.deidentification.quasi_identifiers import KNOWN_FROM_THE_RECORD, QUASI_IDENTIFIERS
from dnoutcomes.describe.completion import recorded_instruments
from dnoutcomes.plan import Plan
from dnoutcomes.schema import Column

if TYPE_CHECKING:
    from dnoutcomes.deidentification.table import DeidentifiedTable

Export = TypeVar("Export", bound="DeidentifiedTable")

# In every table, as far as they are recorded. Other quasi-identifiers are in it where the plan adjusts for them.
ALWAYS = ("arm", "cause", "sex", "age", "duration_months", "site_id", "index_year")
# What a column counts for: the causes, which are compared, most; what no model of the plan uses, least.
_CAUSE, _VISITS, _COVARIATE, _OTHER = 3.0, 2.0, 1.0, 0.25


def k_anonymous(export: Export, k: int) -> Export:
    """Make a table k-anonymous by background and days together.

    Parameters
    ----------
    export : DeidentifiedTable
        Its plan's visits, instruments, events and covariates are what the table holds; without one, the default's.
    k : int
        Least number of patients who are alike.

    Returns
    -------
    DeidentifiedTable
        One row per patient and planned visit; `anonymity` says what was done.

    Raises
    ------
    DataError
        There are too few patients.
    """
    plan = export.plan or Plan()
    analysis = build_analysis(export.original, plan)
    columns = exportable_columns(plan)
    scores = planned_scores(analysis, [code for code in recorded_instruments(analysis) if code in columns])
    patients = _patients(export, analysis)
    quasi_identifiers = [
        name for name in QUASI_IDENTIFIERS if name in patients and (name in ALWAYS or name in plan.covariates)
    ]
    days, of_visits = _visit_levels(scores, plan, patients["original"])
    # What weighs most comes first, so that the search gives up early what can't be the best.
    levels = {VISITS: of_visits, **{name: levels_of(name, patients[name], k) for name in quasi_identifiers}}
    choice = choose_levels(levels, {name: _weight(name, plan) for name in levels}, k)
    chosen = {name: levels[name][position] for name, position in choice.levels.items()}
    coarsened = patients.assign(**{name: chosen[name].values for name in quasi_identifiers})[choice.kept]
    frame = _table(coarsened, scores[scores["study_day"].isin(days[choice.levels[VISITS]])], columns)
    causes = set(frame["cause"])
    released = release_plan(plan, set(frame.columns), set(frame["study_day"]), causes)
    anonymity = KAnonymity(
        k,
        released,
        _what_became(chosen),
        int((~choice.kept).sum()),
        len(analysis.excluded),
        frame[plan.outcome].count() / scores[plan.outcome].count(),
        choice.loss,
        cost_of(analysis, frame, released),
    )
    described = column_dictionary(frame, _described(columns, chosen, causes))
    names = {name for column in PSEUDONYMS if column in frame.columns for name in frame[column]}
    return replace(
        export,
        frame=frame,
        dictionary=described,
        removed=changes(export, frame, chosen, k),
        key=export.key[export.key["pseudonym"].isin(names)].reset_index(drop=True),
        plan=plan,
        anonymity=anonymity,
    )


def _weight(name: str, plan: Plan) -> float:
    special = {"cause": _CAUSE, VISITS: _VISITS}
    return special.get(name, _COVARIATE if name in plan.covariates else _OTHER)


def _patients(export: DeidentifiedTable, analysis: AnalysisData) -> pd.DataFrame:
    """Return one row per patient of the analysis: `original` and `patient_id`, and what may leave of the patient."""
    key = export.key[export.key["column"] == "patient_id"].set_index("original")["pseudonym"]
    original = analysis.patients["patient_id"]
    facts = export.frame.drop_duplicates("patient_id").set_index("patient_id")
    names = [name for name in (*QUASI_IDENTIFIERS, *KNOWN_FROM_THE_RECORD) if name in facts.columns]
    patients = facts.loc[original.map(key), names].reset_index()
    patients.insert(0, "original", original.to_numpy())
    for name in analysis.covariates:
        if name not in names and name in export.frame.columns:
            patients[name] = _as_it_stood(analysis, name, export.frame[name])
    return patients


def _as_it_stood(analysis: AnalysisData, name: str, recorded: pd.Series) -> pd.Series:
    """Return a covariate of encounters as it stood at time zero, missing where the analysis has filled it."""
    values = analysis.patients[name].mask(analysis.gaps[name].to_numpy())
    if recorded.dtype == "boolean":
        return values.astype("object").map({"True": True, "False": False}).astype("boolean")
    return values.astype("float64" if pd.api.types.is_numeric_dtype(recorded) else "object")


def _visit_levels(
    scores: pd.DataFrame, plan: Plan, patients: pd.Series
) -> tuple[list[list[int]], list[Level]]:
    """Return the planned days of each level, all of them first, and the levels: who has a row on which."""
    everything = sorted(int(day) for day in scores["study_day"].unique())
    leaving = visits_to_leave_out(scores, plan)
    later = scores[scores["study_day"] > plan.baseline.last]
    names = {visit.day: visit.name for visit in plan.visits}
    days, levels = [], []
    for n_left_out in range(len(leaving) + 1):
        gone = leaving[:n_left_out]
        days.append([day for day in everything if day not in gone])
        without = f", without {', '.join(names[day] for day in sorted(gone))}" if gone else ""
        loss = float(later["study_day"].isin(gone).mean()) if len(later) else 0.0
        levels.append(
            Level(f"all, on their planned days{without}", pattern_of(scores, days[-1], patients), loss)
        )
    return days, levels


def _table(patients: pd.DataFrame, scores: pd.DataFrame, columns: Mapping[str, Column]) -> pd.DataFrame:
    """Join what is written of patients to their rows, in the order of pseudonyms and days."""
    scores = scores.rename(columns={"patient_id": "original"})
    joined = patients.merge(scores, on="original", validate="one_to_many")
    # A covariate of encounters stands in the baseline's row alone, where an analysis looks for it.
    later = joined["original"].duplicated()
    for name in patients.columns.intersection(list(columns)):
        if columns[name].level_of == "encounter":
            joined[name] = joined[name].mask(later)
    ordered = joined.sort_values(["patient_id", "study_day"], ignore_index=True)
    names = [name for name in columns if name in ordered.columns and ordered[name].notna().any()]
    return ordered[names]


def _what_became(chosen: Mapping[str, Level]) -> pd.DataFrame:
    return pd.DataFrame(
        [{"column": name, "leaves_as": level.label, "loss": level.loss} for name, level in chosen.items()]
    )


def _described(
    columns: Mapping[str, Column], chosen: Mapping[str, Level], causes: Collection[str]
) -> dict[str, Column]:
    """Say in the dictionary what the values of a column stand for now."""
    coarser = {name: level for name, level in chosen.items() if name in columns and level.kind != "as it is"}
    described = {
        name: replace(columns[name], description=f"{columns[name].description} {_stands_for(level)}")
        for name, level in coarser.items()
    }
    days = "Planned day of the visit that the score counts for; the day itself isn't told."
    columns = {**columns, **described}
    levels = tuple(cause for cause in columns["cause"].levels if cause in causes)
    return {
        **columns,
        "cause": replace(columns["cause"], levels=levels),
        "study_day": replace(columns["study_day"], description=days),
    }


def _stands_for(level: Level) -> str:
    if level.kind == "bands":
        return f"A number is the mean of the patients of a band; {level.label}."
    return f"{level.label[0].upper()}{level.label[1:]}."
