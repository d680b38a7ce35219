"""One flat file: a row per dated encounter, both arms, patient-level columns repeated."""

from __future__ import annotations

import numpy as np
import pandas as pd

from dnoutcomes.simulation.parameters import Parameters
from dnoutcomes.simulation.patients import Bools, Floats

FIRST_INDEX_DATE = "2024-01-01"
INDEX_DAYS = 731
DATA_CUTOFF = "2026-06-30"

COLUMNS = (
    "patient_id", "site_id", "arm", "allocation", "index_date", "age", "sex", "cause", "nerve_status",
    "severity", "duration_months", "opioid", "expectation", "therapist_id", "encounter", "session_date",
    "status", "missing_reason", "pain_nrs", "bpi_interference", "npsi_total", "isi", "phq9",
    "eq5d_index", "pgic", "tug", "bbs", "vpt", "monofilament_sites", "hba1c", "on_chemo", "rescue",
    "discontinued", "phase", "duration_min", "pain_pre", "pain_post", "needled", "needles_n", "ltr_n",
    "retention_min", "manipulation", "depth_mm", "points", "estim", "estim_hz", "estim_ma", "estim_min",
    "exercise", "soft_tissue", "cupping", "education", "ae_any", "ae_term", "ae_grade", "ae_serious",
)  # fmt: skip


def describe_patients(
    rng: np.random.Generator, patients: pd.DataFrame, needled: Bools, baseline: Floats, parameters: Parameters
) -> pd.DataFrame:
    """Return the patient-level columns of the file, one row per patient."""
    n = len(patients)
    by_choice = np.where(rng.random(n) < 0.4, "patient_choice", "clinician")
    return patients.assign(
        patient_id=[f"P{number:04d}" for number in range(1, n + 1)],
        arm=np.where(needled, "needling", "standard"),
        allocation=by_choice if parameters.design == "observational" else "randomised",
        index_date=_index_dates(rng, n),
        severity=np.select([baseline < 4, baseline < 7], ["mild", "moderate"], "severe"),
        opioid=patients["opioid"].astype("boolean"),
        therapist_id=patients["therapist"].where(needled),
    )


def lay_out(patients: pd.DataFrame, encounters: pd.DataFrame) -> pd.DataFrame:
    """Join patients and encounters and put rows and columns in the order of the file.

    Parameters
    ----------
    patients : pandas.DataFrame
        From `describe_patients`.
    encounters : pandas.DataFrame
        `row` (of `patients`), `day` and the encounter's columns.

    Returns
    -------
    pandas.DataFrame
        One row per encounter with the columns `COLUMNS`. Whole numbers are Int64, yes/no is boolean, dates are
        datetime64.
    """
    joined = encounters.merge(patients, left_on="row", right_index=True, how="left", validate="many_to_one")
    joined["session_date"] = joined["index_date"] + pd.to_timedelta(joined["day"], unit="D")
    ordered = joined.sort_values(["row", "session_date", "encounter"], kind="stable", ignore_index=True)
    return _whole_numbers(ordered[list(COLUMNS)])


def _index_dates(rng: np.random.Generator, n: int) -> pd.DatetimeIndex:
    """Working days over two years."""
    days = pd.DatetimeIndex(
        pd.Timestamp(FIRST_INDEX_DATE) + pd.to_timedelta(rng.integers(0, INDEX_DAYS, n), unit="D")
    )
    weekend = np.maximum(days.day_of_week.to_numpy() - 4, 0)
    return days - pd.to_timedelta(weekend, unit="D")


def _whole_numbers(frame: pd.DataFrame) -> pd.DataFrame:
    whole = [
        name
        for name in frame.select_dtypes("number").columns
        if frame[name].notna().any() and (frame[name].dropna() % 1 == 0).all()
    ]
    return frame.astype(dict.fromkeys(whole, "Int64"))
