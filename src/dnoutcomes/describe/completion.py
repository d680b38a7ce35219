"""Completion: which instruments were scored at which visits, among the patients expected there."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.analysis import AnalysisData
from dnoutcomes.analysis_sums import Analysis
from dnoutcomes.derive import assign_visits
from dnoutcomes.derive.workbench import once
from dnoutcomes.describe.expected_visits import expected_visits
from dnoutcomes.instruments import INSTRUMENTS

BASELINE = "baseline"


@once
def recorded_instruments(analysis: Analysis) -> list[str]:
    """Return the codes of the outcome instruments that have a score in the data, the plan's outcome first."""
    plan = analysis.plan
    outcomes = [code for code, instrument in INSTRUMENTS.items() if instrument.is_outcome]
    codes = dict.fromkeys([plan.outcome, *outcomes, *plan.instruments])
    return [code for code in codes if analysis.outcomes.has_values(code)]


def completion(analysis: AnalysisData) -> pd.DataFrame:
    """Count scores by instrument, visit and arm among the patients expected.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per instrument, visit ("baseline", then the planned ones) and arm: `instrument, visit, arm, n_expected,
        n_scored, share`. Patients are those of the analysis.

    Notes
    -----
    Expected: the visit's window had closed by the data cut and the patient was alive on its target day (see
    `expected_visits`). The plan doesn't say which instruments belong to which visit, so an instrument counts as
    planned at a visit where anybody has a score of it; visits without any are left out. A score counts when it lies in
    the window.
    """
    rows = completion_rows(analysis)
    order = pd.Categorical(rows["visit"], categories=[BASELINE, *analysis.plan.visit_names], ordered=True)
    grouped = rows.assign(visit=order).groupby(["instrument", "visit", "arm"], sort=True, observed=True)
    frame = grouped["scored"].agg(n_expected="size", n_scored="sum").reset_index()
    return frame.astype({"instrument": str, "visit": str}).assign(
        share=frame["n_scored"] / frame["n_expected"]
    )


@once
def completion_rows(analysis: AnalysisData) -> pd.DataFrame:
    """Say of each patient, instrument and visit that was expected whether there is a score.

    Parameters
    ----------
    analysis : AnalysisData

    Returns
    -------
    pandas.DataFrame
        One row per instrument (a categorical, in the order of `recorded_instruments`), visit and patient expected
        there: `instrument, patient_id, visit, arm, scored`, counted as by `completion`.
    """
    expected = expected_visits(analysis)
    expected = expected.loc[expected["expected"], ["patient_id", "visit", "arm"]].assign(
        visit=lambda rows: rows["visit"].astype(str)
    )
    at_start = analysis.patients[["patient_id", "arm"]].assign(visit=BASELINE)
    wanted = pd.concat([at_start, expected], ignore_index=True)
    codes = recorded_instruments(analysis)
    rows = pd.concat([_of_instrument(analysis, wanted, code) for code in codes], ignore_index=True)
    return rows.assign(instrument=pd.Categorical(rows["instrument"], categories=codes))


def _of_instrument(analysis: AnalysisData, wanted: pd.DataFrame, code: str) -> pd.DataFrame:
    plan, bench = analysis.plan, analysis.workbench
    later = assign_visits(bench.scores(code), plan.visits, plan.tie_rule)[["patient_id", "visit"]]
    start = bench.baseline(code, plan.baseline)[["patient_id"]].assign(visit=BASELINE)
    scored = pd.concat([start, later], ignore_index=True).assign(scored=True)
    scored = scored[scored["patient_id"].isin(analysis.patients["patient_id"])]
    rows = wanted[wanted["visit"].isin(scored["visit"])].merge(scored, on=["patient_id", "visit"], how="left")
    rows = rows.assign(instrument=code, scored=rows["scored"].eq(True))
    return rows[["instrument", "patient_id", "visit", "arm", "scored"]]
