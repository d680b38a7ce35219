"""Patients counted by arm, cause and value of each characteristic at time zero."""

from __future__ import annotations

from functools import partial

import pandas as pd

from dnoutcomes.analysis import NOT_RECORDED
from dnoutcomes.analysis_sums import Analysis, AnalysisSums, labelled
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.baseline_characteristics import (
    MOST_LEVELS,
    baseline_characteristics,
    causes_recorded,
    facts_of_patients,
    in_order,
    of_encounters,
    other_outcomes,
)
from dnoutcomes.engines.characteristic_groups import (
    CHARACTERISTIC_KEYS,
    Source,
    count_characteristics,
)
from dnoutcomes.engines.patient_groups import add_sums


@once
def characteristic_counts(analysis: Analysis) -> dict[str, pd.DataFrame]:
    """Count the patients with a baseline by arm, cause and value of each of `baseline_characteristics`.

    Parameters
    ----------
    analysis : AnalysisData or AnalysisSums

    Returns
    -------
    dict of str to pandas.DataFrame
        By characteristic, in the order of tables, one row per combination that occurs: `arm, cause, value, n_patients`.
        A value that wasn't recorded is missing.
    """
    if isinstance(analysis, AnalysisSums):
        return _of_file(analysis)
    patients = analysis.patients
    characteristics = baseline_characteristics(analysis)
    return {
        str(name): _counted(patients["arm"], patients["cause"], characteristics[name])
        for name in characteristics.columns
    }


def _counted(arm: pd.Series, cause: pd.Series, values: pd.Series) -> pd.DataFrame:
    rows = pd.DataFrame({"arm": arm, "cause": cause, "value": values})
    counts = rows.groupby([*CHARACTERISTIC_KEYS], observed=True, dropna=False).size()
    return counts.rename("n_patients").reset_index().astype(rows.dtypes.to_dict())


def _of_file(sums: AnalysisSums) -> dict[str, pd.DataFrame]:
    """Count in the file, and keep what the rules of `baseline_characteristics` keep."""
    plan, sources = sums.plan, _sources(sums)
    count = partial(count_characteristics, plan=plan, sources=sources, most_texts=MOST_LEVELS)
    parts = sums.outcomes.reduce(count)
    counts_of = {}
    for name in sources:
        if not all(name in part for part in parts):
            continue
        counts = add_sums([part[name] for part in parts], CHARACTERISTIC_KEYS)
        numeric = pd.api.types.is_numeric_dtype(counts["value"])
        if numeric or sources[name] != "last value" or counts["value"].nunique() <= MOST_LEVELS:
            counts_of["baseline" if name == plan.outcome else name] = _as_rows_have_it(counts, name, sums)
    return {name: counts_of[name] for name in in_order(counts_of) if _describes(name, counts_of[name], sums)}


def _sources(sums: AnalysisSums) -> dict[str, Source]:
    """Say of each column of the file that is a characteristic what of it counts."""
    names = sums.outcomes.column_names
    facts = ["cause", *facts_of_patients(names), *sums.plan.covariates]
    sources: dict[str, Source] = {sums.plan.outcome: "baseline", **dict.fromkeys(facts, "fact")}
    for name in other_outcomes(sums):
        sources.setdefault(name, "baseline")
    for name in of_encounters(sums):
        sources.setdefault(name, "last value")
    return sources


def _as_rows_have_it(counts: pd.DataFrame, name: str, sums: AnalysisSums) -> pd.DataFrame:
    """Give arm, cause and value the types that they have in `AnalysisData`."""
    labels = labelled(counts[["arm", "cause"]], sums)
    values = labels["cause"] if name == "cause" else counts["value"]
    if name in sums.plan.covariates and name not in ("cause", *sums.numbers):
        text = values.astype("object").where(values.notna(), NOT_RECORDED).astype(str)
        values = pd.Series(pd.Categorical(text, categories=sorted(set(text))))
    return labels[["arm", "cause"]].assign(value=values, n_patients=counts["n_patients"])


def _describes(name: str, counts: pd.DataFrame, sums: AnalysisSums) -> bool:
    """Whether anything was recorded, and not in all patients of some causes alone, unless it's a covariate."""
    of_causes = causes_recorded(counts[["value"]], counts["cause"])
    return bool(counts["value"].notna().any()) and (name in sums.plan.covariates or not of_causes)
