"""Patients whose arm or cause isn't the same in all of their rows."""

from __future__ import annotations

import numpy as np

from dnoutcomes.checks.context import Context
from dnoutcomes.checks.patient_facts import contradicted_without_date, of_several, stated, tied
from dnoutcomes.readers.cells import Mask
from dnoutcomes.readers.finding import Finding
from dnoutcomes.readers.quote import quote

_SHOWN = 5


def changing_rows(name: str, context: Context) -> Mask:
    """All rows of patients with more than one recorded value in a column."""
    return context.timeline.rows_of(of_several(name, context))


def rows_after_change(name: str, context: Context) -> Mask:
    """Rows at or after the first one, in time, whose value differs from the patient's first."""
    timeline, frame = context.timeline, stated(name, context)
    # In ranks of the times as they stand, those that can't be right among them.
    times = context.columns[context.time_column].ranked.codes
    changed = frame[
        ~frame["undated"] & (frame["value"] != frame.groupby("patient")["value"].transform("first"))
    ]
    never = int(times.max(initial=0)) + 1
    switch = np.full(len(timeline.patients) + 1, never)
    np.minimum.at(switch, changed["patient"].to_numpy(), times[changed.index])
    return times >= switch[timeline.patient]


def undecided(name: str, option: str, context: Context, *, last: bool = False) -> list[Finding]:
    """Ask where a policy names the first or last value in time and a patient has two of it.

    Parameters
    ----------
    name : {"arm", "cause"}
    option : str
        The option that holds the policy.
    context : Context
    last : bool
        Whether the policy takes the last one.
    """
    patients = tied(name, context, last=last) | contradicted_without_date(name, context)
    rows = context.timeline.rows_of(patients)
    policy = "last" if last else "first"
    return context.findings(
        "ask",
        rows,
        f"{patients_in(rows, context)} with two values of {name} on one day, or another one in a row without a date: "
        f"which is the {policy} can't be told",
        name,
        remedy=f'Write one {name} for the day, or leave these patients out: {option}="exclude".',
    )


def patients_in(rows: Mask, context: Context) -> str:
    """Count and name the patients of some rows: "2 patients ('001', '007')"."""
    patients = context.timeline.patients_in(rows & context.live)
    shown = ", ".join(quote(patient, pseudonym=True) for patient in patients[:_SHOWN]) + (
        ", ..." if len(patients) > _SHOWN else ""
    )
    return f"{len(patients)} patient{'s' if len(patients) != 1 else ''} ({shown})"
