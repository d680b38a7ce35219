"""Patient-level columns that differ between a patient's rows."""

from __future__ import annotations

import pandas as pd

from dnoutcomes.checks.context import Context
from dnoutcomes.readers.finding import Finding

# Age is often written as it was on the day of the encounter.
_AGE_DRIFT = 2


def changing_values(context: Context) -> list[Finding]:
    """Warn where a patient-level value differs between rows; the first one in time is used."""
    patient = context.columns["patient_id"].values()
    found = []
    for parsed in context.columns.values():
        if parsed.column.level_of != "patient" or parsed.name in ("patient_id", "arm", "cause"):
            continue
        by_patient = pd.DataFrame({"patient": patient, "value": parsed.values()})[context.live].groupby(
            "patient"
        )["value"]
        differs = by_patient.nunique() > 1
        if parsed.name == "age":
            differs &= by_patient.max() - by_patient.min() > _AGE_DRIFT
        moving = set(differs.index[differs])
        rows = patient.isin(moving).to_numpy()
        found += context.found(
            "warn",
            rows,
            f"{parsed.name} differs between rows of {len(moving)} patients: the first in time is used",
            parsed.name,
        )
    return found
