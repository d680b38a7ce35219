"""Patient-level values that stand in some rows of a patient only."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.patient_facts import patient_columns
from dnoutcomes.readers.coded_text import texts_and_codes
from dnoutcomes.readers.finding import Finding


def carried_values(context: Context) -> list[Finding]:
    """Say which columns were filled from the patient's other rows; warn where the arm is among them."""
    filled_rows = {}
    for parsed in patient_columns(context):
        _, before = texts_and_codes(context.table.frame[parsed.name])
        filled = (before != parsed.codes) & context.live
        if filled.any():
            filled_rows[parsed.name] = filled
    findings = []
    if "arm" in filled_rows:
        rows = filled_rows.pop("arm")
        findings += context.findings(
            "warn", rows, f"no arm in {int(rows.sum())} rows: taken from the patient's other rows", "arm"
        )
    if filled_rows:
        names = ", ".join(filled_rows)
        rows = np.logical_or.reduce(list(filled_rows.values()))
        findings += context.findings(
            "info", rows, f"blank in some rows, taken from the patient's others: {names}"
        )
    return findings
