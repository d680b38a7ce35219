"""Patient-level values that stand in some rows of a patient only."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.patient_facts import patient_columns
from dnoutcomes.readers.coded_text import texts_and_codes
from dnoutcomes.readers.finding import Finding


def carried_values(context: Context) -> list[Finding]:
    """Say which columns were filled from the patient's other rows; warn where the arm is among them."""
    places = {}
    for parsed in patient_columns(context):
        _, written = texts_and_codes(context.table.frame[parsed.name])
        filled = (written != parsed.codes) & context.live
        if filled.any():
            places[parsed.name] = filled
    found = []
    if "arm" in places:
        rows = places.pop("arm")
        found += context.findings(
            "warn", rows, f"no arm in {int(rows.sum())} rows: taken from the patient's other rows", "arm"
        )
    if places:
        names = ", ".join(places)
        rows = np.logical_or.reduce(list(places.values()))
        found += context.findings(
            "info", rows, f"blank in some rows, taken from the patient's others: {names}"
        )
    return found
