"""Reports for the sites of a network in one run: wall time, and the memory of every process while it runs.

    python benchmarks/sites.py [sites] [formats]

prints the result as JSON; run.py calls it with 50 sites. Memory is read from /proc, so it needs Linux.
"""

from __future__ import annotations

import json
import os
import resource
import subprocess
import sys
import tempfile
import time
from pathlib import Path

import pandas as pd

from dnoutcomes.processes import available_cores
from dnoutcomes.simulation import simulate

PATIENTS = 200
FORMATS = "html,pdf,docx,xlsx,figures,csv,json"
EVERY = 0.5  # seconds


def write_network(sites: int, place: Path) -> None:
    """Write a simulated clinic of so many sites with 200 patients each, and its plan."""
    simulated = simulate("clinic", n=PATIENTS * sites)
    site = pd.factorize(simulated.frame["patient_id"])[0] % sites
    simulated.frame["site_id"] = [f"S{number + 1:02d}" for number in site]
    simulated.write(place)


def children(parent: int) -> list[int]:
    found = []
    for stat in Path("/proc").glob("[0-9]*/stat"):
        try:
            after_name = stat.read_text().rpartition(")")[2].split()
        except OSError:  # it has ended meanwhile
            continue
        if int(after_name[1]) == parent:
            found.append(int(stat.parent.name))
    return found


def resident_mb(process: int) -> float:
    """Memory of a process in the RAM, shared parts included; 0 for one that has ended."""
    try:
        pages = int(Path(f"/proc/{process}/statm").read_text().split()[1])
    except (OSError, IndexError):
        return 0.0
    return pages * resource.getpagesize() / 2**20


def watch(command: list[str | Path], place: Path) -> pd.DataFrame:
    """Run a command that writes below a place; a row per look: `seconds, sites, parent_mb, child_mb, all_mb`."""
    running = subprocess.Popen(command, stdout=subprocess.DEVNULL)
    start, rows = time.monotonic(), []
    while running.poll() is None:
        parent = resident_mb(running.pid)
        others = [resident_mb(process) for process in children(running.pid)]
        rows.append(
            {
                "seconds": time.monotonic() - start,
                # A report stands beside its destination until it's whole.
                "sites": len(list(place.glob("**/manifest.json"))),
                "parent_mb": parent,
                "child_mb": max(others, default=0.0),
                "all_mb": parent + sum(others),
            }
        )
        time.sleep(EVERY)
    if running.returncode:
        raise SystemExit(running.returncode)
    return pd.DataFrame(rows)


def measure(sites: int, formats: str) -> dict[str, float | int | str]:
    """Make the reports, and compare the memory of the first ten sites with that of the last ten."""
    with tempfile.TemporaryDirectory() as folder:
        place, out = Path(folder), Path(folder) / "out"
        write_network(sites, place)
        seen = watch(
            [sys.executable, "-m", "dnoutcomes", "report", place / "clinic.csv", "--plan", place / "plan.toml",
             "--by-site", "--format", formats, "--out", out], place,
        )  # fmt: skip
        index = json.loads((out / "sites.json").read_text(encoding="utf-8"))
    used = resource.getrusage(resource.RUSAGE_CHILDREN)
    # Reading the file is the parent's own peak, and no site's.
    at_work = seen[seen["child_mb"] > 0]
    first, last = at_work[at_work["sites"] < 10], at_work[at_work["sites"] >= sites - 10]
    return {
        "sites": sites,
        "written": sum(item["written"] for item in index["sites"]),
        "patients": PATIENTS * sites,
        "formats": formats,
        "processes": available_cores(),
        "load_before": os.getloadavg()[0],
        "wall_seconds": float(seen["seconds"].max()),
        "cpu_seconds": used.ru_utime + used.ru_stime,
        "parent_peak_mb": float(seen["parent_mb"].max()),
        **{
            f"{name}_{part}": float(rows[part].max())
            for name, rows in (("first_ten", first), ("last_ten", last))
            for part in ("parent_mb", "child_mb", "all_mb")
        },
    }


if __name__ == "__main__":
    asked = sys.argv[1:]
    print(json.dumps(measure(int(asked[0]) if asked else 50, asked[1] if len(asked) > 1 else FORMATS)))
