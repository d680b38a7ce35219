"""A registry of any number of encounters: one simulated clinic over and over, with new patients and later days.

    python benchmarks/registry.py ROWS FILE.csv

writes it. Simulating so many patients would take minutes; copies of their rows take seconds.
"""

from __future__ import annotations

import sys
from pathlib import Path

import pandas as pd

from dnoutcomes.simulation import simulate
from dnoutcomes.simulation.simulated import to_text

PATIENTS = 4800
_DATES = ("index_date", "session_date")


def write_registry(rows: int, path: Path) -> None:
    """Write so many rows; every copy of the clinic is a day earlier, so that no two patients have one course."""
    clinic = simulate("clinic", n=PATIENTS).frame
    text = to_text(clinic)
    written, copy = 0, 0
    while written < rows:
        earlier = pd.Timedelta(days=copy)
        part = text.assign(
            patient_id=f"R{copy:03d}-" + text["patient_id"],
            **{name: to_text(clinic[[name]] - earlier)[name] for name in _DATES},
        ).head(rows - written)
        part.to_csv(path, mode="a" if copy else "w", header=not copy, index=False, lineterminator="\n")
        written += len(part)
        copy += 1


if __name__ == "__main__":
    write_registry(int(sys.argv[1]), Path(sys.argv[2]))
