"""Measure speed and memory beside other software, and keep the result.

    python benchmarks/run.py [--quick]

Each task runs in a process of its own with one thread. R packages that are installed get the same data, and so do
statsmodels and mixedlm; what is absent is left out by name. Reports by
site run as a clinic would run them, a process per core; single reports in one thread. Writes benchmarks/results.md and
results.json, and docs/images/scale.svg; --quick leaves out all that takes over ten seconds.
"""

from __future__ import annotations

import json
import os
import platform
import shutil
import subprocess
import sys
import tempfile
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import pandas as pd
import reading
from tasks import TASKS, own_times, sessions, visits

HERE = Path(__file__).parent
ROOT = HERE.parent
ENVIRONMENT = os.environ | dict.fromkeys(("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"), "1")
SLOW = ("mmrm-1e5", "growth-1e5", "growth-kr-1e4", "jackknife-1e3", "statsmodels-1e4", "mixedlm-1e5")
REPORTS = (480, 2000, 10_000, 50_000)
SCALE = (100, 1000, 10_000, 100_000, 1_000_000)
# Frames that R gets as CSV, with the tasks of ours that they are.
PEERS = {
    "mmrm-1e3": ("visits", lambda: visits(1000, 6, monotone=True)),
    "own-times-60": ("own times", lambda: own_times(60)),
    "own-times-200": ("own times", lambda: own_times(200)),
    "own-times-cs-60": ("own times, cs", lambda: own_times(60)),
    "own-times-cs-200": ("own times, cs", lambda: own_times(200)),
    "growth-1e3": ("sessions", lambda: sessions(1000)),
    "growth-1e4": ("sessions", lambda: sessions(10_000)),
}


def installed(name: str) -> bool:
    """Whether the software of a task is there; says so where it isn't."""
    there = find_spec(TASKS[name].software) is not None
    if not there:
        print(f"{name}: {TASKS[name].software} isn't installed", flush=True)
    return there


def run_task(name: str) -> dict[str, Any]:
    done = subprocess.run(
        [sys.executable, HERE / "tasks.py", name], env=ENVIRONMENT, capture_output=True, text=True, check=True
    )
    print(f"{name}: {done.stdout.strip()}", flush=True)
    return {"task": name} | json.loads(done.stdout.splitlines()[-1])


def run_peers(name: str) -> list[dict[str, Any]]:
    """Other software in R on the same data; none where R or its packages are absent."""
    if shutil.which("Rscript") is None:
        return []
    kind, make = PEERS[name]
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "data.csv"
        make().to_csv(path, index=False)
        done = subprocess.run(
            ["Rscript", HERE / "peers.R", path, kind],
            env=ENVIRONMENT,
            capture_output=True,
            text=True,
            check=True,
        )
    print(done.stdout, end="", flush=True)
    return [{"task": name} | json.loads(line) for line in done.stdout.splitlines() if line.startswith("{")]


def ratios(rows: list[dict[str, Any]], peers: list[dict[str, Any]]) -> pd.DataFrame:
    """One row per task: our time and memory, what was to be reached, and how many times longer others took."""
    ours = [row for row in rows if row["software"] == "dnoutcomes"]
    others = [
        row | {"task": row["task"].replace(row["software"], "growth")} for row in rows if row not in ours
    ] + peers
    table = []
    for row in ours:
        beside = [
            f"{other['software']} {other['cpu_seconds']:.3g} s ({other['cpu_seconds'] / row['cpu_seconds']:.0f}x)"
            for other in others
            if other["task"] == row["task"] and other["cpu_seconds"] is not None
        ]
        table.append(
            {
                "work": row["label"],
                "rows": row["rows"],
                "CPU s": f"{row['cpu_seconds']:.3g}",
                "to reach": f"{TASKS[row['task']].reach:g}",
                "peak MB": f"{row['peak_mb']:.0f}",
                "others on the same data": "; ".join(beside) or "-",
            }
        )
    return pd.DataFrame(table)


def markdown(table: pd.DataFrame) -> str:
    lines = [" | ".join(table.columns), " | ".join(["---"] * len(table.columns))]
    lines += [" | ".join(map(str, row)) for row in table.itertuples(index=False)]
    return "\n".join(f"| {line} |" for line in lines)


def run_sites() -> dict[str, Any]:
    done = subprocess.run([sys.executable, HERE / "sites.py"], capture_output=True, text=True, check=True)
    print(f"sites: {done.stdout.strip()}", flush=True)
    return json.loads(done.stdout)


def run_report(patients: int) -> dict[str, Any]:
    command = [sys.executable, HERE / "reports.py", str(patients)]
    done = subprocess.run(command, env=ENVIRONMENT, capture_output=True, text=True, check=True)
    print(f"report of {patients}: {done.stdout.strip()}", flush=True)
    return json.loads(done.stdout.splitlines()[-1])


def reports_text(reports: list[dict[str, Any]]) -> str:
    """CPU seconds of each step of a report, a column per size, with the sum and the memory."""
    table = pd.DataFrame({f"{row['patients']:,} patients": row["steps"] for row in reports})
    table.loc["all steps"] = table.sum()
    table = table.map("{:.1f}".format)
    table.loc["peak MB"] = [f"{row['peak_mb']:.0f}" for row in reports]
    head = "Report of one clinic, all formats, CPU seconds after imports."
    return f"{head}\n\n{markdown(table.reset_index(names='step'))}\n"


def sites_text(found: dict[str, Any]) -> str:
    """The run of all sites, and the memory of its processes early and late."""
    kinds = {"the largest process that writes": "child", "the process that has read the file": "parent",
             "all together": "all"}  # fmt: skip
    table = pd.DataFrame(
        {
            "peak MB": list(kinds),
            "first ten sites": [f"{found[f'first_ten_{kind}_mb']:.0f}" for kind in kinds.values()],
            "last ten sites": [f"{found[f'last_ten_{kind}_mb']:.0f}" for kind in kinds.values()],
        }
    )
    return (
        f"`dnoutcomes report --by-site`, {found['sites']} sites of {found['patients'] // found['sites']} patients, "
        f"{found['formats']}: {found['wall_seconds']:.0f} s ({found['cpu_seconds']:.0f} CPU s) with "
        f"{found['processes']} processes, reading included, which takes {found['parent_peak_mb']:.0f} MB at its peak."
        f"\n\n{markdown(table)}\n"
    )


def write_results(results: dict[str, Any]) -> None:
    """Write what was measured for programs and for readers."""
    (HERE / "results.json").write_text(json.dumps(results, indent=1) + "\n")
    machine = (
        f"Python {platform.python_version()}, {platform.machine()}, one thread, CPU seconds, best of several."
    )
    text = f"# Last result of `make bench`\n\n{machine}\n\n{markdown(ratios(results['tasks'], results['peers']))}\n"
    if results["reading"]:
        text += f"\n{reading.text(results['reading'])}"
    if results["reports"]:
        text += f"\n{reports_text(results['reports'])}"
    if results["sites"]:
        text += f"\n{sites_text(results['sites'])}"
    (HERE / "results.md").write_text(text)
    print(text)


def draw_scale(rows: list[dict[str, Any]], path: Path) -> None:
    """Time and peak memory of one fit against the number of patients."""
    import matplotlib.pyplot as plt

    plt.rcParams["svg.hashsalt"] = "scale"
    patients = [int(row["task"].removeprefix("scale-")) for row in rows]
    figure, axes = plt.subplots(1, 2, figsize=(8, 3.2), layout="constrained")
    for axis, column, label in zip(axes, ("cpu_seconds", "peak_mb"), ("CPU seconds", "peak memory, MB")):
        axis.loglog(patients, [row[column] for row in rows], marker="o")
        axis.set(xlabel="patients, six visits each", ylabel=label)
    path.parent.mkdir(parents=True, exist_ok=True)
    figure.savefig(path, metadata={"Date": None})


def main(quick: bool) -> None:
    names = [name for name in TASKS if not (quick and name in SLOW) and installed(name)]
    rows = [run_task(name) for name in names]
    peers = [row for name in PEERS if not (quick and name == "growth-1e4") for row in run_peers(name)]
    scale = [run_task(f"scale-{size}") for size in SCALE[: 3 if quick else None]]
    reports = [run_report(patients) for patients in REPORTS[: 1 if quick else None]]
    sites = None if quick else run_sites()
    read = [] if quick else reading.measure(1_000_000)
    results = {
        "tasks": rows,
        "peers": peers,
        "scale": scale,
        "reports": reports,
        "reading": read,
        "sites": sites,
    }
    write_results(results)
    draw_scale(scale, ROOT / "docs" / "images" / "scale.svg")


if __name__ == "__main__":
    main("--quick" in sys.argv[1:])
