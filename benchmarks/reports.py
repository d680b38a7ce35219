"""One report of a simulated clinic in all formats: CPU seconds by step after imports, and peak memory.

    python benchmarks/reports.py [patients]

prints the result as JSON; run.py calls it with 480, 2,000, 10,000 and 50,000 patients and one thread.
"""

from __future__ import annotations

import json
import resource
import sys
import tempfile
import time
from pathlib import Path
from typing import Any

from dnoutcomes.analysis import build_analysis
from dnoutcomes.outcomes import read_outcomes
from dnoutcomes.plan import Plan
from dnoutcomes.report import build_report
from dnoutcomes.simulation import simulate


class Clock:
    """CPU seconds of this process between the names of steps."""

    def __init__(self) -> None:
        self.begun: list[tuple[str, float]] = []

    def __call__(self, step: str) -> None:
        self.begun.append((step, time.process_time()))

    def seconds(self) -> dict[str, float]:
        ends = [start for _, start in self.begun[1:]]
        return {step: round(end - start, 3) for (step, start), end in zip(self.begun, ends)}


def write_report(patients: int, place: Path) -> dict[str, float]:
    """Simulate a clinic, read it, and write its report; returns CPU seconds by step."""
    simulate("clinic", n=patients).write(place / "clinic")
    plan, step = Plan.from_toml(place / "clinic" / "plan.toml"), Clock()
    step("reading")
    outcomes = read_outcomes(place / "clinic" / "clinic.csv", plan=plan)
    step("deriving")
    analysis = build_analysis(outcomes, plan)
    built = build_report(analysis, progress=step)
    step("writing the files")
    built.write(place / "report")
    step("end")
    return step.seconds()


def measure(patients: int) -> dict[str, Any]:
    """Write one small report first, which imports everything."""
    with tempfile.TemporaryDirectory() as place:
        write_report(60, Path(place) / "warm")
        seconds = write_report(patients, Path(place))
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    return {"patients": patients, "cpu_seconds": sum(seconds.values()), "peak_mb": peak, "steps": seconds}


if __name__ == "__main__":
    print(json.dumps(measure(int(sys.argv[1]) if len(sys.argv) > 1 else 480)))
